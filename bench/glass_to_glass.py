"""How old a picture is when a viewer sees it: a browser broadcasts by WHIP, another watches in the app.

A clock is burnt into what the first sends and read off what the second shows: same machine, same
clock, whole way (drawing, encoder, media server, decoder, element). Sound is measured too. The
machine's load belongs to the figures: both browsers code in software.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.async_api import Browser, async_playwright

from nightmarket_backends.process import environment
from nightmarket_local.demo import picture_clock
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_local.state import read_json

NIGHTMARKET = Path(sys.executable).with_name("nightmarket")
CHROMIUM = environment().get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
]
LIMITS_MS: Final = {"WHEP": 300, "LL-HLS": 1500}
CHOICE: Final = {"WHEP": "low", "LL-HLS": "normal"}
WARM_S, MEASURE_S, PATIENCE_S = 12.0, 20.0, 60.0
AUDIBLE: Final = 0.02
PLAYS = "() => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames > 30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    way: str
    delays_ms: list[float]
    loudness: float

    @property
    def p50(self) -> float:
        return statistics.median(self.delays_ms)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.delays_ms, n=20)[-1]

    def line(self) -> str:
        sound = "with sound" if self.loudness > AUDIBLE else "SILENT"
        verdict = "kept" if self.p95 <= LIMITS_MS[self.way] else "MISSED"
        return (
            f"{self.way:<8}{self.p50:>8.0f}{self.p95:>8.0f}{LIMITS_MS[self.way]:>8} {verdict:<8}"
            f"{len(self.delays_ms):>6} pictures, {sound}"
        )


async def measure(browser: Browser, gateway: str, show_id: str, way: str) -> Figures:
    context = await browser.new_context(viewport={"width": 412, "height": 732}, base_url=gateway)
    await context.add_init_script(f"localStorage.setItem('nm.latency', '{CHOICE[way]}')")
    page = await context.new_page()
    await page.goto(f"/shows/{show_id}")
    await page.wait_for_function(PLAYS, timeout=PATIENCE_S * 1000)
    await asyncio.sleep(WARM_S)
    is_whep = await page.evaluate("document.querySelector('video').srcObject !== null")
    if is_whep != (way == "WHEP"):
        raise RuntimeError(f"asked for {way}, and the player fell back")
    delays = await picture_clock.delays_of(page, seconds=MEASURE_S)
    loudness = await picture_clock.loudness_of(page)
    await context.close()
    return Figures(way=way, delays_ms=delays, loudness=loudness)


async def run(document: dict[str, Any]) -> list[Figures]:
    gateway = document["addresses"]["gateway"]
    host = Host(api=Api(gateway))
    await host.prepare()
    ticket = await host.api.post(f"/v1/shows/{host.show_id}/media-tickets", {"use": "publish"})
    async with async_playwright() as playwright:
        # one browser each: a viewer must not wait for the broadcaster's encoder thread
        sending = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        seeing = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        studio = await sending.new_page()
        await studio.add_init_script(picture_clock.CAMERA)
        await studio.goto(gateway)
        await picture_clock.publish(studio, url=ticket["url"], token=ticket["token"])
        await until_live(gateway, host.show_id)
        found = [await measure(seeing, gateway, host.show_id, way) for way in LIMITS_MS]
        await sending.close()
        await seeing.close()
    await host.end()
    await host.api.close()
    return found


async def until_live(gateway: str, show_id: str) -> None:
    async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient() as client:
        while (await client.get(f"{gateway}/v1/shows/{show_id}")).json()["state"] != "live":
            await asyncio.sleep(0.2)


def told(found: list[Figures]) -> str:
    loads = " ".join(f"{one:.1f}" for one in os.getloadavg())
    head = f"glass to glass, 720p30, {os.cpu_count()} cores, load {loads} at the end"
    lines = [head, f"{'':<8}{'p50':>8}{'p95':>8}{'limit':>8} ms"]
    return "\n".join([*lines, *(one.line() for one in found)])


async def command(state: Path, *words: str) -> None:
    done = await asyncio.create_subprocess_exec(NIGHTMARKET, "--state", state, *words)
    if await done.wait():
        raise RuntimeError(f"nightmarket {words[0]} failed")


async def main() -> None:
    """With NIGHTMARKET_STATE a fleet that runs already is measured, else one of its own."""
    given = environment().get("NIGHTMARKET_STATE")
    if given:
        print(told(await run(read_json(Path(given) / "fleet.json"))))
        return
    with tempfile.TemporaryDirectory(prefix="nightmarket-bench-") as folder:
        state = Path(folder)
        try:
            await command(state, "up")
            print(told(await run(read_json(state / "fleet.json"))))
        finally:
            await command(state, "down")


if __name__ == "__main__":
    asyncio.run(main())
