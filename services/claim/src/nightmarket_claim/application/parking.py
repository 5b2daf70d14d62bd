"""A shop lets its buyers park: what one of them claims there, in whichever show, has one deadline and
becomes one order (ADR 0031).
"""

from dataclasses import dataclass
from typing import Final

from nightmarket_claim.application.access import require_host
from nightmarket_claim.application.ports import UowFactory
from nightmarket_claim.domain.errors import ClaimInvalid
from nightmarket_kit.core.principal import Principal

LEAST_PARK_S: Final = 3600
MOST_PARK_S: Final = 14 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SetShopRules:
    request_id: str
    actor: Principal
    shop_id: str
    park_s: int


async def set_shop_rules(command: SetShopRules, *, uow: UowFactory) -> None:
    """What is claimed from now on is parked, or is not any more; what is held stays as it is."""
    require_host(command.actor, command.shop_id)
    if command.park_s and not LEAST_PARK_S <= command.park_s <= MOST_PARK_S:
        raise ClaimInvalid
    async with uow() as tx:
        if await tx.requests.claim(command) is not None:
            return
        await tx.parking.set(command.shop_id, park_s=command.park_s)
        await tx.requests.finish(command, result_id=command.shop_id)
        await tx.commit()
