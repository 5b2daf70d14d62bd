"""A person says what became of a difference. The books are not touched: what must move is a refund."""

from dataclasses import dataclass

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal
from nightmarket_payment.application.access import is_manager
from nightmarket_payment.application.ports import UowFactory
from nightmarket_payment.domain.errors import DifferenceNotFound, SettlementInvalid
from nightmarket_payment.domain.reconciliation import Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDifference:
    request_id: str
    actor: Principal
    difference_id: str
    settlement: str
    note: str


async def settle_difference(command: SettleDifference, *, uow: UowFactory, clock: Clock) -> str:
    """Returns the difference's id. One that belongs to no shop is the operator's to settle."""
    settlement = read_settlement(command.settlement, command.note)
    async with uow() as tx:
        stored = await tx.reconciliations.difference(command.difference_id)
        if stored is None or not (
            stored.shop_id is not None and is_manager(command.actor, stored.shop_id)
        ):
            raise DifferenceNotFound(difference_id=command.difference_id)
        if await tx.requests.claim(command) is not None:
            return stored.id
        settled = stored.settled(
            settlement, by=command.actor.user_id, note=command.note, at=clock.now()
        )
        await tx.reconciliations.save(settled)
        await tx.requests.finish(command, result_id=stored.id)
        await tx.commit()
    return stored.id


async def settle_as_operator(
    difference_id: str, settlement: str, note: str, *, uow: UowFactory, clock: Clock
) -> None:
    """Whoever runs the service: what no shop is asked about has nobody else."""
    read = read_settlement(settlement, note)
    async with uow() as tx:
        stored = await tx.reconciliations.difference(difference_id)
        if stored is None:
            raise DifferenceNotFound(difference_id=difference_id)
        settled = stored.settled(read, by="operator", note=note, at=clock.now())
        await tx.reconciliations.save(settled)
        await tx.commit()


def read_settlement(text: str, note: str) -> Settlement:
    """Other than the named ways takes a note."""
    try:
        settlement = Settlement(text)
    except ValueError as error:
        raise SettlementInvalid("not a way to settle", settlement=text) from error
    if settlement is Settlement.OTHER and not note.strip():
        raise SettlementInvalid("a note says what became of it", settlement=text)
    return settlement
