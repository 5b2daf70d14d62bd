import json
from typing import Any

import httpx
import pytest
import pytest_asyncio
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext

from nightmarket_gateway.app import create_app
from nightmarket_gateway.errors import BodyTooLarge, MethodNotAllowed
from nightmarket_gateway.problems import STATUS, problem_response
from nightmarket_kit.core.errors import BY_KIND, DomainError, Kind
from nightmarket_kit.runtime.status import InternalFailure

EXPECTED = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.ALREADY_EXISTS: 409,
    Kind.PRECONDITION: 409,
    Kind.CONFLICT: 409,
    Kind.EXHAUSTED: 429,
    Kind.UNAVAILABLE: 503,
    Kind.TIMEOUT: 504,
}


def read(error: DomainError) -> tuple[Any, dict[str, Any]]:
    response = problem_response(error)
    return response, json.loads(bytes(response.body))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_status(kind: Kind) -> None:
    error = BY_KIND[kind]("two are left", reason="SOME_REASON", available=2)
    response, problem = read(error)
    assert response.status_code == EXPECTED[kind] == STATUS[kind]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert problem == {
        "type": "/errors/SOME_REASON",
        "title": "two are left",
        "status": EXPECTED[kind],
        "reason": "SOME_REASON",
        "metadata": {"available": "2"},
        "trace_id": "",
    }
    waits = {Kind.EXHAUSTED: "10", Kind.UNAVAILABLE: "2", Kind.TIMEOUT: "2"}
    assert response.headers.get("retry-after") == waits.get(kind)


@pytest.mark.parametrize(
    ("error", "status"),
    [(BodyTooLarge(limit=1), 413), (MethodNotAllowed(), 405), (InternalFailure(), 500)],
)
def test_some_reasons_have_a_status_of_their_own(error: DomainError, status: int) -> None:
    response, problem = read(error)
    assert response.status_code == problem["status"] == status
    assert "retry-after" not in response.headers


def test_the_trace_is_named() -> None:
    span = NonRecordingSpan(SpanContext(trace_id=0xABC, span_id=1, is_remote=False))
    with trace.use_span(span):
        _, problem = read(InternalFailure())
    assert problem["trace_id"] == f"{0xABC:032x}"


@pytest_asyncio.fixture
async def client() -> Any:
    app = create_app(origins=frozenset({"https://shop.test"}))
    for name in ("gatekeeper", "clients", "settings"):
        setattr(app.state, name, None)  # no request of these tests comes as far as to need them
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


START = "/v1/auth/line/start"
SECRET_VALUE = "personal-0912345678"


BODIES: list[Any] = [
    {"client": SECRET_VALUE},
    {"return_to": SECRET_VALUE * 100},
    {"locale": [SECRET_VALUE]},
    {"disable_auto_login": SECRET_VALUE},
    [SECRET_VALUE],
    SECRET_VALUE,
]


@pytest.mark.asyncio
@pytest.mark.parametrize("body", BODIES)
async def test_validation_tells_where_and_what_but_never_the_value(
    client: httpx.AsyncClient, body: Any
) -> None:
    answer = await client.post(START, json=body)
    assert (answer.status_code, answer.json()["reason"]) == (400, "BODY_INVALID")
    assert "field" in answer.json()["metadata"]
    assert SECRET_VALUE not in answer.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"{", id="cut off"),
        pytest.param(b"\xff\xfe\xfa", id="no UTF-8"),
        pytest.param(b'{"locale": "\xff"}', id="no UTF-8 inside"),
        pytest.param(b"[" * 60_000, id="too deep"),
        pytest.param(b'{"locale": "\\ud800"}', id="half a character"),
        pytest.param(b'{"return_to": "\\udfff"}', id="the other half"),
    ],
)
async def test_bytes_that_are_no_json_are_a_bad_body(
    client: httpx.AsyncClient, content: bytes
) -> None:
    answer = await client.post(START, content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["reason"]) == (400, "BODY_INVALID")


@pytest.mark.asyncio
async def test_an_undeclared_long_body_is_too_large(client: httpx.AsyncClient) -> None:
    async def chunks() -> Any:
        for _ in range(7):
            yield b" " * 10_000

    answer = await client.post(START, content=chunks())
    assert (answer.status_code, answer.json()["reason"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.asyncio
async def test_unknown_routes_and_methods_are_problems(client: httpx.AsyncClient) -> None:
    missing = await client.get("/nothing")
    assert (missing.status_code, missing.json()["reason"]) == (404, "ROUTE_NOT_FOUND")
    wrong = await client.delete("/v1/shows")
    assert (wrong.status_code, wrong.json()["reason"]) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.asyncio
async def test_what_nobody_foresaw_is_internal_and_says_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/auth/line/start")  # the gatekeeper is None
    assert (answer.status_code, answer.json()["reason"]) == (500, "INTERNAL")
    assert "NoneType" not in answer.text
