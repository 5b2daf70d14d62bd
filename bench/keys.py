"""Tokens of people whom nobody knows, and the keys by which a fleet believes them."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from nightmarket_kit.core.ids import new_id

TOKENS_LIVE_S: Final = 3600


class Keys:
    """Serves its own key and those published at `beside`, which may be set later."""

    def __init__(self) -> None:
        self.beside = ""
        self._key = ECKey.generate_key("P-256", {"kid": "bench"})
        keys = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(keys.document()).encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def document(self) -> dict[str, Any]:
        own: dict[str, Any] = dict(KeySet([self._key]).as_dict(private=False))
        if self.beside:
            own["keys"] = [*own["keys"], *httpx.get(self.beside).raise_for_status().json()["keys"]]
        return own

    def write(self, file: Path, count: int, *, issuer: str, audience: str) -> None:
        """A token a line, each of another person."""
        claims = {"iss": issuer, "aud": [audience], "exp": int(time.time()) + TOKENS_LIVE_S}
        lines = [
            jwt.encode(
                {"alg": "ES256", "kid": "bench", "typ": "at+jwt"},
                {**claims, "sub": new_id(), "sid": new_id(), "name": f"p{number}", "rgen": 0},
                self._key,
            )
            for number in range(count)
        ]
        file.write_text("\n".join(lines))
