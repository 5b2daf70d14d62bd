import asyncio
import time
from typing import Any

import pytest

from nightmarket_kit.runtime import service
from nightmarket_kit.runtime.loop import Loop
from nightmarket_kit.runtime.service import ServiceRunner
from nightmarket_kit.testing.plugin import poll_until

pytestmark = pytest.mark.asyncio


class FakeComponent:
    def __init__(
        self,
        name: str,
        story: list[str],
        *,
        fails_at_start: bool = False,
        fails_at_stop: bool = False,
        hangs: bool = False,
    ) -> None:
        self.name = name
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._story = story
        self._fails_at_start = fails_at_start
        self._fails_at_stop = fails_at_stop
        self._hangs = hangs

    async def start(self) -> None:
        if self._fails_at_start:
            raise OSError("port taken")
        self._story.append(f"+{self.name}")

    async def stop(self, grace_s: float) -> None:
        self._story.append(f"-{self.name}")
        if self._fails_at_stop:
            raise OSError("gone")
        if self._hangs:
            await asyncio.Event().wait()

    async def wait(self) -> None:
        await asyncio.shield(self.ended)


def runner_of(*components: FakeComponent, **options: Any) -> ServiceRunner:
    return ServiceRunner(components, **({"grace_s": 1.0} | options))


async def started(runner: ServiceRunner, story: list[str], *, count: int) -> "asyncio.Task[int]":
    task = asyncio.create_task(runner.run(signals=False))

    async def all_started() -> bool:
        return len(story) == count

    await poll_until(all_started)
    return task


async def test_components_start_in_order_and_stop_in_reverse() -> None:
    story: list[str] = []
    runner = runner_of(*(FakeComponent(name, story) for name in "abc"))
    task = await started(runner, story, count=3)
    runner.stopping.set()
    assert await task == 0
    assert story == ["+a", "+b", "+c", "-c", "-b", "-a"]


async def test_a_component_that_fails_to_start_stops_those_before_it() -> None:
    story: list[str] = []
    parts = FakeComponent("a", story), FakeComponent("b", story, fails_at_start=True)
    with pytest.raises(OSError, match="port taken"):
        await runner_of(*parts).run(signals=False)
    assert story == ["+a", "-a"]


@pytest.mark.parametrize("how", ["returns", "raises", "is cancelled"])
async def test_a_component_that_ends_by_itself_ends_the_process_with_one(how: str) -> None:
    story: list[str] = []
    parts = FakeComponent("a", story), FakeComponent("b", story)
    task = await started(runner_of(*parts), story, count=2)
    if how == "returns":
        parts[0].ended.set_result(None)
    elif how == "raises":
        parts[0].ended.set_exception(KeyError("bug"))
    else:
        parts[0].ended.cancel()
    assert await task == 1
    assert story == ["+a", "+b", "-b", "-a"]


async def test_a_component_that_fails_to_stop_does_not_keep_the_others() -> None:
    story: list[str] = []
    parts = FakeComponent("a", story), FakeComponent("b", story, fails_at_stop=True)
    runner = runner_of(*parts)
    task = await started(runner, story, count=2)
    runner.stopping.set()
    assert await task == 0
    assert story[2:] == ["-b", "-a"]


async def test_the_stop_fits_into_the_grace_although_two_components_hang() -> None:
    story: list[str] = []
    parts = [FakeComponent(name, story, hangs=name != "a") for name in "abc"]
    runner = runner_of(*parts, grace_s=0.5)
    task = await started(runner, story, count=3)
    begun = time.monotonic()
    runner.stopping.set()
    assert await task == 0
    assert time.monotonic() - begun < 2.0  # the grace and half a second for each that hangs
    assert story[3:] == ["-c", "-b", "-a"]


async def test_a_signal_while_a_component_still_starts_is_heeded() -> None:
    story: list[str] = []

    class Slow(FakeComponent):
        async def start(self) -> None:
            await super().start()
            await asyncio.Event().wait()

    parts = FakeComponent("a", story), Slow("b", story)
    runner = runner_of(*parts)
    task = await started(runner, story, count=2)
    runner.stopping.set()
    async with asyncio.timeout(3):
        assert await task == 0
    assert story[-1] == "-a"


async def test_readiness_follows_the_checks_and_ends_before_the_first_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "CHECK_EVERY_S", 0.05)
    story: list[str] = []
    is_fine = False

    async def check() -> None:
        if not is_fine:
            raise ConnectionError("no database")

    async def set_ready(ready: bool) -> None:  # noqa: FBT001 - the protocol's shape
        story.append("ready" if ready else "not ready")

    async def told(what: str, times: int) -> None:
        async def is_told() -> bool:
            return story.count(what) == times

        await poll_until(is_told)

    runner = runner_of(FakeComponent("a", story), set_ready=set_ready, checks=[check])
    task = asyncio.create_task(runner.run(signals=False))
    await told("not ready", 1)
    is_fine = True
    await told("ready", 1)
    is_fine = False
    await told("not ready", 2)
    is_fine = True
    await told("ready", 2)
    runner.stopping.set()
    await task
    assert story == ["+a", "not ready", "ready", "not ready", "ready", "not ready", "-a"]


async def test_a_check_that_hangs_counts_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "CHECK_EVERY_S", 0.05)
    seen: list[bool] = []

    async def hang() -> None:
        await asyncio.Event().wait()

    async def set_ready(ready: bool) -> None:  # noqa: FBT001
        seen.append(ready)

    async def is_told() -> bool:
        return bool(seen)

    runner = runner_of(FakeComponent("a", []), set_ready=set_ready, checks=[hang])
    task = asyncio.create_task(runner.run(signals=False))
    await poll_until(is_told)
    runner.stopping.set()
    assert await task == 0
    assert seen[0] is False


async def test_components_stop_although_readiness_can_no_longer_be_told() -> None:
    story: list[str] = []

    async def set_ready(ready: bool) -> None:  # noqa: FBT001
        raise ConnectionError("valkey is gone")

    runner = runner_of(FakeComponent("a", story), set_ready=set_ready)
    task = await started(runner, story, count=1)
    runner.stopping.set()
    assert await task == 0
    assert story == ["+a", "-a"]


async def test_a_loop_goes_on_after_a_failing_step() -> None:
    calls = 0

    async def step() -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise KeyError("bug")

    async def three_times() -> bool:
        return calls >= 4

    loop = Loop("sweeper", step, every_s=0.01)
    await loop.start()
    await poll_until(three_times)
    await loop.stop(1.0)
    seen = calls
    await asyncio.sleep(0)
    assert calls == seen


async def test_a_step_that_loses_a_cancellation_does_not_keep_the_service() -> None:
    begun = asyncio.Event()

    async def step() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return  # as a client does whose own time ran out in the same moment

    loop = Loop("deaf", step, every_s=3600)
    runner = ServiceRunner([loop], grace_s=5)
    running = asyncio.create_task(runner.run(signals=False))
    await begun.wait()
    runner.stopping.set()
    async with asyncio.timeout(5):
        assert await running == 0
