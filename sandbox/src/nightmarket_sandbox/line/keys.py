"""ID-token signing: HS256 with the channel secret, ES256 with the published key (LINE 1.4).

Also the signatures of an attacker, which a relying party must refuse: none, the public key used
as an HMAC secret, and a key nobody published.
"""

import base64
import hashlib
import hmac
import json
import time
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey

from nightmarket_sandbox.dials import IdTokenAlg
from nightmarket_sandbox.ids import opaque

PUBLISHED_KEYS: Final = 2  # the key in use and, after a rotation, the one before


class SigningKeys:
    """Guarantees that `certs` lists the key in use, and the previous one unless it was dropped."""

    def __init__(self) -> None:
        self._keys = [_new_key()]

    def rotate(self, *, keep_old: bool) -> None:
        kept = self._keys[: PUBLISHED_KEYS - 1] if keep_old else []
        self._keys = [_new_key(), *kept]

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self._keys]}

    @property
    def kid(self) -> str:
        return str(self._keys[0].kid)

    def sign(self, claims: dict[str, Any], *, alg: IdTokenAlg, secret: str) -> str:
        match alg:
            case "HS256":
                return _sign_hs256(claims, secret.encode())
            case "ES256":
                return _sign_es256(claims, self._keys[0])
            case "ES256-unknown-key":
                return _sign_es256(claims, _new_key())
            case "HS256-public-key":
                return _compact({"typ": "JWT", "alg": "HS256"}, claims, self._keys[0].as_pem(False))
            case "none":
                return _compact({"typ": "JWT", "alg": "none"}, claims, None)

    def read(self, token: str, secrets: tuple[str, ...]) -> dict[str, Any] | None:
        """Return the claims if one of our keys signed the token, whatever the claims say."""
        for secret in secrets:
            try:
                return jwt.decode(token, OctKey.import_key(secret), algorithms=["HS256"]).claims
            except (JoseError, ValueError):
                continue
        try:
            return jwt.decode(token, KeySet(list(self._keys)), algorithms=["ES256"]).claims
        except (JoseError, ValueError):
            return None


def sign_access_token(payload: dict[str, Any], secret: str) -> str:
    """Write an access token: to clients an opaque text, in fact a JWS as LINE's are (LINE 1.3)."""
    return _compact({"alg": "HS256"}, payload, _access_key(secret))


def read_access_token(token: str, secret: str) -> dict[str, Any] | None:
    """Return the payload of a token signed here for this channel, else None."""
    signed, _, signature = token.rpartition(".")
    expected = _b64(hmac.digest(_access_key(secret), signed.encode(), "sha256"))
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return None
    payload = signed.partition(".")[2]
    claims: dict[str, Any] = json.loads(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return claims


def _access_key(secret: str) -> bytes:
    return hashlib.sha256(b"access-token:" + secret.encode()).digest()


def _new_key() -> ECKey:
    kid = f"{int(time.time()):x}-{opaque(16)}"
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": kid})


def _sign_hs256(claims: dict[str, Any], secret: bytes) -> str:
    header = {"typ": "JWT", "alg": "HS256"}
    return jwt.encode(header, claims, OctKey.import_key(secret), algorithms=["HS256"])


def _sign_es256(claims: dict[str, Any], key: ECKey) -> str:
    header = {"typ": "JWT", "alg": "ES256", "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=["ES256"])


def _compact(header: dict[str, Any], claims: dict[str, Any], key: bytes | None) -> str:
    parts = (json.dumps(part, separators=(",", ":")).encode() for part in (header, claims))
    signed = ".".join(_b64(part) for part in parts)
    signature = "" if key is None else _b64(hmac.digest(key, signed.encode(), "sha256"))
    return f"{signed}.{signature}"


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
