import asyncio
import json
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from joserfc import jws

from nightmarket.identity.v1 import events_pb2, identity_pb2, shop_service_pb2
from nightmarket_identity.application.tokens import MOST_ROLES
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.tokens import TokenVerifier, http_keys, http_roles
from services.identity.tests.driver import World, as_, reason_of, request_id

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
OWNER, MANAGER, HOST = identity_pb2.ROLE_OWNER, identity_pb2.ROLE_MANAGER, identity_pb2.ROLE_HOST


class Person:
    def __init__(self, world: World, done: Any) -> None:
        self.world, self.id, self.token = world, done.user.user_id, done.tokens.access_token
        self.refresh_token = done.tokens.refresh_token

    async def create(self, **changes: str) -> Any:
        fields = {"request_id": request_id(), "name": "小玉的店 👩‍🌾", "currency_code": "TWD"}
        request = shop_service_pb2.CreateShopRequest(**(fields | changes))
        return (await self.world.shops.CreateShop(request, **as_(self.token))).shop

    async def put(self, shop: Any, user_id: str, role: int, **changes: str) -> Any:
        fields = {"request_id": request_id(), "shop_id": shop.shop_id, "user_id": user_id}
        request = shop_service_pb2.PutMemberRequest(role=role, **(fields | changes))
        return (await self.world.shops.PutMember(request, **as_(self.token))).member

    async def remove(self, shop: Any, user_id: str, **changes: str) -> None:
        fields = {"request_id": request_id(), "shop_id": shop.shop_id, "user_id": user_id}
        request = shop_service_pb2.RemoveMemberRequest(**(fields | changes))
        await self.world.shops.RemoveMember(request, **as_(self.token))

    async def members(self, shop: Any) -> list[tuple[str, int]]:
        request = shop_service_pb2.ListMembersRequest(shop_id=shop.shop_id)
        answer = await self.world.shops.ListMembers(request, **as_(self.token))
        return [(member.user_id, member.role) for member in answer.members]

    async def roles(self) -> dict[str, str]:
        tokens = await self.world.refresh(self.refresh_token)
        self.refresh_token = tokens.refresh_token
        payload = jws.extract_compact(tokens.access_token.encode()).payload
        roles: dict[str, str] = json.loads(payload)["roles"]
        return roles


async def person(world: World, name: str) -> Person:
    return Person(world, await world.login(name))


async def test_who_makes_a_shop_owns_it_and_the_next_token_says_so(world: World) -> None:
    host = await person(world, "host")
    shop = await host.create()
    assert (shop.name, shop.currency_code) == ("小玉的店 👩‍🌾", "TWD")
    found = await world.shops.GetShop(shop_service_pb2.GetShopRequest(shop_id=shop.shop_id))
    assert found.shop == shop
    assert await host.roles() == {shop.shop_id: "owner"}
    listed = await world.shops.ListShops(shop_service_pb2.ListShopsRequest(), **as_(host.token))
    assert [(one.shop.shop_id, one.role) for one in listed.shops] == [(shop.shop_id, OWNER)]
    (event,) = await world.events("shop.created")
    told = events_pb2.ShopCreated.FromString(event["payload"])
    assert (event["key"], told.owner_user_id) == (shop.shop_id, host.id)


async def test_whoever_has_very_many_shops_has_a_token_that_fits_a_cookie(world: World) -> None:
    host = await person(world, "host")
    shops = [await host.create() for _ in range(MOST_ROLES)]
    assert len(await host.roles()) == MOST_ROLES
    shops.append(await host.create())
    token = (await world.refresh(host.refresh_token)).access_token
    assert len(token) < 1_000
    verifier = TokenVerifier(
        http_keys(world.settings.jwks_url),
        issuer=world.settings.token_issuer,
        audience=world.settings.token_audience,
        roles=http_roles(world.settings.jwks_url),
    )
    assert (await verifier.verify(token)).roles == {shop.shop_id: "owner" for shop in shops}
    address = urljoin(world.settings.jwks_url, "/roles")
    async with httpx.AsyncClient() as http:
        for forged in ("", "Bearer", f"Bearer {token[:-4]}AAAA"):
            answer = await http.get(address, headers={"authorization": forged})
            assert (answer.status_code, answer.json()) == (401, {"reason": "TOKEN_INVALID"})


async def test_one_request_id_one_shop(world: World) -> None:
    host, again = await person(world, "host"), request_id()
    shops = await asyncio.gather(*(host.create(request_id=again) for _ in range(5)))
    assert len({shop.shop_id for shop in shops}) == 1
    assert await reason_of(host.create(request_id=again, name="y")) == "REQUEST_ID_REUSED"
    assert await reason_of(host.create(request_id="")) == "REQUEST_ID_INVALID"
    assert len(await world.events("shop.created")) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, "SHOP_NAME_INVALID"),
        ({"name": "x" * 81}, "SHOP_NAME_INVALID"),
        ({"name": "a\x00b"}, "SHOP_NAME_INVALID"),
        ({"currency_code": "USD"}, "CURRENCY_UNSUPPORTED"),
    ],
)
async def test_shops_that_cannot_be(world: World, changes: dict[str, str], reason: str) -> None:
    assert await reason_of((await person(world, "host")).create(**changes)) == reason


async def test_unknown_shops(world: World) -> None:
    host = await person(world, "host")
    nowhere = identity_pb2.Shop(shop_id=new_id())
    get = shop_service_pb2.GetShopRequest(shop_id=nowhere.shop_id)
    assert await reason_of(world.shops.GetShop(get)) == "SHOP_NOT_FOUND"
    assert await reason_of(host.put(nowhere, host.id, HOST)) == "SHOP_NOT_FOUND"
    assert await reason_of(host.members(nowhere)) == "SHOP_NOT_FOUND"


async def test_roles_are_given_and_taken_by_the_roles_of_the_moment(world: World) -> None:
    owner, manager = await person(world, "host"), await person(world, "buyer1")
    helper, stranger = await person(world, "buyer2"), await person(world, "buyer3")
    shop = await owner.create()
    member = await owner.put(shop, manager.id, MANAGER)
    assert (member.role, member.display_name) == (MANAGER, "陳怡君")
    await manager.put(shop, helper.id, HOST)  # the manager's token knows of no role yet
    assert await owner.members(shop) == [
        (owner.id, OWNER),
        (manager.id, MANAGER),
        (helper.id, HOST),
    ]
    for refused in (
        helper.put(shop, stranger.id, HOST),
        stranger.put(shop, stranger.id, HOST),
        stranger.remove(shop, helper.id),
        manager.put(shop, helper.id, OWNER),
        manager.put(shop, manager.id, OWNER),
        manager.put(shop, owner.id, HOST),
        manager.remove(shop, owner.id),
        stranger.members(shop),
    ):
        assert await reason_of(refused) == "ROLE_MISSING"
    assert await reason_of(owner.put(shop, new_id(), HOST)) == "USER_NOT_FOUND"
    assert await reason_of(owner.remove(shop, stranger.id)) == "USER_NOT_FOUND"
    assert await reason_of(owner.put(shop, helper.id, 0)) == "ID_INVALID"
    once = request_id()
    await manager.remove(shop, manager.id, request_id=once)
    await manager.remove(shop, manager.id, request_id=once)  # the answer was lost
    assert await reason_of(manager.remove(shop, helper.id)) == "ROLE_MISSING"
    assert await helper.roles() == {shop.shop_id: "host"}


async def test_the_last_owner_stays_even_when_two_leave_at_once(world: World) -> None:
    one, two = await person(world, "host"), await person(world, "buyer1")
    shop = await one.create()
    for refused in (one.remove(shop, one.id), one.put(shop, one.id, HOST)):
        assert await reason_of(refused) == "LAST_OWNER"
    await one.put(shop, one.id, OWNER)
    await one.put(shop, two.id, OWNER)
    results = await asyncio.gather(
        one.remove(shop, one.id), two.remove(shop, two.id), return_exceptions=True
    )
    assert sorted(getattr(result, "reason", "done") for result in results) == [
        "LAST_OWNER",
        "done",
    ]


async def test_a_request_id_of_a_member_change_is_used_once(world: World) -> None:
    owner, helper = await person(world, "host"), await person(world, "buyer1")
    shop, once = await owner.create(), request_id()
    for _ in range(2):
        await owner.put(shop, helper.id, HOST, request_id=once)
    refused = owner.put(shop, helper.id, MANAGER, request_id=once)
    assert await reason_of(refused) == "REQUEST_ID_REUSED"
