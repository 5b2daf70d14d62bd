import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jws

from nightmarket.identity.v1 import events_pb2, identity_service_pb2
from nightmarket_identity.adapters.sealing import Sealer
from nightmarket_identity.domain.user import Sealed
from services.identity.tests.driver import CHANNEL, World, as_, reason_of

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]


async def test_first_login_makes_the_user_and_a_session(world: World) -> None:
    done = await world.login("buyer1")
    assert done.user.display_name == "陳怡君"
    assert done.user.picture_url.endswith("/large") or "/picture/" in done.user.picture_url
    assert done.return_to == "/shows/1?tab=chat"
    assert done.client_id == "h5"
    answer = await world.identity.GetUser(
        identity_service_pb2.GetUserRequest(), **as_(done.tokens.access_token)
    )
    assert answer.user.user_id == done.user.user_id
    (event,) = await world.events("user.registered")
    assert event["key"] == done.user.user_id
    assert events_pb2.UserRegistered.FromString(event["payload"]).provider == "line"


async def test_second_login_is_the_same_user_in_another_session(world: World) -> None:
    first, second = await world.login("buyer2"), await world.login("buyer2")
    assert first.user.user_id == second.user.user_id
    assert first.tokens.session_id != second.tokens.session_id
    assert len(await world.events("user.registered")) == 1
    assert (await world.login("buyer3")).user.user_id != first.user.user_id


async def test_two_first_logins_at_once_are_one_user(world: World) -> None:
    done = await asyncio.gather(*(world.login("buyer4") for _ in range(6)))
    assert len({one.user.user_id for one in done}) == 1
    assert len(await world.events("user.registered")) == 1


async def test_a_name_that_is_not_told_leaves_the_one_that_is_known(world: World) -> None:
    await world.login("buyer1")
    await world.dial(omit_claims=["name", "picture", "amr"], extra_claims={"new_field": 1})
    assert (await world.login("buyer1")).user.display_name == "陳怡君"


async def test_access_token_has_the_agreed_claims(world: World) -> None:
    done = await world.login()
    compact = jws.extract_compact(done.tokens.access_token.encode())
    assert compact.headers().keys() == {"alg", "kid", "typ"}
    assert (compact.headers()["alg"], compact.headers()["typ"]) == ("ES256", "at+jwt")
    import json  # noqa: PLC0415

    claims = json.loads(compact.payload)
    assert claims.keys() == {
        *("iss", "aud", "sub", "name", "sid", "client_id"),
        *("iat", "nbf", "exp", "jti", "rgen", "roles"),
    }
    assert claims["aud"] == ["nightmarket"]
    assert claims["name"] == done.user.display_name
    assert claims["exp"] - claims["iat"] == 600
    assert claims["exp"] == done.tokens.access_expire_time.seconds
    assert (claims["rgen"], claims["roles"]) == (1, {})


async def test_authorize_url_asks_for_what_we_need(world: World) -> None:
    started = await world.start(disable_auto_login=True, locale="zh_TW")
    query = {k: v[0] for k, v in parse_qs(urlsplit(started.authorize_url).query).items()}
    assert query["scope"] == "openid profile"
    assert query["client_id"] == CHANNEL
    assert query["code_challenge_method"] == "S256"
    assert query["state"] == started.state
    assert query["ui_locales"] == "zh-TW"
    assert query["disable_auto_login"] == "true"
    assert "disable_auto_login" not in (await world.start()).authorize_url
    row = await world.core.database.pool.fetchrow("SELECT * FROM login_transactions LIMIT 1")
    assert started.binding not in str(dict(row))
    assert row["verifier"] not in started.authorize_url


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"provider": "kapook"}, "PROVIDER_NOT_AVAILABLE"),
        ({"redirect_uri": "https://evil.example/v1/auth/line/callback"}, "RETURN_TO_INVALID"),
        ({"redirect_uri": ""}, "RETURN_TO_INVALID"),
        ({"return_to": "//evil.example"}, "RETURN_TO_INVALID"),
        ({"return_to": "https://evil.example/"}, "RETURN_TO_INVALID"),
        ({"client_id": "admin"}, "ID_INVALID"),
    ],
)
async def test_start_is_refused(world: World, changes: dict[str, Any], reason: str) -> None:
    assert await reason_of(world.start(**changes)) == reason


async def test_a_state_works_once_even_at_the_same_time(world: World) -> None:
    started = await world.start()
    back = await world.consent(started.authorize_url)
    results = await asyncio.gather(
        *(world.finish(back, started.binding) for _ in range(8)), return_exceptions=True
    )
    refused = [one for one in results if isinstance(one, Exception)]
    assert len(refused) == 7
    assert {getattr(one, "reason", one) for one in refused} == {"STATE_INVALID"}


async def test_unknown_old_and_foreign_states_are_refused(world: World) -> None:
    started = await world.start()
    back = await world.consent(started.authorize_url)
    for state in ("", "x", "a" * 43, "\x00" * 43, back["state"] + "="):
        refused = world.finish(back | {"state": state}, started.binding)
        assert await reason_of(refused) == "STATE_INVALID"
    assert await reason_of(world.finish(back, started.binding, provider="google")) == (
        "PROVIDER_NOT_AVAILABLE"
    )
    world.clock.shift = timedelta(minutes=10, seconds=1)
    assert await reason_of(world.finish(back, started.binding)) == "STATE_INVALID"


async def test_another_browser_is_refused_and_the_code_is_spent(world: World) -> None:
    started, other = await world.start(), await world.start()
    back = await world.consent(started.authorize_url)
    assert await reason_of(world.finish(back, other.binding)) == "STATE_INVALID"
    assert await reason_of(world.finish(back, started.binding)) == "STATE_INVALID"


async def test_a_code_does_not_work_in_another_transaction(world: World) -> None:
    victim, attacker = await world.start(), await world.start()
    stolen = await world.consent(victim.authorize_url)
    back = {"state": attacker.state, "code": stolen["code"]}
    assert await reason_of(world.finish(back, attacker.binding)) == "CODE_INVALID"  # PKCE


async def test_a_used_code_is_refused(world: World) -> None:
    started = await world.start()
    back = await world.consent(started.authorize_url)
    await world.finish(back, started.binding)
    again = await world.start()
    refused = world.finish({"state": again.state, "code": back["code"]}, again.binding)
    assert await reason_of(refused) == "CODE_INVALID"


@pytest.mark.parametrize(
    ("dials", "reason"),
    [
        ({"wrong_nonce": True}, "NONCE_MISMATCH"),
        ({"omit_claims": ["nonce"]}, "NONCE_MISMATCH"),
        ({"wrong_aud": True}, "AUDIENCE_MISMATCH"),
        ({"extra_claims": {"aud": [CHANNEL, "1"]}}, "AUDIENCE_MISMATCH"),
        ({"wrong_iss": True}, "ID_TOKEN_INVALID"),
        ({"expired_id_token": True}, "ID_TOKEN_INVALID"),
        ({"omit_claims": ["exp"]}, "ID_TOKEN_INVALID"),
        ({"omit_claims": ["sub"]}, "ID_TOKEN_INVALID"),
        ({"id_token_alg": "none"}, "ID_TOKEN_INVALID"),
        ({"id_token_alg": "HS256-public-key"}, "ID_TOKEN_INVALID"),
        ({"id_token_alg": "ES256-unknown-key"}, "ID_TOKEN_INVALID"),
        ({"code_life_s": 0}, "CODE_INVALID"),
        ({"error": 500}, "PROVIDER_UNAVAILABLE"),
        ({"error": 429}, "PROVIDER_UNAVAILABLE"),
        ({"id_token_alg": "ES256", "error": 500, "endpoints": ["certs"]}, "PROVIDER_UNAVAILABLE"),
    ],
)
async def test_lines_bad_days_open_no_session(
    world: World, dials: dict[str, Any], reason: str
) -> None:
    await world.dial(**dials)
    assert await reason_of(world.login()) == reason
    assert await world.core.database.pool.fetchval("SELECT count(*) FROM sessions") == 0
    assert await world.core.database.pool.fetchval("SELECT count(*) FROM users") == 0


async def test_es256_tokens_are_fine_and_keys_may_rotate(world: World) -> None:
    await world.dial(id_token_alg="ES256")
    first = await world.login()
    await asyncio.sleep(1.1)  # LINE is asked for keys at most once a second
    await world.dial(id_token_alg="ES256", rotate_keys="drop_old")
    assert (await world.login()).user.user_id == first.user.user_id
    await world.dial(id_token_alg="ES256", error=500, endpoints=["certs"])
    assert (await world.login()).user.user_id == first.user.user_id


async def test_cancel_is_told_as_cancel_and_spends_the_state(world: World) -> None:
    started = await world.start()
    back = await world.consent(started.authorize_url, sandbox_decision="deny")
    assert back["error"] == "ACCESS_DENIED"
    assert await reason_of(world.finish(back, "wrong")) == "STATE_INVALID"
    started = await world.start()
    back = await world.consent(started.authorize_url, sandbox_decision="deny")
    assert await reason_of(world.finish(back, started.binding)) == "USER_CANCELLED"
    assert await reason_of(world.finish(back, started.binding)) == "STATE_INVALID"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("access_denied", "USER_CANCELLED"),
        ("SERVER_ERROR", "PROVIDER_UNAVAILABLE"),
        ("INVALID_SCOPE", "CODE_INVALID"),
    ],
)
async def test_other_errors_of_the_redirect(world: World, error: str, reason: str) -> None:
    started = await world.start()
    back = {"state": started.state, "error": error}
    assert await reason_of(world.finish(back, started.binding)) == reason


async def test_failed_auto_login_is_refused_and_the_retry_works(world: World) -> None:
    await world.dial(tamper_state=True)
    started = await world.start()
    back = await world.consent(started.authorize_url)
    assert await reason_of(world.finish(back, started.binding)) == "STATE_INVALID"
    again = await world.start(disable_auto_login=True)
    back = await world.consent(again.authorize_url)
    assert (await world.finish(back, again.binding)).tokens.access_token


async def test_a_slow_provider_is_an_outage(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nightmarket_identity.adapters.line.CALL_TIMEOUT_S", 0.2)
    await world.dial(delay_s=5, endpoints=["token"])
    assert await reason_of(world.login()) == "PROVIDER_UNAVAILABLE"


async def test_lines_tokens_are_kept_sealed(world: World) -> None:
    await world.login()
    row = await world.core.database.pool.fetchrow("SELECT * FROM linked_identities")
    secret = bytes.fromhex(world.settings.key_secret.get_secret_value())
    sealed = Sealed(key_id=row["tokens_key_id"], box=row["tokens_sealed"])
    bound_to = f"line {row['issuer']} {row['subject']}"
    plain = Sealer(secret, purpose="provider tokens").open(sealed, bound_to=bound_to)
    assert b"refresh_token" in plain
    assert b"token" not in sealed.box
    assert row["issuer"] == "https://access.line.me"


async def test_sweep_takes_old_transactions_and_sessions(world: World) -> None:
    from nightmarket_identity.adapters.postgres import PostgresIdentityUow  # noqa: PLC0415
    from nightmarket_identity.application.sweep import sweep  # noqa: PLC0415

    await world.login()
    await world.start()

    def uow() -> PostgresIdentityUow:
        return PostgresIdentityUow(world.core.database)

    assert await sweep(uow=uow, clock=world.clock) == 0
    world.clock.shift = timedelta(hours=2)
    assert await sweep(uow=uow, clock=world.clock) == 2
    world.clock.shift = timedelta(days=61)
    assert await sweep(uow=uow, clock=world.clock) == 1
