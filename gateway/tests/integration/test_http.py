"""What holds for every call: limits, bodies, deadlines, services that fail, other sites."""

import asyncio
from typing import Any

import httpx
import pytest

from gateway.tests.driver import (
    ALICE,
    BOB,
    FOREIGN,
    NOWHERE,
    ORIGIN,
    SHOP,
    SHOW,
    Gateway,
    Services,
    bearer,
    fetch_keys,
    reason_of,
    running,
)
from nightmarket_gateway import auth as auth_module
from nightmarket_gateway.app import MAX_BODY
from nightmarket_identity.domain.refresh_token import RefreshToken
from nightmarket_kit.core.errors import BY_KIND, Kind, PreconditionFailed
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]


def key(value: str = "") -> dict[str, str]:
    return {"Idempotency-Key": value or new_id()}


# Limits


async def test_a_person_who_calls_too_often_waits(valkey_url: str, services: Services) -> None:
    async with running(valkey_url, services, rate_user_per_10s=3) as gateway:
        alice = bearer(ALICE)
        for _ in range(3):
            assert (await gateway.client.get("/v1/me", headers=alice)).status_code == 200
        refused = await gateway.client.get("/v1/me", headers=bearer(ALICE))
        assert reason_of(refused) == (429, "RATE_LIMITED")
        assert refused.headers["retry-after"] == "10"
        assert refused.json()["metadata"] == {"limit": "3", "window_s": "10"}
        assert (await gateway.client.get("/v1/me", headers=bearer(BOB))).status_code == 200
        assert 0 < await gateway.text.pttl(f"rate:call:{ALICE}") <= 10_000


async def test_guests_share_the_limit_of_their_address(valkey_url: str, services: Services) -> None:
    async with running(valkey_url, services, rate_address_per_10s=2) as gateway:
        for number in range(2):
            spoofed = {"X-Forwarded-For": f"10.0.0.{number}"}  # nobody asked for proxies here
            assert (await gateway.client.get("/v1/shows", headers=spoofed)).status_code == 200
        refused = await gateway.client.get("/v1/shows", headers={"X-Forwarded-For": "10.0.0.9"})
        assert reason_of(refused) == (429, "RATE_LIMITED")
        assert (await gateway.client.get("/v1/shows", headers=bearer())).status_code == 200


async def test_log_ins_have_a_limit_of_their_own(valkey_url: str, services: Services) -> None:
    async with running(valkey_url, services, rate_login_per_min=2) as gateway:
        start, finish = "/v1/auth/line/start", "/v1/auth/line/finish"
        body = {"state": "s", "binding": "b"}
        answers = [
            await gateway.client.post(start, json={}),
            await gateway.client.post(finish, json=body),
            await gateway.client.post(finish, json=body),
        ]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert (await gateway.client.get("/v1/shows")).status_code == 200
        renewed = await gateway.client.post("/v1/auth/refresh", json={"refresh_token": "x"})
        assert renewed.status_code == 200


def refresh_tokens(count: int) -> list[str]:
    """Generations of one session's token, as identity writes them."""
    session_id = new_id()
    return [
        RefreshToken.make(session_id=session_id, seq=number + 1, key=b"k").text
        for number in range(count)
    ]


async def renewals(gateway: Gateway, tokens: list[str]) -> list[int]:
    answers = [
        await gateway.client.post("/v1/auth/refresh", json={"refresh_token": one}) for one in tokens
    ]
    return [one.status_code for one in answers]


async def test_renewals_are_limited_by_session(valkey_url: str, services: Services) -> None:
    limits = {"rate_login_per_min": 0, "rate_refresh_per_min": 2}
    async with running(valkey_url, services, **limits) as gateway:
        assert await renewals(gateway, refresh_tokens(3)) == [200, 200, 429]
        assert await renewals(gateway, refresh_tokens(2)) == [200, 200]
        assert (await renewals(gateway, ["\u00e9" * 9]))[0] == 200
        assert (await gateway.client.get("/v1/shows")).status_code == 200


async def test_renewals_are_limited_by_address(valkey_url: str, services: Services) -> None:
    async with running(valkey_url, services, rate_address_per_10s=2) as gateway:
        tokens = [one for _ in range(3) for one in refresh_tokens(1)]
        assert await renewals(gateway, tokens) == [200, 200, 429]


async def test_without_valkey_calls_pass(services: Services) -> None:
    async with running(f"redis://{NOWHERE}/0", services, rate_address_per_10s=0) as gateway:
        assert (await gateway.client.get("/v1/shows")).status_code == 200


async def test_limits_count_for_all_gateways_together(valkey_url: str, services: Services) -> None:
    async with (
        running(valkey_url, services, rate_user_per_10s=2) as one,
        running(valkey_url, services, rate_user_per_10s=2) as two,
    ):
        answers = [
            await gateway.client.get("/v1/me", headers=bearer()) for gateway in (one, two, one)
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 429]


# Idempotency


async def test_the_key_becomes_the_request_id_of_this_person_and_route(
    gateway: Gateway, services: Services
) -> None:
    shop = {"name": "x", "currency_code": "TWD"}
    for user in (ALICE, ALICE, BOB):
        await gateway.client.post("/v1/shops", json=shop, headers={**bearer(user), **key("k1")})
    renamed = {**shop, "name": "y"}
    await gateway.client.post("/v1/shops", json=renamed, headers={**bearer(), **key("k1")})
    first, again, other, changed = (call.request.request_id for call in services.of("CreateShop"))
    assert first == again == changed  # another body is for the service to refuse
    assert other != first
    for show in (SHOW, new_id()):
        await gateway.client.post(f"/v1/shows/{show}/end", headers={**bearer(), **key("k1")})
    await gateway.client.delete(f"/v1/shows/{SHOW}/pin", headers={**bearer(), **key("k1")})
    ended = [call.request.request_id for call in services.of("EndShow")]
    (unpinned,) = services.of("PinProduct")
    assert ended[0] == ended[1]  # one route: which show is part of the body's digest
    assert len({first, ended[0], unpinned.request.request_id}) == 3
    assert services.of("EndShow")[0].metadata["x-request-id"] == ended[0]


async def test_a_changing_call_without_a_key_is_refused(
    gateway: Gateway, services: Services
) -> None:
    answer = await gateway.client.post(f"/v1/shows/{SHOW}/end", headers=bearer())
    assert reason_of(answer) == (400, "IDEMPOTENCY_KEY_MISSING")
    assert services.calls == []


# Bodies


async def padded(size: int) -> Any:
    for start in range(0, size, 8192):
        yield b" " * min(8192, size - start)


@pytest.mark.parametrize("path", ["/v1/shops", "/callbacks/ecpay", "/internal/media/hooks"])
@pytest.mark.parametrize("is_declared", [True, False])
async def test_a_body_over_the_limit_is_refused_declared_or_not(
    gateway: Gateway, services: Services, path: str, *, is_declared: bool
) -> None:
    body = b" " * (MAX_BODY + 1) if is_declared else padded(MAX_BODY + 1)
    headers = {**bearer(), "Content-Type": "application/json"}
    answer = await gateway.client.post(path, content=body, headers=headers)
    assert reason_of(answer) == (413, "BODY_TOO_LARGE")
    assert answer.json()["metadata"] == {"limit": str(MAX_BODY)}
    assert services.calls == []


@pytest.mark.parametrize("is_declared", [True, False])
async def test_a_body_at_the_limit_is_taken(
    gateway: Gateway, services: Services, *, is_declared: bool
) -> None:
    body = b" " * MAX_BODY if is_declared else padded(MAX_BODY)
    assert (await gateway.client.post("/callbacks/ecpay", content=body)).status_code == 200
    assert len(services.of("RecordNotice")[0].request.body) == MAX_BODY


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**63, 10**30])
async def test_page_sizes_that_no_message_holds_are_refused(gateway: Gateway, number: int) -> None:
    for path in ("/v1/shows", f"/v1/shops/{SHOP}/products", "/v1/me/orders"):
        answer = await gateway.client.get(path, params={"page_size": number}, headers=bearer())
        assert reason_of(answer) == (400, "BODY_INVALID")


VARIANT = {"sku": "x", "prices": []}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"/v1/shops/{SHOP}/cart/lines", {"variant_id": SHOP, "quantity": 2**63}),
        ("PUT", f"/v1/shops/{SHOP}/cart/lines/{SHOP}", {"quantity": -(2**63) - 1}),
        ("POST", f"/v1/variants/{SHOP}/adjustments", {"delta": 10**40, "reason": "x"}),
        (
            "POST",
            f"/v1/shops/{SHOP}/products",
            {"title": "x", "variants": [{**VARIANT, "on_hand": 2**63}]},
        ),
        (
            "PUT",
            f"/v1/variants/{SHOP}/price",
            {"price": {"currency_code": "TWD", "amount_minor": 2**53}},
        ),
        (
            "POST",
            f"/v1/shops/{SHOP}/shows",
            {"title": "x", "schedule_time": "0001-01-01T00:00:00+10:00"},
        ),
        (
            "POST",
            f"/v1/shops/{SHOP}/shows",
            {"title": "x", "schedule_time": "9999-12-31T23:59:59-10:00"},
        ),
        ("POST", f"/v1/shops/{SHOP}/shows", {"title": "x", "schedule_time": "2026-11-05T20:00:00"}),
    ],
)
async def test_values_that_no_message_holds_are_refused(
    gateway: Gateway, services: Services, method: str, path: str, body: Any
) -> None:
    headers = {**bearer(), **key()}
    answer = await gateway.client.request(method, path, json=body, headers=headers)
    assert reason_of(answer) == (400, "BODY_INVALID")
    assert services.calls == []


# Services


async def test_the_deadline_goes_on_to_the_service(
    gateway: Gateway, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await gateway.client.get("/v1/me", headers=bearer())
    assert 2 < services.of("GetUser")[0].left_s < 5.1  # grpc rounds up
    monkeypatch.setattr(auth_module, "REQUEST_TIMEOUT_S", 1.5)
    await gateway.client.get("/v1/me", headers=bearer())
    assert 0 < services.of("GetUser")[1].left_s < 1.6


async def test_a_service_that_does_not_answer_in_time_is_a_timeout(
    gateway: Gateway, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_request: Any) -> Any:
        await asyncio.Event().wait()

    services.answers["GetUser"] = never
    monkeypatch.setattr(auth_module, "REQUEST_TIMEOUT_S", 0.2)
    answer = await gateway.client.get("/v1/me", headers=bearer())
    assert reason_of(answer) == (504, "DEADLINE_EXCEEDED")
    assert answer.headers["retry-after"] == "2"


async def test_a_service_that_is_down_is_unavailable(valkey_url: str, services: Services) -> None:
    async with running(valkey_url, services, stream_target=NOWHERE) as gateway:
        answer = await gateway.client.get("/v1/shows")
        assert reason_of(answer) == (503, "SERVICE_UNAVAILABLE")
        assert answer.headers["retry-after"] == "2"
        assert (await gateway.client.get("/v1/me", headers=bearer())).status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.UNAVAILABLE])
async def test_a_services_refusal_arrives_with_reason_and_metadata(
    gateway: Gateway, services: Services, kind: Kind
) -> None:
    services.answers["GetShow"] = BY_KIND[kind]("no", reason="SOME_REASON", show_id="x")
    answer = await gateway.client.get(f"/v1/shows/{SHOW}")
    assert answer.json()["reason"] == "SOME_REASON"
    assert answer.json()["metadata"] == {"show_id": "x"}
    assert answer.status_code >= 400


async def test_a_services_bug_is_internal_and_says_nothing(
    gateway: Gateway, services: Services
) -> None:
    async def fail(_request: Any) -> Any:
        raise RuntimeError("secret detail")

    services.answers["GetShow"] = fail
    answer = await gateway.client.get(f"/v1/shows/{SHOW}")
    assert reason_of(answer) == (500, "INTERNAL")
    assert "secret" not in answer.text


async def test_out_of_stock_says_how_many_are_left(gateway: Gateway, services: Services) -> None:
    services.answers["AddLine"] = PreconditionFailed(reason="OUT_OF_STOCK", available=2)
    answer = await gateway.client.post(
        f"/v1/shops/{SHOP}/cart/lines", json={"variant_id": SHOP}, headers={**bearer(), **key()}
    )
    assert reason_of(answer) == (409, "OUT_OF_STOCK")
    assert answer.json()["metadata"] == {"available": "2"}


async def test_the_public_keys_are_served(gateway: Gateway) -> None:
    answer = await gateway.client.get("/.well-known/jwks.json")
    assert answer.json() == await fetch_keys()
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert "d" not in answer.json()["keys"][0]


async def test_keys_that_cannot_be_fetched_are_unavailable(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> Any:
        raise httpx.ConnectError("no")

    monkeypatch.setattr(gateway.app.state, "fetch_keys", fail)
    answer = await gateway.client.get("/.well-known/jwks.json")
    assert reason_of(answer) == (503, "KEYS_UNAVAILABLE")


async def test_health_needs_nobody_and_readiness_is_told(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await gateway.client.get("/healthz")).status_code == 200
    assert reason_of(await gateway.client.get("/readyz")) == (503, "NOT_READY")
    monkeypatch.setattr(gateway.app.state, "is_ready", True)
    assert (await gateway.client.get("/readyz")).status_code == 200


# Other sites


def preflight(origin: str, header: str = "idempotency-key") -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": header,
    }


async def test_our_origins_may_call_with_cookies(gateway: Gateway) -> None:
    answer = await gateway.client.options("/v1/shops", headers=preflight(ORIGIN))
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-credentials"] == "true"
    read = await gateway.client.get("/v1/shows", headers={"Origin": ORIGIN})
    assert read.headers["access-control-allow-origin"] == ORIGIN
    refused = await gateway.client.get("/v1/me", headers={"Origin": ORIGIN})
    assert refused.headers["access-control-allow-origin"] == ORIGIN  # the page reads the reason


async def test_foreign_origins_may_not(gateway: Gateway) -> None:
    answer = await gateway.client.options("/v1/shops", headers=preflight(FOREIGN))
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers
    header = await gateway.client.options("/v1/shops", headers=preflight(ORIGIN, "x-evil"))
    assert header.status_code == 400
    read = await gateway.client.get("/v1/shows", headers={"Origin": FOREIGN})
    assert "access-control-allow-origin" not in read.headers


async def test_a_refusal_before_the_routes_can_be_read_by_our_pages(gateway: Gateway) -> None:
    answer = await gateway.client.post(
        "/v1/shops", content=b" " * (MAX_BODY + 1), headers={"Origin": ORIGIN}
    )
    assert reason_of(answer) == (413, "BODY_TOO_LARGE")
    assert answer.headers["access-control-allow-origin"] == ORIGIN
