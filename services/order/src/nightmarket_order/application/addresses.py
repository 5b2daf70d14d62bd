"""A person's addresses: everybody sees and changes their own."""

from dataclasses import dataclass, replace

from nightmarket_kit.core.principal import Principal
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.domain.address import Address, kept_with


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAddress:
    """Without an id it is a new one."""

    request_id: str
    actor: Principal
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAddress:
    request_id: str
    actor: Principal
    address_id: str


async def save_address(command: SaveAddress, *, new_id: str, uow: UowFactory) -> str:
    """Returns the address's id."""
    address = command.address.checked()
    async with uow() as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        others = await tx.addresses.lock(command.actor.user_id)
        is_new = not address.id
        kept = kept_with(replace(address, id=address.id or new_id), others, is_new=is_new)
        await tx.addresses.put(command.actor.user_id, kept)
        await tx.requests.finish(command, result_id=kept.id)
        await tx.commit()
    return kept.id


async def delete_address(command: DeleteAddress, *, uow: UowFactory) -> None:
    """One that is not there is gone already. Of what is left the latest takes a default's place."""
    user_id = command.actor.user_id
    async with uow() as tx:
        if await tx.requests.claim(command) is not None:
            return
        there = await tx.addresses.lock(user_id)
        gone = next((one for one in there if one.id == command.address_id), None)
        if gone is not None:
            await tx.addresses.delete(user_id, gone.id)
            left = [one for one in there if one is not gone]
            if gone.is_default and left:
                await tx.addresses.put(user_id, replace(left[0], is_default=True))
        await tx.requests.finish(command, result_id=command.address_id)
        await tx.commit()
