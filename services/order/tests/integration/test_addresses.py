"""A person's addresses: their own, one of them the default, and in no event or log."""

import asyncio
from typing import Any

import pytest

from nightmarket.order.v1 import address_service_pb2 as pb
from nightmarket.order.v1 import delivery_pb2, order_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
STORE = delivery_pb2.Delivery(
    kind=delivery_pb2.DELIVERY_KIND_STORE,
    store=delivery_pb2.Store(
        chain=delivery_pb2.STORE_CHAIN_SEVEN_ELEVEN, code="123456", name="夜市門市"
    ),
)


async def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await call
    return caught.value


async def save(world: Any, name: str = "Lin Mei", *, request_id: str = "", **more: Any) -> Any:
    contact = order_pb2.Contact(**(world.contact | {"name": name}))
    request = pb.SaveAddressRequest(
        request_id=request_id or new_id(), address=pb.Address(**({"contact": contact} | more))
    )
    return (await world.addresses.SaveAddress(request, metadata=world.as_(world.user))).address


async def names(world: Any) -> list[tuple[str, bool]]:
    listed = await world.addresses.ListAddresses(
        pb.ListAddressesRequest(), metadata=world.as_(world.user)
    )
    return [(one.contact.name, one.is_default) for one in listed.addresses]


async def delete(world: Any, address_id: str) -> None:
    request = pb.DeleteAddressRequest(request_id=new_id(), address_id=address_id)
    await world.addresses.DeleteAddress(request, metadata=world.as_(world.user))


async def test_the_first_is_the_default_until_another_one_is(world: Any) -> None:
    first = await save(world, "Home")
    assert first.is_default
    await save(world, "Store", delivery=STORE)
    assert await names(world) == [("Home", True), ("Store", False)]
    await save(world, "Office", is_default=True)
    assert await names(world) == [("Office", True), ("Store", False), ("Home", False)]
    changed = await save(world, "Home 2", address_id=first.address_id)
    assert changed.address_id == first.address_id
    assert await names(world) == [("Office", True), ("Home 2", False), ("Store", False)]


async def test_a_store_is_kept_without_the_address(world: Any) -> None:
    kept = await save(world, delivery=STORE)
    assert (kept.delivery, kept.contact.address) == (STORE, "")


async def test_the_default_goes_on_when_it_is_deleted(world: Any) -> None:
    first = await save(world, "Home")
    await save(world, "Office")
    last = await save(world, "Store", delivery=STORE)
    await delete(world, first.address_id)
    assert await names(world) == [("Store", True), ("Office", False)]
    await delete(world, first.address_id)
    await delete(world, last.address_id)
    assert await names(world) == [("Office", True)]


async def test_everybody_has_their_own(world: Any) -> None:
    mine = await save(world)
    owner, world.user = world.user, world.staff
    assert await names(world) == []
    error = await refusal(save(world, "Stranger", address_id=mine.address_id))
    assert error.reason == "ADDRESS_NOT_FOUND"
    await delete(world, mine.address_id)
    world.user = owner
    assert await names(world) == [("Lin Mei", True)]


async def test_two_devices_at_once_leave_one_default_and_keep_the_limit(world: Any) -> None:
    results = await asyncio.gather(
        *(save(world, f"Number {n}", is_default=True) for n in range(24)), return_exceptions=True
    )
    refused = [one.reason for one in results if isinstance(one, DomainError)]
    assert refused == ["ADDRESSES_FULL"] * 4
    listed = await names(world)
    assert len(listed) == 20
    assert [is_default for _, is_default in listed].count(True) == 1


async def test_the_same_press_saves_once(world: Any) -> None:
    request_id = new_id()
    first = await save(world, request_id=request_id)
    assert await save(world, request_id=request_id) == first
    assert len(await names(world)) == 1
    error = await refusal(save(world, "Another", request_id=request_id))
    assert error.reason == "REQUEST_ID_REUSED"


async def test_what_is_wrong_is_named_and_nothing_leaks(
    world: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    error = await refusal(save(world, contact=order_pb2.Contact(name="Mei", phone="call me")))
    assert (error.reason, error.metadata) == ("CONTACT_INVALID", {"field": "phone"})
    await save(world)
    stored = str(await world.rows("SELECT * FROM outbox"))
    stored += str(await world.rows("SELECT * FROM requests")) + str(capsys.readouterr())
    for secret in (*world.contact.values(), "call me"):
        assert secret not in stored
