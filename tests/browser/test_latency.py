"""A browser broadcasts by WHIP, others watch: by WHEP and by LL-HLS, with sound, not far behind.

How far exactly, `python -m bench.glass_to_glass` measures; the bounds here only tell working from
broken on a machine that is busy with tests.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from browser.player import watch
from browser.stage import Show
from browser.visitor import Visitor, Visitors
from playwright.async_api import Page
from support.fleet import Fleet, eventually

from nightmarket_local.demo import picture_clock
from nightmarket_local.demo.people import Host

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(180, func_only=True),  # the first fleet builds the app
]
AUDIBLE = 0.02
BEHIND_MS = {"low": 3_000, "normal": 8_000}


async def enter(visitors: Visitors, show_id: str, *, latency: str) -> Visitor:
    """A viewer who chose how far behind she may be, and let the page have sound."""
    viewer = await visitors.enter("desktop", language="en", name=latency)
    await viewer.page.add_init_script(f"localStorage.setItem('nm.latency', '{latency}')")
    await viewer.page.goto(f"/shows/{show_id}")
    await watch(viewer.page)
    await viewer.page.mouse.click(10, 10)  # sound wants a touch
    return viewer


async def is_whep(page: Page) -> bool:
    return bool(await page.evaluate("document.querySelector('video').srcObject !== null"))


@pytest_asyncio.fixture(loop_scope="session")
async def broadcast(fleet: Fleet, visitors: Visitors) -> AsyncIterator[Host]:
    """On air out of a browser, with a clock for a camera and a tone for a microphone."""
    host = await fleet.host()
    ticket = await host.api.post(f"/v1/shows/{host.show_id}/media-tickets", {"use": "publish"})
    sender = await visitors.enter("desktop", language="en", name="sender")
    await sender.page.add_init_script(picture_clock.CAMERA)
    await sender.page.goto("/")
    await sender.page.mouse.click(10, 10)  # the tone wants a touch as well
    await picture_clock.publish(sender.page, url=ticket["url"], token=ticket["token"])

    async def is_live() -> bool:
        show = await host.api.get(f"/v1/shows/{host.show_id}")
        return bool(show["state"] == "live")

    await eventually(is_live)
    yield host
    await visitors.leave(has_failed=False)
    await host.end()
    await fleet.close_apps()


@pytest.mark.parametrize("latency", ["low", "normal"])
async def test_a_browsers_broadcast_is_seen_and_heard(
    visitors: Visitors, broadcast: Host, latency: str
) -> None:
    viewer = await enter(visitors, broadcast.show_id, latency=latency)
    assert await is_whep(viewer.page) == (latency == "low")
    delays = await picture_clock.delays_of(viewer.page, seconds=5)
    assert len(delays) > 5
    assert min(delays) < BEHIND_MS[latency]
    assert await picture_clock.loudness_of(viewer.page) > AUDIBLE
    await viewer.photograph("seen-and-heard")


async def test_an_encoders_broadcast_has_sound_by_whep(visitors: Visitors, show: Show) -> None:
    """RTMP brings AAC, which WebRTC cannot carry: the media server makes Opus of it."""

    async def is_offered() -> bool:
        shown = await show.host.api.get(f"/v1/shows/{show.show_id}")
        return "/rtc/" in shown["playback"]["whep_url"]

    await eventually(is_offered)
    viewer = await enter(visitors, show.show_id, latency="low")
    assert await is_whep(viewer.page)
    assert await picture_clock.loudness_of(viewer.page) > AUDIBLE


async def test_without_whep_the_picture_comes_by_hls(visitors: Visitors, show: Show) -> None:
    viewer = await visitors.enter("desktop", language="en")
    viewer.complaints.allow(r"/whep", r"net::ERR_FAILED")  # the aborted calls
    await viewer.page.add_init_script("localStorage.setItem('nm.latency', 'low')")
    await viewer.page.route("**/whep", lambda route: route.abort())
    await viewer.page.goto(f"/shows/{show.show_id}")
    await watch(viewer.page)
    assert not await is_whep(viewer.page)
