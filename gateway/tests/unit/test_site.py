"""The app is served from its folder and from nowhere else, and never in place of a problem."""

import base64
import gzip
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from nightmarket_gateway.app import create_app
from nightmarket_gateway.settings import _origins_of
from nightmarket_gateway.site import FOREVER, AppMissing, Site, policy

ORIGIN = "https://shop.test"
MEDIA = "https://media.test"
CASHIER = "https://cashier.test"
INLINE = "globalThis.__READY__ = 1 && 2;"
PAGE = f"""<!doctype html><title>夜市</title><style>a{{}}</style>
<script>{INLINE}</script><script src="/_expo/static/js/web/entry-0123456789abcdef0123456789abcdef.js"></script>"""
ENTRY = "/_expo/static/js/web/entry-0123456789abcdef0123456789abcdef.js"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FILES = {
    "index.html": PAGE.encode(),
    "favicon.ico": b"icon",
    "manifest.webmanifest": b"{}",
    ENTRY[1:]: b"run()",
    f"{ENTRY[1:]}.gz": gzip.compress(b"run()"),
    f"{ENTRY[1:]}.br": b"packed tighter",
    "assets/fonts/Icons.b4eb097d35f44ed943676fd56f6bdc51.ttf": b"font",
    "assets/plain.png": b"picture",
    "assets/back.35ba0eaec5a4f5ed12ca16fabeae451d@2x.png": b"twice as sharp",
    ".well-known/apple-app-site-association": b"{}",
    ".secret": b"hidden",
    "strange.xyz": b"?",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (tmp_path / "outside.txt").write_text("outside")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    return folder


@pytest_asyncio.fixture
async def client(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    site = Site(folder, origins={ORIGIN}, media_origins={MEDIA}, form_origins={CASHIER})
    app = create_app(origins=frozenset({ORIGIN}), site=site)
    for name in ("gatekeeper", "clients", "settings"):
        setattr(app.state, name, None)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        client.headers = httpx.Headers({"Accept": "*/*"})  # the client would ask for codings
        yield client


def is_unknown(answer: httpx.Response) -> bool:
    return (
        answer.status_code == 404
        and answer.headers["content-type"] == "application/problem+json"
        and answer.json()["reason"] == "ROUTE_NOT_FOUND"
    )


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "media_type", "cache"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/favicon.ico", "image/x-icon", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        (ENTRY, "text/javascript; charset=utf-8", FOREVER),
        ("/assets/fonts/Icons.b4eb097d35f44ed943676fd56f6bdc51.ttf", "font/ttf", FOREVER),
        ("/assets/plain.png", "image/png", "no-cache"),
        ("/assets/back.35ba0eaec5a4f5ed12ca16fabeae451d@2x.png", "image/png", FOREVER),
        ("/.well-known/apple-app-site-association", "application/json", "no-cache"),
        ("/strange.xyz", "application/octet-stream", "no-cache"),
    ],
)
async def test_a_file_has_its_type_and_its_life(
    client: httpx.AsyncClient, path: str, media_type: str, cache: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.content == FILES["index.html" if path == "/" else path[1:]]
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == cache
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path", ["/shows/0198", "/login?reason=X", "/studio/", "/studio/a.b", "/%E5%A4%9C%E5%B8%82"]
)
async def test_any_page_is_the_index_for_a_browser_only(
    client: httpx.AsyncClient, path: str
) -> None:
    page = await client.get(path, headers=BROWSER)
    assert (page.status_code, page.text) == (200, PAGE)
    assert page.headers["cache-control"] == "no-cache"
    assert "content-security-policy" in page.headers
    assert is_unknown(await client.get(path))
    assert is_unknown(await client.post(path, headers=BROWSER))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        *("/v1", "/v1/nothing", "/v2/shows", "/internal/x", "/callbacks/nobody", "/ws/x", "/ws"),
        *("/_expo/static/js/web/entry-old.js", "/assets/gone.png", "/.well-known/other"),
    ],
)
async def test_what_is_no_page_stays_unknown_even_for_a_browser(
    client: httpx.AsyncClient, path: str
) -> None:
    assert is_unknown(await client.get(path, headers=BROWSER))


@pytest.mark.asyncio
async def test_routes_come_first(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz", headers=BROWSER)).json() == {"status": "alive"}
    wrong = await client.delete("/v1/shows", headers=BROWSER)
    assert (wrong.status_code, wrong.json()["reason"]) == (405, "METHOD_NOT_ALLOWED")
    posted = await client.get("/callbacks/ecpay", headers=BROWSER)
    assert posted.json()["reason"] == "METHOD_NOT_ALLOWED"


async def raw(app_: Any, path: str) -> int:
    """As a rude client sends it: a client library would tidy the path up."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"accept", b"text/plain")],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("test", 80),
    }
    statuses = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app_(scope, receive, send)
    return int(statuses[0])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        *("/../outside.txt", "/assets/../../outside.txt", "//etc/passwd", "/..%2foutside.txt"),
        *("/./index.html", "/assets/..\\..\\outside.txt", "/link.txt", "/.secret", "/\0"),
        *(f"{ENTRY}.gz", f"{ENTRY}.br", "/assets", "/assets/"),
    ],
)
async def test_nothing_else_is_served(folder: Path, path: str) -> None:
    site = Site(folder, origins={ORIGIN}, media_origins=(), form_origins=())
    assert await raw(create_app(origins=frozenset(), site=site), path) == 404


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        *(("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")),
        *(("", None), ("identity", None), ("br; q=0.0", None)),
    ],
)
async def test_a_packed_form_is_sent_to_whoever_reads_it(
    client: httpx.AsyncClient, accepted: str, coding: str | None
) -> None:
    request = client.build_request("GET", ENTRY, headers={"Accept-Encoding": accepted})
    answer = await client.send(request, stream=True)
    body = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == coding
    assert body == FILES[ENTRY[1:] + {"br": ".br", "gzip": ".gz", None: ""}[coding]]
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.headers["cache-control"] == FOREVER


@pytest.mark.asyncio
async def test_what_is_known_already_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/")
    again = await client.get("/", headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    head = await client.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]


@pytest.mark.asyncio
async def test_a_page_names_what_it_may_run_and_reach(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/")).headers
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    digest = base64.b64encode(hashlib.sha256(INLINE.encode()).digest()).decode()
    assert rules["script-src"] == f"'self' 'sha256-{digest}'"
    assert rules["connect-src"] == f"'self' wss://shop.test {MEDIA}"
    assert rules["media-src"] == f"'self' blob: {MEDIA}"
    assert rules["form-action"] == f"'self' {CASHIER}"
    assert rules["img-src"] == "* data: blob:"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "content-security-policy" not in (await client.get("/favicon.ico")).headers


def test_a_policy_names_origins_without_their_paths() -> None:
    found = _origins_of("http://127.0.0.1:7401/ecpay, https://media.test ,")
    assert found == {"http://127.0.0.1:7401", MEDIA}
    text = policy(origins={"http://a.test"}, media_origins=found, form_origins=())
    assert "connect-src 'self' ws://a.test http://127.0.0.1:7401 https://media.test;" in text


def test_a_folder_without_an_app_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(AppMissing, match=r"no index\.html"):
        Site(tmp_path, origins=(), media_origins=(), form_origins=())
