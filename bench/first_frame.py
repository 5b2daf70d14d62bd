"""From the link to the first frame: the show page on a slow phone, against limits and an empty app.

    .venv/bin/nightmarket up && .venv/bin/python -m bench.first_frame
    … --empty DIR      beside it, the page of an app built into DIR (Expo's empty one)

A phone's window, the processor four times slower, 150 ms to every answer and 1.6 Mbit/s, nothing
cached (Lighthouse's slow 4G). Medians of the rounds. The browser slows down requests, not sockets:
the chat's own frames travel at full speed.
"""

import argparse
import asyncio
import json
import os
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from playwright.async_api import Browser, ViewportSize, async_playwright
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn import Config, Server

from nightmarket_gateway.site import Site
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_local.demo.video import Encoder
from nightmarket_room import Seat, Status

SLOWER = 4
LATENCY_MS, DOWN_BPS, UP_BPS = 150, 1_638_400, 750_000
PHONE = ViewportSize(width=390, height=844)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
SAID = "first line of the bench"
PATIENCE_MS = 90_000
# Notes the time of each thing that a person waits for, as the page sees it.
WATCH = """
window.seen = {frame: 0, chat: 0, lcp: 0, long: []};
new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.lcp = one.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.long.push([one.startTime, one.duration]);
}).observe({type: "longtask", buffered: true});
const looked = new WeakSet();
new MutationObserver(() => {
    const video = document.querySelector("video");
    if (video && !looked.has(video)) {
        looked.add(video);
        video.requestVideoFrameCallback((now) => { seen.frame ||= now; });
    }
    const log = document.querySelector("[role=log]");
    if (!seen.chat && log && log.textContent.includes(%s)) seen.chat = performance.now();
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
# Blocked time counts between the first paint and the first frame: that is when a person waits.
READ = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const fcp = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
    const end = seen.frame || Infinity;
    const scripts = performance.getEntriesByType("resource")
        .filter((one) => one.name.endsWith(".js") && one.responseEnd <= end);
    return {
        ttfb: page.responseStart,
        fcp,
        lcp: seen.lcp,
        tbt: seen.long.filter(([start]) => start >= fcp && start < end)
            .reduce((sum, [, took]) => sum + took - 50, 0),
        frame: seen.frame,
        chat: seen.chat,
        script_kb: scripts.reduce((sum, one) => sum + one.encodedBodySize, 0) / 1024,
    };
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """In ms; nothing (0) where the page has no such thing."""

    ttfb: float
    fcp: float
    lcp: float
    tbt: float
    frame: float
    chat: float
    script_kb: float


# On a machine with nothing else to do; the first frame in ten seconds is what a buyer may wait.
LIMITS = Pace(ttfb=800, fcp=2_000, lcp=10_000, tbt=3_000, frame=10_000, chat=8_000, script_kb=450)
NAMES = {
    "ttfb": "first byte",
    "fcp": "first paint",
    "lcp": "largest paint",
    "tbt": "blocked until the frame",
    "frame": "first frame",
    "chat": "first chat line",
    "script_kb": "scripts until the frame, KB",
}


async def measure(browser: Browser, url: str, *, is_show: bool, slower: float = SLOWER) -> Pace:
    """Open `url` once as a person on a slow phone does, and wait for what she came for."""
    context = await browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-TW"
    )
    page = await context.new_page()
    await page.add_init_script(WATCH % json.dumps(SAID))
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": LATENCY_MS,
        "downloadThroughput": DOWN_BPS / 8,
        "uploadThroughput": UP_BPS / 8,
    }
    await devtools.send("Network.emulateNetworkConditions", conditions)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await page.goto(url, wait_until="commit", timeout=PATIENCE_MS)
    painted = "performance.getEntriesByName('first-contentful-paint').length > 0"
    there = "seen.frame && seen.chat" if is_show else painted
    await page.wait_for_function(f"() => {there}", timeout=PATIENCE_MS)
    pace = Pace(**await page.evaluate(READ))
    await context.close()
    return pace


@asynccontextmanager
async def on_air(document: dict[str, dict[str, str]], log: Path) -> AsyncIterator[str]:
    """A live show with a line of chat; answers its id."""
    gateway = document["addresses"]["gateway"]
    api = Api(gateway)
    host = Host(api=api)
    await host.prepare()
    room = Seat(gateway.replace("http", "ws", 1) + "/ws", host.show_id, token=api)
    credentials = host.credentials
    encoder = Encoder(
        server=credentials["rtmp_server"], stream_key=credentials["stream_key"], log=log
    )
    try:
        await room.open()
        await encoder.start()
        await room.until(lambda entry: isinstance(entry, Status) and entry.state == "live")
        await room.say(SAID)
        await host.pin(0)
        yield host.show_id
    finally:
        await encoder.stop()
        await room.close()
        await api.close()


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """The folder as our gateway would serve it; answers the address."""
    site = Site(folder, origins=(), media_origins=(), form_origins=())

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (site.answer(scope) or Response(status_code=404))(scope, receive, send)

    server = Server(Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="error"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.should_exit = True
        await task


async def rounds(browser: Browser, url: str, count: int, *, is_show: bool) -> Pace:
    seen = [asdict(await measure(browser, url, is_show=is_show)) for _ in range(count)]
    return Pace(**{name: statistics.median(one[name] for one in seen) for name in seen[0]})


def table(ours: Pace, empty: Pace | None) -> str:
    columns = {"limit": LIMITS, "show": ours} | ({"empty": empty} if empty else {})
    lines = [" " * 28 + "".join(f"{name:>9}" for name in columns)]
    for field in fields(Pace):
        values = [getattr(pace, field.name) for pace in columns.values()]
        cells = "".join(f"{value:>9.0f}" if value else f"{'-':>9}" for value in values)
        over = "  over" if values[1] > values[0] else ""
        lines.append(f"{NAMES[field.name]:28}{cells}{over}")
    return "\n".join(lines)


async def main(arguments: argparse.Namespace) -> None:
    document = json.loads((arguments.state / "fleet.json").read_text())
    empty: Pace | None = None
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=arguments.chromium, args=list(FLAGS)
        )
        async with on_air(document, arguments.state / "logs" / "bench.log") as show_id:
            url = f"{document['addresses']['gateway']}/shows/{show_id}"
            ours = await rounds(browser, url, arguments.rounds, is_show=True)
        if arguments.empty is not None:
            async with served(arguments.empty) as address:
                empty = await rounds(browser, address, arguments.rounds, is_show=False)
        await browser.close()
    print(table(ours, empty))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, default=Path(".nightmarket"))
    parser.add_argument("--empty", type=Path, default=None)
    parser.add_argument("--chromium", type=Path, default=Path("/usr/bin/chromium"))
    parser.add_argument("--rounds", type=int, default=3)
    asyncio.run(main(parser.parse_args()))
