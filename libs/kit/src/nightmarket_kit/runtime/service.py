"""The service runner: start in order, be ready, and on SIGTERM or SIGINT drain within one grace period.

Invariants
- Components start in the given order and stop in reverse, so what takes calls stops before what
  they need. The whole stop fits into `grace_s` seconds.
- A component that ends or fails ends the process with a non-zero code: a supervisor starts it anew.
- Ready means: everything started and every check passed; it is re-checked every 2 s.
- What was made until then is never garbage: the collector is told to look past it.
"""

import asyncio
import gc
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from nightmarket_kit.runtime.logging import get_logger

log = get_logger(__name__)
CHECK_EVERY_S = 2.0


class Component(Protocol):
    name: str

    async def start(self) -> None: ...
    async def stop(self, grace_s: float) -> None: ...
    async def wait(self) -> None:
        """Return or raise when the component has ended by itself."""


SetReady = Callable[[bool], Awaitable[None]]
Check = Callable[[], Awaitable[None]]


async def _no_ready(_ready: bool) -> None:  # noqa: FBT001 - the protocol's shape
    return


class ServiceRunner:
    def __init__(
        self,
        components: Sequence[Component],
        *,
        grace_s: float,
        set_ready: SetReady = _no_ready,
        checks: Sequence[Check] = (),
    ) -> None:
        self._components = components
        self._grace_s = grace_s
        self._set_ready = set_ready
        self._checks = checks
        self._started: list[Component] = []
        self.stopping = asyncio.Event()

    async def run(self, *, signals: bool = True) -> int:
        """Run until a signal (0) or until a component ended (1)."""
        loop = asyncio.get_running_loop()
        if signals:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self.stopping.set)
        code = 0
        try:
            if await self._start():
                gc.collect()
                gc.freeze()  # modules and schemas stay: a collection need not walk over them (ADR 0030)
                log.info("started", components=[one.name for one in self._components])
                code = await self._watch()
        finally:
            await self._stop()
        return code

    async def _start(self) -> bool:
        """False when told to stop before everything had started."""
        stop = asyncio.create_task(self._until_stopping())
        try:
            for component in self._components:
                start = asyncio.create_task(component.start())
                await asyncio.wait({start, stop}, return_when=asyncio.FIRST_COMPLETED)
                if not start.done():
                    start.cancel()
                    await asyncio.gather(start, return_exceptions=True)
                    return False
                await start
                self._started.append(component)
        finally:
            stop.cancel()
        return True

    async def _watch(self) -> int:
        waits = {asyncio.create_task(one.wait()): one.name for one in self._started}
        stop = asyncio.create_task(self._until_stopping())
        ready = asyncio.create_task(self._keep_ready())
        try:
            done, _ = await asyncio.wait({*waits, stop}, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stop}:
                error = None if task.cancelled() else task.exception()
                log.error("component ended", component=waits[task], exc_info=error)
            return 0 if stop in done else 1
        finally:
            tasks = [*waits, stop, ready]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_stopping(self) -> None:
        await self.stopping.wait()

    async def _keep_ready(self) -> None:
        was: bool | None = None
        while True:
            is_ready = await self._passes()
            if is_ready != was and await self._tell(is_ready):
                log.info("ready" if is_ready else "not ready")
                was = is_ready
            await asyncio.sleep(CHECK_EVERY_S if is_ready else 0.1)

    async def _tell(self, is_ready: bool) -> bool:  # noqa: FBT001 - the protocol's shape
        try:
            async with asyncio.timeout(CHECK_EVERY_S):
                await self._set_ready(is_ready)
        except Exception:
            # Told again at the next turn; it must neither end the watch nor keep the stop.
            log.exception("readiness could not be told")
            return False
        return True

    async def _passes(self) -> bool:
        for check in self._checks:
            try:
                async with asyncio.timeout(CHECK_EVERY_S):
                    await check()
            except Exception as error:  # noqa: BLE001 - any failure of a check means not ready
                log.warning("check failed", error=repr(error))
                return False
        return True

    async def _stop(self) -> None:
        end = time.monotonic() + self._grace_s
        await self._tell(False)
        for component in reversed(self._started):
            left = max(0.1, end - time.monotonic())
            try:
                async with asyncio.timeout(left + 0.5):
                    await component.stop(left)
            except Exception:
                # The last loop of the process: one component's bad end must not keep the others.
                log.exception("component did not stop", component=component.name)
        log.info("stopped")
