"""Who calls: tokens and cookies, log-in, renewal, log-out, over a real port."""

from typing import Any

import pytest

from gateway.tests.driver import (
    ALICE,
    FOREIGN,
    NOWHERE,
    ORIGIN,
    SHOW,
    Gateway,
    Services,
    bearer,
    cookies_of,
    reason_of,
    running,
    token,
)
from nightmarket_gateway import auth as auth_module
from nightmarket_kit.core.errors import Invalid, Unauthenticated
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
SHOP_BODY = {"name": "阿嬤的灶腳", "currency_code": "TWD"}
AT, RT, LOGIN = "__Host-nm_at", "__Host-nm_rt", "__Host-nm_login"


def cookie(value: str, name: str = AT) -> dict[str, str]:
    return {"Cookie": f"{name}={value}"}


def key() -> dict[str, str]:
    return {"Idempotency-Key": new_id()}


async def test_a_bearer_token_says_who_calls_and_goes_on_to_the_service(
    gateway: Gateway, services: Services
) -> None:
    shown = token()
    answer = await gateway.client.get("/v1/me", headers={"Authorization": f"Bearer {shown}"})
    assert answer.json()["display_name"] == "小美"
    (call,) = services.of("GetUser")
    assert call.metadata["authorization"] == f"Bearer {shown}"
    assert call.metadata["x-service-token"]


async def test_a_cookie_says_who_calls_when_there_is_no_bearer(
    gateway: Gateway, services: Services
) -> None:
    inside = token()
    assert (await gateway.client.get("/v1/me", headers=cookie(inside))).status_code == 200
    assert services.of("GetUser")[0].metadata["authorization"] == f"Bearer {inside}"
    both = {**cookie("nonsense"), **bearer()}
    assert (await gateway.client.get("/v1/me", headers=both)).status_code == 200
    unprefixed = await gateway.client.get("/v1/me", headers=cookie(inside, "nm_at"))
    assert reason_of(unprefixed) == (401, "TOKEN_MISSING")


async def test_guests_may_read(gateway: Gateway, services: Services) -> None:
    show = services.answers["GetShow"].show  # type: ignore[union-attr]
    answer = await gateway.client.get(f"/v1/shows/{show.show_id}")
    assert (answer.status_code, answer.json()["title"]) == (200, "週五夜市")
    assert "authorization" not in services.of("GetShow")[0].metadata
    assert reason_of(await gateway.client.get("/v1/me")) == (401, "TOKEN_MISSING")


@pytest.mark.parametrize("path", ["/v1/me", "/v1/shows"])
async def test_bad_tokens_are_refused_even_where_guests_may_read(
    gateway: Gateway, path: str
) -> None:
    expired = await gateway.client.get(path, headers=bearer(lives_s=-60))
    assert reason_of(expired) == (401, "TOKEN_EXPIRED")
    garbage = await gateway.client.get(path, headers={"Authorization": "Bearer x.y.z"})
    assert reason_of(garbage) == (401, "TOKEN_INVALID")
    scheme = await gateway.client.get(path, headers={"Authorization": "Basic dXNlcg=="})
    assert reason_of(scheme) == (401, "TOKEN_INVALID")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (ORIGIN, 201),
        ("https://m.shop.test", 201),
        (FOREIGN, 403),
        ("null", 403),
        (f"{ORIGIN}.evil.example", 403),
        (f"{ORIGIN}:444", 403),
        (ORIGIN.upper(), 403),
        ("", 403),
        (None, 403),
    ],
)
async def test_a_changing_call_with_a_cookie_names_an_origin_of_ours(
    gateway: Gateway, services: Services, origin: str | None, status: int
) -> None:
    headers = {**cookie(token()), **key(), **({} if origin is None else {"Origin": origin})}
    answer = await gateway.client.post("/v1/shops", json=SHOP_BODY, headers=headers)
    assert answer.status_code == status
    assert len(services.of("CreateShop")) == (status == 201)
    if status != 201:
        assert reason_of(answer) == (403, "ORIGIN_REFUSED")


async def test_reading_with_a_cookie_and_changing_with_a_bearer_need_no_origin(
    gateway: Gateway,
) -> None:
    headers = {**cookie(token()), "Origin": FOREIGN}
    assert (await gateway.client.get("/v1/me", headers=headers)).status_code == 200
    app = {**bearer(), **key()}
    assert (await gateway.client.post("/v1/shops", json=SHOP_BODY, headers=app)).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", f"/v1/shows/{SHOW}/pin"), ("DELETE", f"/v1/me/sessions/{ALICE}")],
)
async def test_the_origin_rule_is_for_every_changing_method(
    gateway: Gateway, method: str, path: str
) -> None:
    headers = {**cookie(token()), **key(), "Origin": FOREIGN}
    body: Any = {"product_id": new_id()} if method == "PUT" else None
    answer = await gateway.client.request(method, path, json=body, headers=headers)
    assert reason_of(answer) == (403, "ORIGIN_REFUSED")


async def test_a_revoked_session_is_refused_although_its_token_is_fresh(gateway: Gateway) -> None:
    headers, other = bearer(session_id="s1"), bearer(session_id="s2")
    assert (await gateway.client.get("/v1/me", headers=headers)).status_code == 200
    await gateway.keeper.mark_revoked("s1")
    assert reason_of(await gateway.client.get("/v1/me", headers=headers)) == (
        401,
        "SESSION_REVOKED",
    )
    assert (await gateway.client.get("/v1/me", headers=other)).status_code == 200


async def test_a_token_in_use_confirms_its_generation_and_never_lowers_it(
    gateway: Gateway,
) -> None:
    for generation, stands in ((3, "3"), (1, "3"), (7, "7")):
        headers = bearer(session_id="s1", rgen=generation)
        await gateway.client.get("/v1/me", headers=headers)
        gateway.keeper._confirmed.clear()  # as another gateway would
        assert await gateway.text.get("rtconf:s1") == stands
    assert await gateway.text.ttl("rtconf:s1") > 0


async def test_starting_a_login(gateway: Gateway, services: Services) -> None:
    browser = await gateway.client.post("/v1/auth/line/start", json={"return_to": "/shows/1"})
    assert browser.json() == {
        "authorize_url": "https://line.test/authorize",
        "state": "s1",
        "binding": "",
    }
    assert cookies_of(browser)[LOGIN][0] == "b1"
    app = await gateway.client.post("/v1/auth/line/start", json={"client": "ios"})
    assert app.json()["binding"] == "b1"
    assert cookies_of(app) == {}
    link = await gateway.client.get("/v1/auth/line/start", params={"locale": "zh-TW"})
    assert (link.status_code, link.headers["location"]) == (303, "https://line.test/authorize")
    assert cookies_of(link)[LOGIN][0] == "b1"
    asked = [call.request for call in services.of("StartLogin")]
    assert [one.client_id for one in asked] == ["h5", "ios", "h5"]
    assert [one.redirect_uri for one in asked] == [
        f"{ORIGIN}/v1/auth/line/callback",
        f"{ORIGIN}/app/login/line",
        f"{ORIGIN}/v1/auth/line/callback",
    ]
    assert (asked[0].return_to, asked[2].locale) == ("/shows/1", "zh-TW")


@pytest.mark.parametrize("secure", [True, False])
async def test_session_cookies_are_out_of_reach_of_scripts_and_other_sites(
    valkey_url: str, services: Services, *, secure: bool
) -> None:
    async with running(valkey_url, services, cookie_secure=secure) as gateway:
        answer = await gateway.client.get("/v1/auth/line/callback", params={"state": "s1"})
        prefix = "__Host-" if secure else ""
        cookies = cookies_of(answer)
        access, refresh = cookies[f"{prefix}nm_at"], cookies[f"{prefix}nm_rt"]
        assert (access[0], refresh[0]) == ("new-access", "new-refresh")
        for _, attributes in (access, refresh):
            assert attributes["path"] == "/"
            assert attributes["samesite"] == "lax"
            assert "httponly" in attributes
            assert "domain" not in attributes
            assert ("secure" in attributes) == secure
        assert 500 < int(access[1]["max-age"]) <= 600
        assert int(refresh[1]["max-age"]) == 30 * 24 * 3600
        assert cookies[f"{prefix}nm_login"][1]["max-age"] == "0"


async def test_the_callback_opens_a_session_and_takes_the_person_back(
    gateway: Gateway, services: Services
) -> None:
    answer = await gateway.client.get(
        "/v1/auth/line/callback",
        params={"state": "s1", "code": "c1"},
        headers={**cookie("b1", LOGIN), "User-Agent": "x" * 200},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/shows/1")
    assert answer.headers["cache-control"] == "no-store"
    request = services.of("FinishLogin")[0].request
    assert (request.provider, request.state, request.code) == ("line", "s1", "c1")
    assert (request.binding, request.device_name) == ("b1", "x" * 80)
    assert services.of("RevokeSession") == []


async def test_a_failed_callback_tells_people_and_programs_each_in_their_way(
    gateway: Gateway, services: Services
) -> None:
    services.answers["FinishLogin"] = Invalid(reason="STATE_INVALID")
    person = await gateway.client.get(
        "/v1/auth/line/callback", headers={"Accept": "text/html,application/xhtml+xml"}
    )
    assert (person.status_code, person.headers["location"]) == (303, "/login?reason=STATE_INVALID")
    assert person.headers["cache-control"] == "no-store"
    assert cookies_of(person) == {}
    program = await gateway.client.get("/v1/auth/line/callback")
    assert reason_of(program) == (400, "STATE_INVALID")


async def test_a_person_who_is_too_fast_sees_a_page_too(
    valkey_url: str, services: Services
) -> None:
    async with running(valkey_url, services, rate_login_per_min=0) as gateway:
        html = {"Accept": "text/html"}
        person = await gateway.client.get("/v1/auth/line/callback", headers=html)
        assert person.headers["location"] == "/login?reason=RATE_LIMITED"


async def test_a_new_login_ends_the_earlier_session_of_the_browser(
    gateway: Gateway, services: Services
) -> None:
    earlier = token(session_id="old")
    answer = await gateway.client.get("/v1/auth/line/callback", headers=cookie(earlier))
    assert answer.status_code == 303
    (call,) = services.of("RevokeSession")
    assert call.metadata["authorization"] == f"Bearer {earlier}"
    assert call.request.session_id == ""
    ended = await gateway.client.get("/v1/me", headers={"Authorization": f"Bearer {earlier}"})
    assert reason_of(ended) == (401, "SESSION_REVOKED")


@pytest.mark.parametrize("earlier", ["garbage", token(lives_s=-60)], ids=["garbage", "expired"])
async def test_a_dead_earlier_session_does_not_stop_a_login(
    gateway: Gateway, services: Services, earlier: str
) -> None:
    answer = await gateway.client.get("/v1/auth/line/callback", headers=cookie(earlier))
    assert answer.status_code == 303
    assert AT in cookies_of(answer)
    services.answers["RevokeSession"] = Unauthenticated(reason="SESSION_REVOKED")
    answer = await gateway.client.get("/v1/auth/line/callback", headers=cookie(token()))
    assert AT in cookies_of(answer)


async def test_an_app_finishes_its_login_with_tokens_and_no_cookie(gateway: Gateway) -> None:
    answer = await gateway.client.post(
        "/v1/auth/line/finish", json={"state": "s1", "code": "c1", "binding": "b1"}
    )
    assert answer.json()["tokens"]["access_token"] == "new-access"
    assert answer.json()["user"]["display_name"] == "小美"
    assert cookies_of(answer) == {}


async def test_renewing_by_body(gateway: Gateway, services: Services) -> None:
    answer = await gateway.client.post("/v1/auth/refresh", json={"refresh_token": "rt1.x"})
    assert answer.json()["refresh_token"] == "new-refresh"
    assert cookies_of(answer) == {}
    assert services.of("RefreshSession")[0].request.refresh_token == "rt1.x"


async def test_renewing_by_cookie(gateway: Gateway, services: Services) -> None:
    headers = {**cookie("rt1.y", RT), "Origin": ORIGIN}
    answer = await gateway.client.post("/v1/auth/refresh", json={}, headers=headers)
    assert answer.json() is None
    cookies = cookies_of(answer)
    assert (cookies[AT][0], cookies[RT][0]) == ("new-access", "new-refresh")
    assert services.of("RefreshSession")[0].request.refresh_token == "rt1.y"


async def test_renewing_by_cookie_needs_our_origin_and_a_cookie(
    gateway: Gateway, services: Services
) -> None:
    for headers in ({**cookie("rt1.y", RT), "Origin": FOREIGN}, cookie("rt1.y", RT)):
        refused = await gateway.client.post("/v1/auth/refresh", json={}, headers=headers)
        assert reason_of(refused) == (403, "ORIGIN_REFUSED")
    nothing = await gateway.client.post("/v1/auth/refresh", json={}, headers={"Origin": ORIGIN})
    assert reason_of(nothing) == (401, "TOKEN_MISSING")
    assert services.of("RefreshSession") == []


async def test_logging_out_revokes_and_clears(gateway: Gateway, services: Services) -> None:
    headers = {**cookie(token(session_id="s1")), "Origin": ORIGIN}
    answer = await gateway.client.post("/v1/auth/logout", headers=headers)
    assert answer.status_code == 204
    cookies = cookies_of(answer)
    assert set(cookies) == {AT, RT, LOGIN}
    for value, attributes in cookies.values():
        assert value == ""
        assert attributes["max-age"] == "0"
        assert {"secure", "httponly", "path", "samesite"} <= set(attributes)
    assert len(services.of("RevokeSession")) == 1
    again = await gateway.client.post("/v1/auth/logout", headers=headers)
    assert reason_of(again) == (401, "SESSION_REVOKED")


async def test_ending_another_session_revokes_that_one(
    gateway: Gateway, services: Services
) -> None:
    other = new_id()
    answer = await gateway.client.delete(f"/v1/me/sessions/{other}", headers=bearer())
    assert answer.status_code == 204
    assert services.of("RevokeSession")[0].request.session_id == other
    assert await gateway.text.exists(f"revoked:{other}")


async def test_a_session_of_somebody_else_is_not_marked(
    gateway: Gateway, services: Services
) -> None:
    services.answers["RevokeSession"] = Invalid(reason="SESSION_NOT_FOUND")
    other = new_id()
    answer = await gateway.client.delete(f"/v1/me/sessions/{other}", headers=bearer())
    assert reason_of(answer) == (400, "SESSION_NOT_FOUND")
    assert not await gateway.text.exists(f"revoked:{other}")


async def test_without_valkey_people_still_log_in_and_out(services: Services) -> None:
    async with running(f"redis://{NOWHERE}/0", services) as gateway:
        assert (await gateway.client.get("/v1/me", headers=bearer())).status_code == 200
        login = await gateway.client.get("/v1/auth/line/callback", headers=cookie(token()))
        assert (login.status_code, AT in cookies_of(login)) == (303, True)
        logout = await gateway.client.post("/v1/auth/logout", headers=bearer())
        assert (logout.status_code, AT in cookies_of(logout)) == (204, True)
        other = await gateway.client.delete(f"/v1/me/sessions/{new_id()}", headers=bearer())
        assert other.status_code == 204
        assert len(services.of("RevokeSession")) == 3


async def test_the_memory_of_confirmations_is_bounded(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth_module, "MAX_CONFIRMED", 5)
    for number in range(12):
        await gateway.keeper.verify(token(session_id=f"s{number}"))
    assert len(gateway.keeper._confirmed) <= 5


async def test_answers_with_tokens_or_persons_are_kept_nowhere(gateway: Gateway) -> None:
    client, finish = gateway.client, {"state": "s1", "code": "c1", "binding": "b1"}
    browser = {**cookie("rt1.y", RT), "Origin": ORIGIN}
    answers = [
        await client.post("/v1/auth/line/start", json={"client": "ios"}),
        await client.get("/v1/auth/line/start"),
        await client.get("/v1/auth/line/callback"),
        await client.post("/v1/auth/line/finish", json=finish),
        await client.post("/v1/auth/refresh", json={"refresh_token": "rt1.x"}),
        await client.post("/v1/auth/refresh", json={}, headers=browser),
        await client.post("/v1/auth/socket-ticket", headers=bearer()),
        await client.get("/v1/me", headers=bearer()),
        await client.get("/v1/me/sessions", headers=bearer()),
    ]
    assert [one.headers.get("cache-control") for one in answers] == ["no-store"] * len(answers)
