"""What every unit of work offers to a handler; services add their repositories and `publish`."""

from types import TracebackType
from typing import Any, Protocol, Self


class RequestLog(Protocol):
    async def claim(self, command: Any, *, result_id: str = "") -> str | None:
        """None for a new request; else the result id of the earlier one."""

    async def find(self, command: Any) -> str | None:
        """Like claim, without claiming: for a look before remote calls."""

    async def finish(self, command: Any, *, result_id: str) -> None: ...


class UnitOfWork(Protocol):
    """Leaving without `commit` rolls back."""

    @property
    def requests(self) -> RequestLog: ...

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
    async def commit(self) -> None: ...
    async def claim_event(self, consumer: str, event_id: str) -> bool:
        """False when `consumer` applied the event before."""
