"""A long and busy chat on a slow phone: 10,000 lines, then 50 a second, and the page keeps up."""

import asyncio
import json
import time

import pytest
from browser.player import watch
from browser.stage import Show
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Page, expect
from redis.asyncio import Redis
from support.fleet import Fleet

from nightmarket_gateway.rooms.log import RoomLog

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300, func_only=True),  # the first fleet builds the app
]
LINES = 10_000
PER_S = 50
BUSY_S = 8
SLOWER = 4
MOST_NODES = 150  # lines in the page at once; there are 10,000
MOST_MORE = 0.4  # of the time, in tasks over 50 ms, than the page spends in them anyway
MEASURE = """() => {
    const seen = { frames: [], long: [] };
    window.measured = seen;
    let before = performance.now();
    const frame = (now) => {
        seen.frames.push(now - before);
        before = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.long.push(entry.duration);
    }).observe({ entryTypes: ["longtask"] });
}"""
FROM_NOW = "() => { window.measured.frames.length = 0; window.measured.long.length = 0; }"
READ = """() => {
    const { frames, long } = window.measured;
    const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
    return {
        frames: frames.length,
        span_ms: Math.round(sum(frames)),
        dropped: sum(frames.map((one) => Math.max(0, Math.round(one / (1000 / 60)) - 1))),
        long: long.length,
        long_ms: Math.round(sum(long)),
        longest_ms: Math.round(Math.max(0, ...long)),
    };
}"""
SEEN = """(box) => {
    const { top, bottom } = box.getBoundingClientRect();
    const rows = [...box.querySelectorAll("div")].filter((one) => /^.*第 \\d+ 句.*$/.test(one.textContent));
    return rows
        .map((row) => [row.textContent, Math.round(row.getBoundingClientRect().top - top)])
        .filter(([, at]) => at >= 0 && at < bottom - top);
}"""
TO_TOP = "(box) => { box.scrollTop = -1e9; }"


class Crowd:
    """Writes into the room's log as the gateway does, past the limit for one person."""

    def __init__(self, log: RoomLog, room: str) -> None:
        self._log = log
        self._room = room
        self.said = 0

    async def say(self, count: int) -> None:
        await asyncio.gather(*(self._line(self.said + one) for one in range(1, count + 1)))
        self.said += count

    async def _line(self, number: int) -> None:
        entry = {
            "kind": "chat",
            "ts": int(time.time() * 1000),
            "user": {"id": f"crowd-{number % 97}", "name": f"小明 {number % 97}"},
            "text": f"第 {number} 句 " + "這個還有嗎 " * (number % 5),
            "client_id": f"crowd-{number}",
        }
        body = json.dumps(entry, ensure_ascii=False).encode()
        await self._log.append(self._room, body, dedupe=f"crowd:{number}")

    async def talk(self, per_s: int, seconds: float, *, steps: int = 25) -> None:
        for _ in range(int(seconds * steps)):
            began = time.monotonic()
            await self.say(max(1, per_s // steps))
            await asyncio.sleep(max(0, began + 1 / steps - time.monotonic()))


async def shows(page: Page, number: int) -> None:
    line = page.get_by_role("log").get_by_text(f"第 {number} 句", exact=False).first
    await expect(line).to_be_visible(timeout=30_000)


async def settled(chat: Locator) -> list[list[str | int]]:
    """The lines that are seen and where, once nothing moves them any more."""
    before: list[list[str | int]] = []
    for _ in range(20):
        now: list[list[str | int]] = await chat.evaluate(SEEN)
        if now and now == before:
            return now
        before = now
        await asyncio.sleep(0.5)
    pytest.fail("the lines never came to rest")


async def drawn(chat: Locator) -> int:
    return int(await chat.evaluate("(box) => box.querySelectorAll('*').length"))


def share(measured: dict[str, float]) -> float:
    """Of the time, in long tasks."""
    return measured["long_ms"] / max(1, measured["span_ms"])


async def slow(visitor: Visitor, times: int) -> None:
    session = await visitor.context.new_cdp_session(visitor.page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": times})


async def test_a_long_and_busy_chat_stays_light(
    fleet: Fleet, visitors: Visitors, show: Show
) -> None:
    guest = await visitors.enter()
    page = guest.page
    await page.goto(f"/shows/{show.show_id}")
    await watch(page)
    chat = page.get_by_role("log")
    valkey = Redis.from_url(fleet.environment["VALKEY_URL"])
    crowd = Crowd(RoomLog(valkey), show.show_id)
    try:
        while crowd.said < LINES:  # slowly enough for a viewer who is not cut off
            await crowd.talk(400, 1)
            await shows(page, crowd.said)
        assert await drawn(chat) < MOST_NODES * 6

        await slow(guest, SLOWER)
        await page.evaluate(MEASURE)
        await page.wait_for_timeout(1000)
        await page.evaluate(FROM_NOW)
        await page.wait_for_timeout(BUSY_S * 1000)
        quiet = await page.evaluate(READ)
        await page.evaluate(FROM_NOW)
        await crowd.talk(PER_S, BUSY_S)
        busy = await page.evaluate(READ)
        await shows(page, crowd.said)

        # scrolled up it stays where it is, and says what is new
        await chat.evaluate("(box) => { box.scrollTop = -20000; }")
        reading = await settled(chat)
        await page.evaluate(FROM_NOW)
        await crowd.talk(PER_S, 2)
        await page.wait_for_timeout(1500)
        assert await settled(chat) == reading
        scrolled = await page.evaluate(READ)
        await guest.photograph("scrolled-up")
        print(f"\nquiet {quiet}\nbusy {busy}\nscrolled {scrolled}")  # noqa: T201 - the figures are the point
        assert share(busy) < share(quiet) + MOST_MORE

        await slow(guest, 1)
        await chat.evaluate(TO_TOP)
        oldest = crowd.said - PER_S * 2 - LINES + 1
        for _ in range(20):  # what is above is a guess until it is near
            await page.wait_for_timeout(150)
            await chat.evaluate(TO_TOP)
        await shows(page, oldest)
        assert await drawn(chat) < MOST_NODES * 6
        await page.get_by_role("button", name="↓").click()
        await shows(page, crowd.said)
        await guest.photograph("at-the-end")
    finally:
        await valkey.aclose()
