import asyncio
from datetime import timedelta

import pytest

from nightmarket.identity.v1 import events_pb2, identity_service_pb2, shop_service_pb2
from nightmarket_identity.adapters.confirmations_valkey import ValkeyConfirmations
from nightmarket_identity.domain.errors import ConfirmationsUnavailable
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.valkey import connect_valkey
from nightmarket_kit.testing.plugin import MakeDatabase
from services.identity.tests.driver import NOBODY, World, as_, reason_of, request_id, running

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
List = identity_service_pb2.ListSessionsRequest
Revoke = identity_service_pb2.RevokeSessionRequest


async def test_refresh_over_the_wire(world: World) -> None:
    tokens = (await world.login()).tokens
    answers = await asyncio.gather(*(world.refresh(tokens.refresh_token) for _ in range(20)))
    assert len({answer.refresh_token for answer in answers}) == 1
    assert answers[0].refresh_token != tokens.refresh_token
    assert answers[0].session_id == tokens.session_id
    newest = await world.refresh(answers[0].refresh_token)
    assert await reason_of(world.refresh(tokens.refresh_token)) == "REFRESH_REUSED"
    assert await reason_of(world.refresh(newest.refresh_token)) == "SESSION_REVOKED"
    assert await reason_of(world.refresh(tokens.access_token)) == "REFRESH_INVALID"
    (event,) = await world.events("session.revoked")
    assert event["key"] == tokens.session_id
    assert events_pb2.SessionRevoked.FromString(event["payload"]).cause == "reuse"


async def test_sessions_are_listed_and_ended(world: World) -> None:
    old, new = (await world.login()).tokens, (await world.login()).tokens
    stranger = (await world.login("buyer2")).tokens
    listed = (await world.identity.ListSessions(List(), **as_(new.access_token))).sessions
    assert [one.session_id for one in listed] == [new.session_id, old.session_id]
    assert [one.current for one in listed] == [True, False]
    assert {one.device_name for one in listed} == {"Pixel 9"}

    for unknown in (stranger.session_id, new_id()):
        refused = world.identity.RevokeSession(Revoke(session_id=unknown), **as_(new.access_token))
        assert await reason_of(refused) == "SESSION_NOT_FOUND"
    for _ in range(2):  # ending an ended session is fine
        await world.identity.RevokeSession(
            Revoke(session_id=old.session_id), **as_(new.access_token)
        )
    assert await reason_of(world.refresh(old.refresh_token)) == "SESSION_REVOKED"
    for _ in range(2):
        await world.identity.RevokeSession(Revoke(), **as_(new.access_token))
    assert await reason_of(world.refresh(new.refresh_token)) == "SESSION_REVOKED"
    await world.refresh(stranger.refresh_token)
    causes = [
        events_pb2.SessionRevoked.FromString(event["payload"]).cause
        for event in await world.events("session.revoked")
    ]
    assert causes == ["removed", "logout"]


async def test_an_ended_session_changes_nothing_more(world: World) -> None:
    mine, other = (await world.login()).tokens, (await world.login()).tokens
    await world.identity.RevokeSession(Revoke(), **as_(mine.access_token))
    refused = world.identity.RevokeSession(
        Revoke(session_id=other.session_id), **as_(mine.access_token)
    )
    assert await reason_of(refused) == "SESSION_REVOKED"
    refused = world.shops.CreateShop(
        shop_service_pb2.CreateShopRequest(request_id=request_id(), name="x", currency_code="TWD"),
        **as_(mine.access_token),
    )
    assert await reason_of(refused) == "SESSION_REVOKED"


async def test_only_services_log_people_in_and_only_people_see_sessions(world: World) -> None:
    done = await world.login()
    assert await reason_of(world.identity.ListSessions(List())) == "TOKEN_MISSING"
    async with open_channel(world.settings.grpc_listen, service_token="w" * 32) as outside:
        prefix = "/nightmarket.identity.v1.IdentityService/"
        for method in ("StartLogin", "FinishLogin", "RefreshSession"):
            call = outside.unary_unary(prefix + method)
            assert await reason_of(call(b"", **as_(done.tokens.access_token))) == "SERVICE_ONLY"


async def test_confirmations_are_read_from_valkey(valkey_url: str) -> None:
    gateway, session_id = connect_valkey(valkey_url), new_id()
    confirmations = ValkeyConfirmations(valkey_url)
    assert await confirmations.confirmed(session_id) == 0
    await gateway.set(f"rtconf:{session_id}", 7)
    assert await confirmations.confirmed(session_id) == 7
    await gateway.aclose()
    await confirmations.stop(1)
    nobody = ValkeyConfirmations(f"redis://{NOBODY}/0")
    with pytest.raises(ConfirmationsUnavailable):
        await nobody.confirmed(session_id)
    await nobody.stop(1)


async def test_the_gateways_word_decides_over_the_wire(
    make_database: MakeDatabase, valkey_url: str
) -> None:
    dsn = await make_database("nightmarket_identity")
    gateway = connect_valkey(valkey_url)
    async with running(dsn, valkey_url=valkey_url) as world:
        first = (await world.login()).tokens
        second = await world.refresh(first.refresh_token)
        world.clock.shift = timedelta(minutes=1)
        assert (await world.refresh(first.refresh_token)).refresh_token == second.refresh_token
        await gateway.set(f"rtconf:{first.session_id}", 2)
        assert await reason_of(world.refresh(first.refresh_token)) == "REFRESH_REUSED"
    await gateway.aclose()


async def test_an_unreachable_valkey_matters_only_when_it_decides(world: World) -> None:
    first = (await world.login()).tokens
    second = await world.refresh(first.refresh_token)
    world.clock.shift = timedelta(minutes=1)
    assert await reason_of(world.refresh(first.refresh_token)) == "REFRESH_IN_PROGRESS"
    await world.refresh(second.refresh_token)
