"""Group commit: requests that arrive while a group is being applied go together into the next one.

A hot row is bounded by commits per second; applied in groups it is bounded by commits times group
size. There is no timer: alone, a request is applied at once, unless `rest_s` says to wait for others.

Invariants
- Requests of one key are applied in the order in which they came, never two groups at a time.
- Each request gets its own result or its own refusal; a refusal changes nothing for the others.
- A request that breaks its group (`breaks`) does not break the others: the group is split and tried
  again, a single one once more: what it met may show by then. So `apply` must leave nothing behind
  when it raises, or be safe to repeat.
- A caller who gives up while waiting is left out; one who gives up later does not know the outcome.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Generic, TypeVar

from nightmarket_kit.core.errors import DomainError

Request = TypeVar("Request")
Result = TypeVar("Result")


@dataclass(slots=True)
class _Waiting(Generic[Request, Result]):
    request: Request
    answer: "asyncio.Future[Result]"
    context: Context


class Groups(Generic[Request, Result]):
    """`apply` answers each request of a group with its result or its refusal, in the same order.

    Keys share `lanes` queues; a key has always the same one.
    """

    def __init__(
        self,
        apply: Callable[[Sequence[Request]], Awaitable[Sequence[Result | DomainError]]],
        *,
        breaks: tuple[type[Exception], ...] = (),
        lanes: int = 4,
        limit: int = 512,
        rest_s: Callable[[bool], float] | None = None,
        enough: int = 1,
    ) -> None:
        """`rest_s` is told whether `enough` wait, and says how long to wait for more; not above 0: not at all.

        It is asked again when that is over, and when there are enough.
        """
        self._apply = apply
        self._breaks = breaks
        self._limit = limit
        self._rest_s = rest_s
        self._enough = enough
        self._lanes = [deque[_Waiting[Request, Result]]() for _ in range(lanes)]
        self._filled = [asyncio.Event() for _ in range(lanes)]
        self._runners: dict[int, asyncio.Task[None]] = {}

    async def submit(self, key: Hashable, request: Request) -> Result:
        """The request's own result; its refusal is raised."""
        return await self.submit_soon(key, request)

    def submit_soon(self, key: Hashable, request: Request) -> "asyncio.Future[Result]":
        """Its place is taken at once, without waiting for a turn of the caller's task."""
        number = hash(key) % len(self._lanes)
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        lane = self._lanes[number]
        lane.append(_Waiting(request, answer, copy_context()))
        if len(lane) == self._enough:
            self._filled[number].set()
        if number not in self._runners:
            self._runners[number] = asyncio.create_task(self._run(number), context=Context())
        return answer

    async def _run(self, number: int) -> None:
        lane = self._lanes[number]
        try:
            while lane:
                await self._rest(number)
                group = [lane.popleft() for _ in range(min(len(lane), self._limit))]
                group = [one for one in group if not one.answer.done()]
                if group:
                    # in the context of the first: what it causes belongs to that caller's trace
                    task = asyncio.create_task(self._answer(group), context=group[0].context)
                    await task
        finally:
            del self._runners[number]
            while lane:  # only when the loop is being closed
                lane.popleft().answer.cancel()

    async def _rest(self, number: int) -> None:
        lane, filled = self._lanes[number], self._filled[number]
        while self._rest_s is not None and (rest_s := self._rest_s(len(lane) >= self._enough)) > 0:
            filled.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(rest_s):
                    await filled.wait()

    async def _answer(
        self, group: list[_Waiting[Request, Result]], *, is_last: bool = False
    ) -> None:
        results: Sequence[Result | Exception]
        try:
            results = await self._apply([one.request for one in group])
        except Exception as error:  # noqa: BLE001 - every caller of the group is told
            if isinstance(error, self._breaks) and not is_last:
                middle = len(group) // 2
                for part in (group[:middle], group[middle:]):
                    if part:
                        await self._answer(part, is_last=len(group) == 1)
                return
            results = [error] * len(group)
        for one, result in zip(group, results, strict=True):
            if one.answer.done():
                continue
            if isinstance(result, Exception):
                one.answer.set_exception(result)
            else:
                one.answer.set_result(result)
