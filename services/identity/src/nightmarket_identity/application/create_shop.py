"""Make a shop; who makes it owns it."""

from dataclasses import dataclass

from nightmarket_identity.application.access import require_session
from nightmarket_identity.application.ports import UowFactory
from nightmarket_identity.domain.events import ShopCreated
from nightmarket_identity.domain.shop import Role, Shop
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateShop:
    request_id: str
    actor: Principal
    name: str
    currency_code: str


async def create_shop(command: CreateShop, *, uow: UowFactory, clock: Clock) -> str:
    """Returns the shop's id."""
    at = clock.now()
    shop = Shop.create(id_=new_id(), name=command.name, currency_code=command.currency_code, at=at)
    async with uow() as tx:
        await require_session(command.actor, tx=tx, at=at)
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        await tx.shops.add(shop)
        await tx.shops.put_member(shop.id, command.actor.user_id, Role.OWNER)
        tx.publish(ShopCreated(shop=shop, owner_user_id=command.actor.user_id))
        await tx.requests.finish(command, result_id=shop.id)
        await tx.commit()
    return shop.id
