"""The show route as the fleet serves it stays within its weight; every path gets the same hints."""

import asyncio
import subprocess
from pathlib import Path

import pytest
from browser.visitor import Visitors
from support.fleet import Fleet

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(120, func_only=True),  # the first fleet builds the app
]
SIZE = Path(__file__).resolve().parents[2] / "mobile" / "scripts" / "size.mjs"
ASKED = """() => [...document.querySelectorAll("link[rel=preload]")].map((one) => one.href)"""
# the bundle takes its script elements away once they have run
NOTE_SCRIPTS = """
window.loaded = [];
const append = Node.prototype.appendChild;
Node.prototype.appendChild = function (one) {
    if (one.tagName === "SCRIPT") loaded.push(one.src);
    return append.call(this, one);
};
"""


async def test_the_show_route_keeps_its_budget(fleet: Fleet) -> None:
    command = ["node", str(SIZE), fleet.environment["GATEWAY_APP_DIR"]]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def read_scripts(site: Path) -> str:
    return "".join(one.read_text(encoding="utf-8") for one in site.rglob("*.js"))


async def test_what_only_phones_have_is_not_sent_to_browsers(fleet: Fleet) -> None:
    scripts = await asyncio.to_thread(read_scripts, Path(fleet.environment["GATEWAY_APP_DIR"]))
    assert "/v1/me/sessions" in scripts
    for of_push in ("/v1/me/push-token", "ExpoPushTokenManager", "onDevicePushToken"):
        assert of_push not in scripts, of_push


@pytest.mark.parametrize("language", ["zh_TW", "zh_CN", "th", "en", "ja"])
async def test_what_is_hinted_is_what_is_loaded(visitors: Visitors, language: str) -> None:
    """A hint that nobody follows would only cost: the words of another language, another route."""
    visitor = await visitors.enter(language=language)
    page = visitor.page
    await page.add_init_script(NOTE_SCRIPTS)
    await page.goto("/")
    await page.get_by_role("heading", level=1).wait_for()
    asked, loaded = await page.evaluate(ASKED), await page.evaluate("loaded")
    assert len(asked) == len(set(asked)) == 3, asked  # layout, home, words
    assert set(asked) <= set(loaded)
