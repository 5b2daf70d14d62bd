"""Whether a picture is really moving, asked of the browser's own player."""

from dataclasses import dataclass

from playwright.async_api import Page

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
