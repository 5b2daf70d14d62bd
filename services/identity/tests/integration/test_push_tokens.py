"""Where notifications reach a phone: one address a session, sealed, and gone with it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from nightmarket.identity.v1 import identity_pb2, identity_service_pb2
from nightmarket_identity.adapters.postgres import PostgresIdentityUow
from nightmarket_identity.adapters.sealing import SealBroken, Sealer
from nightmarket_identity.application.sweep import sweep
from nightmarket_identity.domain.session import IDLE_LIFE
from nightmarket_identity.domain.user import Sealed
from nightmarket_identity.settings import read_secrets
from services.identity.tests.driver import World, as_, reason_of, request_id

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
Revoke = identity_service_pb2.RevokeSessionRequest
IOS, ANDROID = identity_pb2.PUSH_PLATFORM_IOS, identity_pb2.PUSH_PLATFORM_ANDROID
APNS, FCM = identity_pb2.PUSH_PROVIDER_APNS, identity_pb2.PUSH_PROVIDER_FCM


async def put(world: World, tokens: identity_pb2.Tokens, token: str, **changes: Any) -> None:
    fields = {"platform": ANDROID, "provider": FCM, "locale": "zh-Hant-TW"}
    fields |= {"request_id": request_id(), "token": token}
    request = identity_service_pb2.PutPushTokenRequest(**(fields | changes))
    await world.identity.PutPushToken(request, **as_(tokens.access_token))


async def remove(world: World, tokens: identity_pb2.Tokens, **changes: Any) -> None:
    request = identity_service_pb2.RemovePushTokenRequest(
        **({"request_id": request_id()} | changes)
    )
    await world.identity.RemovePushToken(request, **as_(tokens.access_token))


async def rows(world: World) -> dict[str, dict[str, Any]]:
    found = await world.core.database.pool.fetch("SELECT * FROM push_tokens")
    return {str(row["session_id"]): dict(row) for row in found}


def opened(world: World, row: dict[str, Any], *, session_id: str) -> str:
    sealer = Sealer(read_secrets(world.settings.key_secret)[0], purpose="push tokens")
    sealed = Sealed(key_id=row["token_key_id"], box=row["token_sealed"])
    return sealer.open(sealed, bound_to=session_id).decode()


async def test_a_session_has_the_token_that_it_put_last(world: World) -> None:
    tokens = (await world.login()).tokens
    session_id = tokens.session_id
    await put(world, tokens, "first")
    await put(world, tokens, "second", platform=IOS, provider=APNS, locale="th-TH")
    (row,) = (await rows(world)).values()
    assert (str(row["session_id"]), row["platform"], row["provider"], row["locale"]) == (
        session_id,
        "ios",
        "apns",
        "th-TH",
    )
    assert opened(world, row, session_id=session_id) == "second"
    with pytest.raises(SealBroken):  # copied to another row it opens no more
        opened(world, row, session_id=request_id())
    world.clock.shift = timedelta(minutes=1)
    await put(world, tokens, "second", platform=IOS, provider=APNS, locale="ja-JP")
    (again,) = (await rows(world)).values()
    assert again["locale"] == "ja-JP"
    assert (again["created_at"], again["updated_at"] > row["updated_at"]) == (
        row["created_at"],
        True,
    )


async def test_a_phone_that_changes_hands_takes_its_token_along(world: World) -> None:
    first, second = (await world.login()).tokens, (await world.login("buyer2")).tokens
    await put(world, second, "earlier-phone")
    await put(world, first, "the-phone")
    await put(world, second, "the-phone")
    there = await rows(world)
    assert list(there) == [second.session_id]
    row = there[second.session_id]
    assert opened(world, row, session_id=second.session_id) == "the-phone"


async def test_a_request_id_acts_once(world: World) -> None:
    first, second = (await world.login()).tokens, (await world.login("buyer2")).tokens
    once = request_id()
    await asyncio.gather(*(put(world, first, "phone", request_id=once) for _ in range(5)))
    await put(world, second, "phone")
    await put(world, first, "phone", request_id=once)  # told again late: takes nothing back
    assert list(await rows(world)) == [second.session_id]
    assert await reason_of(put(world, first, "x", request_id=once)) == "REQUEST_ID_REUSED"
    assert await reason_of(put(world, first, "x", request_id="")) == "REQUEST_ID_INVALID"
    away = request_id()
    await remove(world, second, request_id=away)
    await put(world, second, "phone")
    await remove(world, second, request_id=away)
    assert list(await rows(world)) == [second.session_id]


async def test_many_sessions_want_one_token_at_once(world: World) -> None:
    people = [(await world.login(f"buyer{number}")).tokens for number in (1, 2, 3)]
    await asyncio.gather(*(put(world, one, "phone") for one in people for _ in range(5)))
    there = await rows(world)
    assert len(there) == 1
    ((session_id, row),) = there.items()
    assert opened(world, row, session_id=session_id) == "phone"


async def test_removing_what_is_not_there_is_fine(world: World) -> None:
    mine, other = (await world.login()).tokens, (await world.login()).tokens
    await put(world, mine, "mine")
    await put(world, other, "other")
    for _ in range(2):
        await remove(world, mine)
    assert list(await rows(world)) == [other.session_id]


@pytest.mark.parametrize("how", ["logout", "removed", "reuse", "idle", "swept"])
async def test_a_token_goes_with_its_session(world: World, how: str) -> None:
    stays, goes = (await world.login()).tokens, (await world.login()).tokens
    await put(world, stays, "stays")
    await put(world, goes, "goes")
    match how:
        case "logout":
            await world.identity.RevokeSession(Revoke(), **as_(goes.access_token))
        case "removed":
            asked = Revoke(session_id=goes.session_id)
            await world.identity.RevokeSession(asked, **as_(stays.access_token))
        case "reuse":
            newer = await world.refresh(goes.refresh_token)
            await world.refresh(newer.refresh_token)
            assert await reason_of(world.refresh(goes.refresh_token)) == "REFRESH_REUSED"
        case "idle":
            world.clock.shift = IDLE_LIFE - timedelta(minutes=1)
            await world.refresh(stays.refresh_token)
            assert len(await rows(world)) == 2
            world.clock.shift = IDLE_LIFE + timedelta(minutes=1)
            await _sweep(world)
        case "swept":
            await world.core.database.pool.execute(
                "DELETE FROM sessions WHERE id = $1", goes.session_id
            )
    assert list(await rows(world)) == [stays.session_id]
    if how != "swept":
        with_it = put(world, goes, "goes")
        assert await reason_of(with_it) in {"SESSION_REVOKED", "TOKEN_EXPIRED"}
        assert list(await rows(world)) == [stays.session_id]


async def _sweep(world: World) -> None:
    await sweep(uow=lambda: PostgresIdentityUow(world.core.database), clock=world.clock)


async def test_a_token_put_while_logging_out_is_not_left_behind(world: World) -> None:
    for number in range(5):
        tokens = (await world.login()).tokens
        await asyncio.gather(
            *(put(world, tokens, f"{number}-{one}") for one in range(3)),
            world.identity.RevokeSession(Revoke(), **as_(tokens.access_token)),
            return_exceptions=True,
        )
        assert await rows(world) == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"platform": 0}, "PUSH_PLATFORM_INVALID"),
        ({"platform": 9}, "PUSH_PLATFORM_INVALID"),
        ({"provider": 0}, "PUSH_PLATFORM_INVALID"),
        ({"provider": APNS}, "PUSH_PLATFORM_INVALID"),
        ({"token": ""}, "PUSH_TOKEN_INVALID"),
        ({"token": "x" * 4097}, "PUSH_TOKEN_INVALID"),
        ({"token": "a b"}, "PUSH_TOKEN_INVALID"),
        ({"token": "字"}, "PUSH_TOKEN_INVALID"),
        ({"token": "x\n"}, "PUSH_TOKEN_INVALID"),
        ({"locale": ""}, "LOCALE_INVALID"),
        ({"locale": "zh_TW"}, "LOCALE_INVALID"),
        ({"locale": "x" * 40}, "LOCALE_INVALID"),
    ],
)
async def test_what_is_no_address(world: World, changes: dict[str, Any], reason: str) -> None:
    tokens = (await world.login()).tokens
    assert await reason_of(put(world, tokens, **({"token": "x"} | changes))) == reason
    assert await rows(world) == {}
    await put(world, tokens, "x" * 4096)


async def test_only_people_have_one(world: World) -> None:
    request = identity_service_pb2.PutPushTokenRequest(request_id=request_id(), token="x")
    assert await reason_of(world.identity.PutPushToken(request)) == "TOKEN_MISSING"
