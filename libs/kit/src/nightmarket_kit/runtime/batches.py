"""What is asked of a neighbour while a call is under way is asked together by the next one.

The call is made in nobody's name and with nobody's deadline: whoever came first must not decide for the
others. Callers need no order among themselves, so one call that hangs holds up only its own lane.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.runtime.calls import CallContext, set_call
from nightmarket_kit.runtime.groups import Groups

Request = TypeVar("Request")
Result = TypeVar("Result")
MAX_BATCH: Final = 200  # our services take no more at once
LANES: Final = 4


class Batches(Generic[Request, Result]):
    """`call` answers each of at most MAX_BATCH requests with its result or its refusal, in the same order."""

    def __init__(
        self, call: Callable[[Sequence[Request]], Awaitable[Sequence[Result | DomainError]]]
    ) -> None:
        self._call = call
        self._groups = Groups[Request, Result](self._apply, lanes=LANES, limit=MAX_BATCH)
        self._turn = 0

    async def ask(self, request: Request) -> Result:
        """The request's own result; its refusal is raised."""
        self._turn += 1
        return await self._groups.submit(self._turn, request)

    async def _apply(self, requests: Sequence[Request]) -> Sequence[Result | DomainError]:
        set_call(CallContext())
        return await self._call(requests)
