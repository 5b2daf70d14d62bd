"""Give a person a role in a shop, or take it away. The caller's role is the one in the database."""

from dataclasses import dataclass

from nightmarket_identity.application.access import require_session
from nightmarket_identity.application.ports import UowFactory
from nightmarket_identity.domain.errors import ShopNotFound, UserNotFound
from nightmarket_identity.domain.shop import Role
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class PutMember:
    request_id: str
    actor: Principal
    shop_id: str
    user_id: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMember:
    request_id: str
    actor: Principal
    shop_id: str
    user_id: str


async def change_member(
    command: PutMember | RemoveMember, *, uow: UowFactory, clock: Clock
) -> None:
    role = command.role if isinstance(command, PutMember) else None
    async with uow() as tx:
        await require_session(command.actor, tx=tx, at=clock.now())
        if await tx.requests.claim(command) is not None:
            return
        staff = await tx.shops.lock_staff(command.shop_id)
        if staff is None:
            raise ShopNotFound(shop_id=command.shop_id)
        staff.require_may_change(command.actor.user_id, command.user_id, to=role)
        if role is None:
            await tx.shops.remove_member(command.shop_id, command.user_id)
        elif await tx.users.exists(command.user_id):
            await tx.shops.put_member(command.shop_id, command.user_id, role)
        else:
            raise UserNotFound(user_id=command.user_id)
        await tx.requests.finish(command, result_id=command.user_id)
        await tx.commit()
