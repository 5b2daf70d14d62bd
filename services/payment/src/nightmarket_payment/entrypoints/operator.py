"""What whoever runs the service does by command. Exit code 1: it was not done; 2: differences are open."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final

from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_payment.application.ports import UowFactory
from nightmarket_payment.application.queries import PaymentQueries
from nightmarket_payment.application.reconcile import Compared
from nightmarket_payment.application.settle_difference import settle_as_operator

log = get_logger(__name__)
NOT_DONE: Final = 1
DIFFERENCES: Final = 2


async def reconcile(
    day: str,
    *,
    compare: Callable[[date], Awaitable[Compared]],
    queries: PaymentQueries,
    provider: str,
) -> int:
    """Compare one day of the provider's calendar and name all that is open."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        log.error("not a day: YYYY-MM-DD", day=day)  # noqa: TRY400 - a mistyped word
        return NOT_DONE
    result = await compare(wanted)
    if result.no_file is not None:
        return NOT_DONE
    differences = await queries.open_differences(provider)
    for one in differences:
        log.warning(
            "open difference",
            difference_id=one.id,
            day=one.day.isoformat(),
            kind=one.kind.value,
            reference=one.reference,
            shop_id=one.shop_id,
            ours=one.ours.amount_minor if one.ours else None,
            theirs=one.theirs.amount_minor if one.theirs else None,
        )
    return DIFFERENCES if differences else 0


async def settle(difference_id: str, how: str, note: str, *, uow: UowFactory, clock: Clock) -> int:
    try:
        await settle_as_operator(difference_id, how, note, uow=uow, clock=clock)
    except DomainError as error:
        log.error("not settled", reason=error.reason, difference_id=difference_id)  # noqa: TRY400
        return NOT_DONE
    log.info("settled", difference_id=difference_id, how=how)
    return 0
