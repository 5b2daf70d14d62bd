"""The player on a page: whether a picture is really moving, asked of the browser itself, and its controls."""

from dataclasses import dataclass

from browser.visitor import Visitor
from playwright.async_api import Locator, Page, expect

SLOW_MS = 30_000  # several browsers and encoders share two cores

LOOK = """() => {
    const video = document.querySelector("video");
    if (!video) return null;
    return {
        seconds: video.currentTime,
        width: video.videoWidth,
        height: video.videoHeight,
        frames: video.getVideoPlaybackQuality().totalVideoFrames,
        is_muted: video.muted,
        is_paused: video.paused,
    };
}"""
MOVED = """([seconds, frames]) => {
    const video = document.querySelector("video");
    return video && video.videoWidth > 0 && video.currentTime > seconds
        && video.getVideoPlaybackQuality().totalVideoFrames > frames;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    seconds: float
    width: int
    height: int
    frames: int
    is_muted: bool
    is_paused: bool


async def look(page: Page) -> Picture | None:
    seen = await page.evaluate(LOOK)
    return Picture(**seen) if seen else None


async def watch(page: Page, *, seconds: float = 2.0, within_s: float = 20.0) -> Picture:
    """Watch until the picture has come and has moved on by `seconds`, frame after frame."""
    timeout = within_s * 1000
    await page.wait_for_function(MOVED, arg=[0, 0], timeout=timeout)
    first = await look(page)
    assert first is not None
    goal = [first.seconds + seconds, first.frames + 10 * seconds]
    await page.wait_for_function(MOVED, arg=goal, timeout=timeout)
    last = await look(page)
    assert last is not None
    return last


def controls(page: Page) -> Locator:
    return page.get_by_test_id("controls")


async def wake(guest: Visitor, device: str) -> None:
    """As she does it: a moving mouse, or a tap on the picture."""
    if device == "desktop":
        await guest.page.mouse.move(300, 250)
        await guest.page.mouse.move(320, 260)
    else:  # the next tap would hide them
        await expect(controls(guest.page)).to_have_attribute("data-shown", "false", timeout=SLOW_MS)
        await guest.page.touchscreen.tap(195, 170)
    await expect(controls(guest.page)).to_have_attribute("data-shown", "true")
