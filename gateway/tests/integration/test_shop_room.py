"""A shop's own room: orders as they come, for the people who work there and nobody else."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from gateway.tests.driver import (
    ALICE,
    BOB,
    SHOP,
    SHOW,
    Gateway,
    Services,
    ask,
    receive,
    token,
    until,
)
from nightmarket_gateway.rooms import doors as doors_module
from nightmarket_gateway.rooms import entries, selling
from nightmarket_gateway.rooms import visit as visit_module
from nightmarket_kit.core.errors import Forbidden, NotFound, Unavailable
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.tokens import LEEWAY_S

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
STRANGER = Forbidden(reason="ROLE_MISSING")


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def shop(gateway: Gateway, services: Services) -> None:
    """No id is a show's, every id a shop's, and everyone works everywhere: unless a test says so."""
    services.answers["GetShow"] = NotFound(reason="SHOW_NOT_FOUND")
    gateway.house.doors._members.clear()


async def post_order(gateway: Gateway, number: str) -> str:
    total = selling.OrderTotal(currency="TWD", amount=1)
    order = selling.Order(
        ts=1,
        order_id=new_id(),
        order_number=number,
        show_ids=[SHOW],
        state="placed",
        total=total,
        lines=[],
    )
    return await gateway.log.append(SHOP, entries.encoded(order), dedupe=new_id())


async def enter(socket: Any, user: str = ALICE, **more: Any) -> dict[str, Any]:
    await ask(socket, "authenticated", type="auth", token=token(user))
    return await ask(socket, "joined", type="join", room=SHOP, **more)


async def test_a_member_sees_orders_as_they_come_and_resumes(gateway: Gateway) -> None:
    first = await post_order(gateway, "NM1")
    async with gateway.socket() as socket:
        joined = await enter(socket)
        assert [one["id"] for one in joined["events"]] == [first]
        assert joined["state"] == {}
        await post_order(gateway, "NM2")
        (event,) = (await until(socket, "events"))["events"]
        assert (event["kind"], event["order_number"]) == ("order", "NM2")
    third = await post_order(gateway, "NM3")
    async with gateway.socket() as socket:
        joined = await enter(socket, after=event["id"])
        assert ([one["id"] for one in joined["events"]], joined["gap"]) == ([third], False)


async def test_guests_and_strangers_do_not_get_in(gateway: Gateway, services: Services) -> None:
    await post_order(gateway, "NM1")
    async with gateway.socket() as socket:
        refused = await ask(socket, "error", type="join", room=SHOP)
        assert (refused["reason"], refused["room"]) == ("TOKEN_MISSING", SHOP)
        services.answers["ListMembers"] = STRANGER
        await ask(socket, "authenticated", type="auth", token=token(BOB))
        refused = await ask(socket, "error", type="join", room=SHOP)
        assert (refused["reason"], refused["room"]) == ("ROLE_MISSING", SHOP)
        assert services.of("ListMembers")[-1].request.shop_id == SHOP
        assert services.of("ListMembers")[-1].metadata["authorization"].startswith("Bearer ")
    assert gateway.hub._rooms == {}


async def test_what_is_neither_show_nor_shop_is_no_show(
    gateway: Gateway, services: Services
) -> None:
    services.answers["GetShop"] = NotFound(reason="SHOP_NOT_FOUND")
    async with gateway.socket() as socket:
        assert (await ask(socket, "error", type="join", room=SHOP))["reason"] == "SHOW_NOT_FOUND"


async def test_nobody_speaks_in_a_shops_room(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        await enter(socket)
        said = {"type": "send", "room": SHOP, "text": "hi", "client_id": "c1"}
        assert (await ask(socket, "error", **said))["reason"] == "ROOM_READ_ONLY"


async def test_membership_is_believed_for_a_while_and_per_person(
    gateway: Gateway, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user, asked in ((ALICE, 1), (ALICE, 1), (BOB, 2)):
        async with gateway.socket() as socket:
            await enter(socket, user)
        assert len(services.of("ListMembers")) == asked
    gateway.house.doors._members.clear()
    monkeypatch.setattr(doors_module, "BELIEVED_S", 0.0)
    for asked in (3, 4):
        async with gateway.socket() as socket:
            await enter(socket)
        assert len(services.of("ListMembers")) == asked


async def test_a_refusal_is_not_remembered(gateway: Gateway, services: Services) -> None:
    services.answers["ListMembers"] = STRANGER
    async with gateway.socket() as socket:
        await ask(socket, "authenticated", type="auth", token=token())
        assert (await ask(socket, "error", type="join", room=SHOP))["reason"] == "ROLE_MISSING"
        del services.answers["ListMembers"]
        await ask(socket, "joined", type="join", room=SHOP)


async def test_who_no_longer_works_there_is_put_out(
    gateway: Gateway, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors_module, "BELIEVED_S", 0.0)
    monkeypatch.setattr(visit_module, "MEMBER_EVERY_S", 0.05)
    async with gateway.socket() as socket:
        await enter(socket)
        services.answers["ListMembers"] = Unavailable(reason="AWAY")
        before = len(services.of("ListMembers"))
        async with asyncio.timeout(10):
            while len(services.of("ListMembers")) < before + 3:  # identity away is no dismissal
                await asyncio.sleep(0.02)
        assert SHOP in gateway.hub._rooms
        services.answers["ListMembers"] = STRANGER
        left = await until(socket, "left")
        assert left == {"type": "left", "room": SHOP, "reason": "ROLE_MISSING"}
        assert gateway.hub._rooms == {}
        await post_order(gateway, "NM9")
        await socket.send('{"type":"ping"}')
        assert (await receive(socket))["type"] == "pong"


async def test_a_revoked_session_is_put_out(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_module, "MEMBER_EVERY_S", 0.05)
    async with gateway.socket() as socket:
        shown = token(session_id="s-member")
        await ask(socket, "authenticated", type="auth", token=shown)
        await ask(socket, "joined", type="join", room=SHOP)
        await gateway.keeper.mark_revoked("s-member")
        assert (await until(socket, "left"))["reason"] == "SESSION_REVOKED"


async def test_who_lets_the_token_end_is_put_out(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_module, "MEMBER_EVERY_S", 0.05)
    async with gateway.socket() as socket:
        shown = token(lives_s=3 - LEEWAY_S)
        await ask(socket, "authenticated", type="auth", token=shown)
        await ask(socket, "joined", type="join", room=SHOP)
        assert (await until(socket, "left"))["reason"] == "TOKEN_EXPIRED"
