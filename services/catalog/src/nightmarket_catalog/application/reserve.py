"""Keep units for orders: all lines of an order or none. Compensation: release (settle_reservation).

Orders that come while others are being written are decided together, in the order in which they
came: a hot item is bounded by commits times group size, not by commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nightmarket_catalog.application.ports import CatalogUow, UowFactory
from nightmarket_catalog.domain.errors import VariantNotFound
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_catalog.domain.limits import (
    MAX_LIMIT,
    Count,
    Limits,
    Purchases,
    Wish,
    counts_of,
)
from nightmarket_catalog.domain.reservation import (
    Holds,
    Reservation,
    ReservationState,
    ReservedLine,
    in_lock_order,
)
from nightmarket_catalog.domain.stock import Stock
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """The order's id is the request id: one order, one reservation. Lines are in lock order."""

    order_id: str
    shop_id: str
    person_id: str
    lines: tuple[ReservedLine, ...]
    expires_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", in_lock_order(self.lines))


async def reserve(command: Reserve, *, uow: UowFactory, clock: Clock) -> ReservationState:
    """A refusal (OutOfStock, PurchaseLimitReached, DealOver, DealSoldOut) names the first line that cannot
    be kept; then nothing is.
    """
    (result,) = await reserve_group([command], uow=uow, clock=clock)
    if isinstance(result, DomainError):
        raise result
    return result


async def reserve_group(
    commands: Sequence[Reserve], *, uow: UowFactory, clock: Clock
) -> list[ReservationState | DomainError]:
    """Each order's own answer. One transaction: when it raises, nothing was kept for anybody."""
    variant_ids = sorted({line.variant_id for command in commands for line in command.lines})
    async with uow() as tx:
        stocks = await tx.stocks.lock(variant_ids)
        known = await tx.reservations.find([command.order_id for command in commands])
        is_limited = any(stock.limits or stock.deals for stock in stocks.values())
        counted = await _counted(tx, commands, stocks, known) if is_limited else {}
        purchases = Purchases(counted)
        holds, new, at = Holds(stocks), list[Reservation](), clock.now()
        results: list[ReservationState | DomainError] = []
        for command in commands:
            try:
                reservation = known.get(command.order_id)
                if reservation is None:
                    _require_known(command, stocks, at)
                    wishes = wishes_of(command.lines, stocks) if is_limited else ()
                    if wishes:
                        purchases.require_room(command.person_id, wishes)
                    holds.take(command.order_id, command.lines)
                    if wishes:
                        purchases.add(command.person_id, wishes)
                    reservation = Reservation(
                        order_id=command.order_id,
                        shop_id=command.shop_id,
                        person_id=command.person_id,
                        lines=command.lines,
                        state=ReservationState.HELD,
                        expires_at=command.expires_at,
                    )
                    known[command.order_id] = reservation
                    new.append(reservation)
                else:
                    reservation.require_same(command.lines)
                results.append(reservation.state)
            except DomainError as refusal:
                results.append(refusal)
        if new:
            changed = holds.changed()
            await tx.reservations.add(new, at=at)
            await tx.stocks.save(changed)
            await tx.purchases.save(purchases.changed())
            for stock in changed:
                tx.publish(StockChanged(stock=stock))
            await tx.commit()
    return results


async def _counted(
    tx: CatalogUow,
    commands: Sequence[Reserve],
    stocks: dict[str, Stock],
    known: dict[str, Reservation],
) -> dict[Count, int]:
    """What the group's persons have of what is limited; locked, so that no other group decides by it."""
    counts: set[Count] = set()
    for command in commands:
        if command.order_id not in known:
            counts |= counts_of(command.person_id, wishes_of(command.lines, stocks))
    return await tx.purchases.lock(counts)


def wishes_of(lines: Sequence[ReservedLine], stocks: dict[str, Stock]) -> list[Wish]:
    """The lines of limited products and of deals, as limits see them."""
    wishes = []
    for line in lines:
        stock = stocks.get(line.variant_id)
        if stock is None:
            continue
        wish = Wish(stock.product_id, line.variant_id, line.show_id, line.kept, stock.limits)
        if stock.limits:
            wishes.append(wish)
        if line.is_deal:  # one that is over is counted still, when its units are given back
            deal = stock.deals.get(line.show_id)
            most = Limits(deal.most_per_person if deal else MAX_LIMIT)
            wishes.append(replace(wish, limits=most, deal_id=line.show_id))
    return wishes


def _require_known(command: Reserve, stocks: dict[str, Stock], at: datetime) -> None:
    for line in command.lines:
        stock = stocks.get(line.variant_id)
        if stock is None or stock.shop_id != command.shop_id:
            raise VariantNotFound(variant_id=line.variant_id)
        if line.is_deal:
            stock.require_deal(line.show_id, at)
