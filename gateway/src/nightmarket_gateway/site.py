"""The built app, served at the gateway's own origin.

Guarantees: only files that lay in the folder at the start are ever served, by exact path, so no
path leads out of it; a browser that asks for any page gets index.html, a program that asks for a
path that nobody knows gets the problem that it always got; a page runs and reaches only what the
policy names.
"""

import base64
import hashlib
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Scope

INDEX: Final = "/index.html"
# No page of the app begins like this: whoever asks for what is not there is told so.
NEVER_A_PAGE: Final = re.compile(
    r"/(?:v\d+|internal|callbacks|ws|_expo|assets|\.well-known)(?:/|$)"
)
HASHED: Final = re.compile(r"/(?:_expo/static|assets)/.*[.-][0-9a-f]{16,}(?:@\dx)?\.\w+")
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
CODINGS: Final = {"br": ".br", "gzip": ".gz"}  # the better first
NO_QUALITY: Final = re.compile(r"q=0(?:\.0*)?")
HTML: Final = "text/html; charset=utf-8"
UNKNOWN_TYPE: Final = "application/octet-stream"
# Not `mimetypes`: what that knows depends on the machine.
TYPES: Final = {
    "": "application/json",  # Apple wants its app links without an ending
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": HTML,
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


class AppMissing(Exception):
    """The folder holds no built app."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"no index.html in {folder}: build the app, or leave GATEWAY_APP_DIR empty"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A file as it lies on disk in one content coding; "" is the file itself."""

    path: Path
    status: os.stat_result
    etag: str

    @classmethod
    def of(cls, path: Path) -> "Form":
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return cls(path=path, status=path.stat(), etag=f'"{digest[:32]}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    forms: dict[str, Form]
    headers: dict[str, str]
    media_type: str

    def best(self, accepted: Collection[str]) -> tuple[str, Form]:
        coding = next((one for one in CODINGS if one in accepted and one in self.forms), "")
        return coding, self.forms[coding]


def policy(
    *,
    origins: Collection[str],
    media_origins: Collection[str],
    form_origins: Collection[str],
    scripts: Collection[str] = (),
) -> str:
    """What a page of ours may run and reach (CSP 3); `scripts` are hashes of inline ones.

    hls.js plays from blob: and works in a blob: worker; react-native-web writes its styles into
    the page; sockets are named because older WebKit does not count them among 'self'.
    """
    sockets = [origin.replace("http", "ws", 1) for origin in sorted(origins)]
    media = sorted(media_origins)
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["*", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "media-src": ["'self'", "blob:", *media],
        "connect-src": ["'self'", *sockets, *media],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "frame-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *sorted(form_origins)],
        "frame-ancestors": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


class Site:
    """The files of one folder, read once: a new build is a new folder."""

    def __init__(
        self,
        folder: Path,
        *,
        origins: Collection[str],
        media_origins: Collection[str],
        form_origins: Collection[str],
    ) -> None:
        index = folder / INDEX[1:]
        if not index.is_file():
            raise AppMissing(folder)
        self._page_headers = {
            "Content-Security-Policy": policy(
                origins=origins,
                media_origins=media_origins,
                form_origins=form_origins,
                scripts=_inline_scripts(index.read_text(encoding="utf-8")),
            ),
            "Referrer-Policy": "strict-origin-when-cross-origin",
        }
        self._files = {f"/{path}": self._file(folder, path) for path in _paths(folder)}

    def answer(self, scope: Scope) -> Response | None:
        """The file or page asked for; None when it is neither."""
        if scope["method"] not in {"GET", "HEAD"}:
            return None
        path, headers = str(scope["path"]), Headers(scope=scope)
        file = self._files.get(INDEX if path == "/" else path)
        if (
            file is None
            and "text/html" in headers.get("accept", "")
            and not NEVER_A_PAGE.match(path)
        ):
            file = self._files[INDEX]
        return None if file is None else _respond(file, headers)

    def _file(self, folder: Path, path: str) -> File:
        whole = folder / path
        forms = {"": Form.of(whole)}
        for coding, ending in CODINGS.items():
            packed = whole.with_name(whole.name + ending)
            if packed.is_file():
                forms[coding] = Form.of(packed)
        media_type = TYPES.get(whole.suffix.lower(), UNKNOWN_TYPE)
        headers = {
            "Cache-Control": FOREVER if HASHED.fullmatch(f"/{path}") else ASK_AGAIN,
            "X-Content-Type-Options": "nosniff",
        }
        if len(forms) > 1:
            headers["Vary"] = "Accept-Encoding"
        if media_type == HTML:
            headers |= self._page_headers
        return File(forms=forms, headers=headers, media_type=media_type)


def _paths(folder: Path) -> Iterator[str]:
    """Paths of what may be served: no link, nothing hidden, and no packed form by itself."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith(".") or one == ".well-known"]
        for name in names:
            file = Path(parent, name)
            is_packed = file.suffix in CODINGS.values() and file.with_suffix("").is_file()
            if not (name.startswith(".") or is_packed or file.is_symlink()):
                yield file.relative_to(folder).as_posix()


def _respond(file: File, asked: Headers) -> Response:
    coding, form = file.best(_accepted(asked.get("accept-encoding", "")))
    headers = file.headers | {"ETag": form.etag}
    if coding:
        headers["Content-Encoding"] = coding
    known = {one.strip().removeprefix("W/") for one in asked.get("if-none-match", "").split(",")}
    if form.etag in known:
        return Response(status_code=304, headers=headers)
    return FileResponse(
        form.path, headers=headers, media_type=file.media_type, stat_result=form.status
    )


def _accepted(header: str) -> set[str]:
    accepted = set()
    for one in header.lower().split(","):
        coding, _, quality = one.partition(";")
        if not NO_QUALITY.fullmatch(quality.strip()):
            accepted.add(coding.strip())
    return accepted


class _Scripts(HTMLParser):
    """Collects the text of scripts that stand in the page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "script" and "src" not in dict(attrs)
        if self._is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data


def _inline_scripts(page: str) -> list[str]:
    parser = _Scripts()
    parser.feed(page)
    digests = (hashlib.sha256(text.encode()).digest() for text in parser.found)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
