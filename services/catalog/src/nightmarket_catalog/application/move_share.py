"""Set units aside under an id of another service's, or give them back: all variants or none.

Nobody takes from such a share but whom that service names (`ReserveLine.share_id`).
"""

from dataclasses import dataclass

from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.domain.errors import (
    OutOfStock,
    QuantityInvalid,
    ShareShort,
    VariantNotFound,
)
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.stock import MAX_QUANTITY, Stock

MOST_MOVES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveShare:
    request_id: str
    shop_id: str
    share_id: str
    moves: tuple[tuple[str, int], ...]
    actor: str


async def move_share(command: MoveShare, *, uow: UowFactory) -> None:
    moves = dict(command.moves)
    if not 1 <= len(moves) == len(command.moves) <= MOST_MOVES:
        raise QuantityInvalid("each variant once, at least one move", quantity=len(command.moves))
    async with uow() as tx:
        stocks = await tx.stocks.lock(sorted(moves))
        if await tx.requests.claim(command) is not None:
            return
        after = []
        for variant_id, delta in sorted(moves.items()):
            stock = stocks.get(variant_id)
            if stock is None or stock.shop_id != command.shop_id:
                raise VariantNotFound(variant_id=variant_id)
            after.append(_moved(stock, delta, command))
        changed = [one for one in after if one.version != stocks[one.variant_id].version]
        await tx.stocks.save(changed)
        for stock in changed:
            tx.publish(StockChanged(stock=stock))
        await tx.requests.finish(command, result_id=command.share_id)
        await tx.commit()


def _moved(stock: Stock, delta: int, command: MoveShare) -> Stock:
    if delta == 0 or abs(delta) > MAX_QUANTITY:
        raise QuantityInvalid(quantity=delta)
    if delta > stock.on_hand:
        raise OutOfStock(variant_id=stock.variant_id, available=stock.on_hand, asked=delta)
    after = stock.allocations.get(command.share_id, 0) + delta
    if after < 0:
        raise ShareShort(variant_id=stock.variant_id)
    return stock.with_allocation(after, show_id=command.share_id, actor=command.actor, reason="")
