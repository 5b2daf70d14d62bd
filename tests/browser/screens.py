"""Photographs of every screen into docs/screens: phone (dark) and desktop (light), all languages.

    PYTHONPATH=tests .venv/bin/python -m browser.screens [--state DIR]

On a fleet of its own, or on the running one whose state folder is given. What was there is replaced.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from browser import studio_tour
from browser.devices import ARGUMENTS, CHROMIUM, LANGUAGES
from browser.scene import Scene, set_up
from browser.tour import See, tour
from browser.visitor import Visitor, Visitors
from playwright.async_api import Browser, Page, async_playwright, expect
from support.fleet import Fleet

Lead = Callable[[Visitor, Scene, See], Awaitable[None]]
TARGET: Final = Path(__file__).resolve().parents[2] / "docs" / "screens"
SCHEMES: Final[dict[str, Literal["dark", "light"]]] = {"phone": "dark", "desktop": "light"}
UNHURRIED_MS: Final = 60_000  # pictures, not a test
MOST_BYTES: Final = 60_000
QUALITIES: Final = (72, 55, 40, 25)
WIDTHS: Final = {"phone": 150, "desktop": 320}
HEAD = """# Screens

Every screen as a person comes to it: phone (dark scheme) and desktop (light), in five languages.
Taken from the running fleet, with a real stream, by `make screens`.
"""


async def photograph(page: Page, path: Path) -> None:
    """As good as fits."""
    picture = b""
    for quality in QUALITIES:
        picture = await page.screenshot(
            type="jpeg", quality=quality, scale="css", animations="disabled"
        )
        if len(picture) <= MOST_BYTES:
            break
    await asyncio.to_thread(path.write_bytes, picture)


async def buyers_tour(visitor: Visitor, scene: Scene, see: See) -> None:
    await tour(visitor, scene, see, user="buyer7")


async def hosts_tour(visitor: Visitor, scene: Scene, see: See) -> None:
    await studio_tour.enter(visitor)
    await studio_tour.on_air_tour(visitor, scene, see)


async def afterwards(visitor: Visitor, scene: Scene, see: See) -> None:
    await studio_tour.enter(visitor)
    await studio_tour.summary_tour(visitor, scene, see)


async def take(
    visitors: Visitors, scene: Scene, device: str, language: str, lead: Lead
) -> list[str]:
    """One person's tour; answers the screens in the order she saw them."""
    visitor = await visitors.enter(device, language=language, scheme=SCHEMES[device])
    visitor.context.set_default_timeout(UNHURRIED_MS)
    seen: list[str] = []

    async def see(screen: str) -> None:
        seen.append(screen)
        await photograph(visitor.page, TARGET / f"{device}-{language}-{screen}.jpg")

    await lead(visitor, scene, see)
    await visitors.leave(has_failed=False)
    sys.stdout.write(f"{device:8} {language:6} {len(seen)} screens\n")
    sys.stdout.flush()
    return seen


def index(seen: dict[str, list[str]]) -> str:
    lines = [HEAD]
    for screen in dict.fromkeys(name for names in seen.values() for name in names):
        lines += [f"\n## {screen}\n"]
        for device in (one for one, names in seen.items() if screen in names):
            pictures = [
                f'<a href="{device}-{language}-{screen}.jpg"><img src="{device}-{language}-{screen}.jpg"'
                f' width="{WIDTHS[device]}" alt="{screen}, {device}, {language}"></a>'
                for language in LANGUAGES
            ]
            lines += [f"{device}:", *pictures, ""]
    return "\n".join(lines).rstrip() + "\n"


@contextmanager
def fleet_at(state: Path | None) -> Iterator[Fleet]:
    if state is not None:
        yield Fleet(state=state.resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        fleet = Fleet(state=Path(folder))
        fleet.up(app=True)
        try:
            yield fleet
        finally:
            fleet.command("down")


async def all_tours(browser: Browser, fleet: Fleet) -> dict[str, list[str]]:
    seen: dict[str, list[str]] = {device: [] for device in SCHEMES}
    async with set_up(fleet, name="screens") as scene:

        async def everybody(lead: Lead) -> None:
            for device in SCHEMES:
                for language in LANGUAGES:
                    visitors = Visitors(
                        browser=browser, home=fleet.gateway, album=fleet.state, test="screens"
                    )
                    found = await take(visitors, scene, device, language, lead)
                seen[device] += found

        await everybody(buyers_tour)
        await everybody(hosts_tour)
        await scene.show.host.api.renew()
        await scene.show.host.end()
        await everybody(afterwards)
    return seen


async def main(state: Path | None) -> None:
    expect.set_options(timeout=UNHURRIED_MS)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with fleet_at(state) as fleet:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=list(ARGUMENTS)
            )
            seen = await all_tours(browser, fleet)
            await browser.close()
    (TARGET / "README.md").write_text(index(seen), "utf-8")
    sizes = [path.stat().st_size for path in TARGET.glob("*.jpg")]
    total, largest = sum(sizes) / 1e6, max(sizes) / 1e3
    sys.stdout.write(f"{len(sizes)} pictures, {total:.1f} MB, largest {largest:.0f} KB\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, default=None)
    asyncio.run(main(parser.parse_args().state))
