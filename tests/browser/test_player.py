"""The viewer's player: its controls, keys and figures, sound and qualities."""

import asyncio
import re
import subprocess
from pathlib import Path

import pytest
from browser.player import SLOW_MS, controls, wake, watch
from browser.stage import Show
from browser.visitor import Visitor, Visitors
from playwright.async_api import Locator, Page, Route, expect
from support.fleet import eventually

from nightmarket_backends import ffmpeg

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240, func_only=True),  # the first fleet builds the app
]
STATE = "() => { const v = document.querySelector('video'); return [v.muted, v.paused, v.volume]; }"


async def enter(visitors: Visitors, show: Show, device: str, **wishes: object) -> Visitor:
    guest = await visitors.enter(device, **wishes)  # type: ignore[arg-type]
    guest.context.set_default_timeout(SLOW_MS)
    await guest.page.goto(f"/shows/{show.show_id}")
    await watch(guest.page, within_s=60)
    return guest


def button(guest: Visitor, key: str, **values: str) -> Locator:
    return guest.page.get_by_role("button", name=guest.words(key, **values), exact=True)


async def is_(page: Page, **wanted: object) -> None:
    """Wait until the <video> is muted, paused, as loud as wanted."""
    names = ("muted", "paused", "volume")

    async def reached() -> bool:
        state = dict(zip(names, await page.evaluate(STATE), strict=True))
        return all(state[name] == value for name, value in wanted.items())

    await eventually(reached)


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_controls_come_for_a_while(visitors: Visitors, show: Show, device: str) -> None:
    guest = await enter(visitors, show, device, language="en")
    await expect(controls(guest.page)).to_have_attribute("data-shown", "false")
    await wake(guest, device)
    await guest.photograph("controls")
    await expect(controls(guest.page)).to_have_attribute("data-shown", "false", timeout=SLOW_MS)

    # paused, they stay, and the way back to the edge is among them
    await guest.page.keyboard.press("k")
    await is_(guest.page, paused=True)
    to_live = button(guest, "player.toLive")
    await expect(to_live).to_be_visible()
    await asyncio.sleep(4)
    await expect(controls(guest.page)).to_have_attribute("data-shown", "true")
    await guest.photograph("paused")
    await to_live.click()
    await is_(guest.page, paused=False)


async def test_every_control_is_large_labelled_and_reached_by_tab(
    visitors: Visitors, show: Show
) -> None:
    guest = await enter(visitors, show, "desktop", language="en")
    await wake(guest, "desktop")
    found = controls(guest.page).get_by_role("button")
    names = [await one.get_attribute("aria-label") for one in await found.all()]
    keys = ("pause", "figures", "pip", "theatre")
    wanted = {guest.words(f"player.{key}") for key in keys}
    assert wanted | {guest.words("show.mute"), guest.words("show.fullscreen")} <= set(names)
    for one in await found.all():
        box = await one.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, await one.get_attribute("aria-label")
    # hidden, they come back for whoever tabs to them
    await expect(controls(guest.page)).to_have_attribute("data-shown", "false", timeout=SLOW_MS)
    await button(guest, "player.theatre").focus()
    await expect(controls(guest.page)).to_have_attribute("data-shown", "true")


async def test_keys(visitors: Visitors, show: Show) -> None:
    guest = await enter(visitors, show, "desktop", language="en")
    page, keyboard = guest.page, guest.page.keyboard
    await is_(page, paused=False)
    await keyboard.press(" ")
    await is_(page, paused=True)
    await keyboard.press("k")
    await is_(page, paused=False)
    before = (await page.evaluate(STATE))[0]
    await keyboard.press("m")
    await is_(page, muted=not before)
    chat = page.get_by_role("log")
    await expect(chat).to_be_visible()
    await keyboard.press("t")
    await expect(chat).to_have_count(0)
    await keyboard.press("t")
    await expect(chat).to_be_visible()
    panel = page.get_by_role("group", name=guest.words("player.figures"))
    await keyboard.press("i")
    await expect(panel).to_be_visible()
    await keyboard.press("i")
    await expect(panel).to_have_count(0)
    await keyboard.press("f")
    await page.wait_for_function("() => document.fullscreenElement !== null")
    await expect(chat).to_have_count(0)
    await keyboard.press("f")
    await page.wait_for_function("() => document.fullscreenElement === null")
    await expect(chat).to_be_visible()
    await keyboard.press("?")
    for key in ("keyTheatre", "keyPip", "keyFigures", "keySeek"):
        await expect(page.get_by_text(guest.words(f"player.{key}"), exact=True)).to_be_visible()
    await guest.photograph("keys")


async def test_volume_and_theatre_are_remembered(visitors: Visitors, show: Show) -> None:
    guest = await enter(visitors, show, "desktop", language="en")
    await show.host.pin(0)
    await wake(guest, "desktop")
    volume = guest.page.get_by_role("slider", name=guest.words("player.volume"))
    await volume.focus()
    for _ in range(8):
        await guest.page.keyboard.press("ArrowLeft")
    await is_(guest.page, volume=0.6)
    await button(guest, "player.theatre").click()
    await expect(guest.page.get_by_role("log")).to_have_count(0)
    # what is held up stays one press from paid
    buy = guest.words("show.buyNamed", title=show.title_of_first)
    await expect(guest.page.get_by_role("button", name=buy).first).to_be_in_viewport()
    await wake(guest, "desktop")
    await guest.photograph("theatre")
    await guest.page.reload()
    await watch(guest.page, within_s=60)
    await expect(guest.page.get_by_role("log")).to_have_count(0)
    await is_(guest.page, volume=0.6)


@pytest.mark.parametrize(("device", "language"), [("desktop", "en"), ("phone", "zh_TW")])
async def test_figures_tell_the_delay(
    visitors: Visitors, show: Show, device: str, language: str
) -> None:
    guest = await enter(
        visitors, show, device, language=language, permissions=("clipboard-read", "clipboard-write")
    )
    await wake(guest, device)
    await button(guest, "player.figures").click()
    panel = guest.page.get_by_role("group", name=guest.words("player.figures"))
    await expect(panel).to_contain_text("LL-HLS")
    await expect(panel).to_contain_text("640 × 360")
    await expect(panel).to_contain_text(re.compile(guest.words("player.delay") + r"\s*\d+\.\d+ s"))
    await asyncio.sleep(5)  # the server's clock is learnt meanwhile
    await guest.photograph("figures")
    await panel.get_by_role("button", name=guest.words("player.copy")).click()
    copied = await guest.page.evaluate("navigator.clipboard.readText()")
    figures = dict(line.split(": ", 1) for line in copied.splitlines())
    # the clock of the playlist is the media server's, on this machine; slow decoding only adds
    assert 0.2 < float(figures[guest.words("player.delay")].removesuffix(" s")) < 20
    dropped, decoded = figures[guest.words("player.frames")].replace(",", "").split(" / ")
    assert int(decoded) > int(dropped) >= 0
    assert figures[guest.words("player.protocol")] == "LL-HLS"
    # one quality is told, not offered
    await button(guest, "player.figuresClose").click()
    await wake(guest, device)
    await expect(
        guest.page.get_by_text(guest.words("player.source", quality="360p"))
    ).to_be_visible()


async def test_the_lowest_delay_is_a_choice_that_is_kept(visitors: Visitors, show: Show) -> None:
    guest = await enter(visitors, show, "desktop", language="en")
    guest.complaints.allow(r"/whep/\S+ 404$")  # a session that had ended by itself
    await wake(guest, "desktop")
    await guest.page.keyboard.press("i")
    panel = guest.page.get_by_role("group", name=guest.words("player.figures"))
    await expect(panel).to_contain_text("LL-HLS")
    for protocol in ("WHEP", "LL-HLS"):
        await wake(guest, "desktop")
        await guest.page.get_by_role("button", name=re.compile("^Quality: ")).click()
        await guest.page.get_by_role("switch", name=guest.words("player.lowDelay")).click()
        await expect(panel).to_contain_text(protocol, timeout=SLOW_MS)
        await watch(guest.page, within_s=60)
        await guest.photograph(protocol)


@pytest.mark.parametrize("has_it", [True, False])
async def test_picture_in_picture_where_the_browser_has_it(
    visitors: Visitors, show: Show, *, has_it: bool
) -> None:
    guest = await visitors.enter("desktop", language="en")
    guest.context.set_default_timeout(SLOW_MS)
    await guest.page.add_init_script(
        "Object.defineProperty(Document.prototype, 'pictureInPictureEnabled', "
        f"{{ get: () => {str(has_it).lower()} }})"
    )
    await guest.page.goto(f"/shows/{show.show_id}")
    await watch(guest.page, within_s=60)
    await wake(guest, "desktop")
    await expect(button(guest, "player.pip")).to_have_count(1 if has_it else 0)


async def test_sound_is_offered_where_the_browser_wants_a_tap(
    visitors: Visitors, show: Show
) -> None:
    guest = await visitors.enter("phone", language="zh_TW")
    guest.context.set_default_timeout(SLOW_MS)
    # asking the page anything counts as a touch: first let it begin by itself
    async with guest.page.expect_response(
        lambda answer: "/live/" in answer.url and ".mp4" in answer.url and answer.ok
    ):
        await guest.page.goto(f"/shows/{show.show_id}", wait_until="commit")
    await asyncio.sleep(3)
    offer = button(guest, "show.tapForSound")
    await expect(offer).to_be_visible(timeout=SLOW_MS)
    await is_(guest.page, muted=True, paused=False)
    await guest.photograph("tap-for-sound")
    await offer.click()
    await is_(guest.page, muted=False, paused=False)
    await expect(offer).to_have_count(0)
    # what she switches off herself is not offered again
    await button(guest, "show.mute").click()
    await guest.page.reload()
    await watch(guest.page, within_s=60)
    await is_(guest.page, muted=True)
    await expect(offer).to_have_count(0)


async def test_several_qualities_are_offered(
    visitors: Visitors, show: Show, tmp_path: Path
) -> None:
    """Our media server sends one; a provider that sends several is played by files made here."""
    await asyncio.to_thread(make_levels, tmp_path)

    async def serve(route: Route) -> None:
        name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
        path = tmp_path / ("index.m3u8" if name == "index.m3u8" else name)
        await route.fulfill(path=path, headers={"access-control-allow-origin": "*"})

    guest = await visitors.enter("desktop", language="en")
    guest.context.set_default_timeout(SLOW_MS)
    await guest.page.route(re.compile(r"/live/[a-z0-9]{16}/"), serve)
    await guest.page.goto(f"/shows/{show.show_id}")
    await watch(guest.page, within_s=60)
    await wake(guest, "desktop")
    menu = guest.page.get_by_role("button", name=re.compile("^Quality: "))
    await menu.click()
    items = guest.page.get_by_role("radio")
    await expect(items).to_have_text(["Automatic", "360p", "180p"])
    await guest.photograph("qualities")
    await items.nth(2).click()
    await expect(menu).to_have_accessible_name("Quality: 180p")
    await guest.page.wait_for_function("() => document.querySelector('video').videoHeight === 180")
    # and is kept for the next show
    await guest.page.reload()
    await watch(guest.page, within_s=60)
    await wake(guest, "desktop")
    await expect(menu).to_have_accessible_name("Quality: 180p")


def make_levels(folder: Path) -> None:
    common = ("-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=rate=25")
    for height, bits in ((360, "700k"), (180, "150k")):
        arguments = [
            *(*common, "-t", "60", "-vf", f"scale={height * 16 // 9}:{height},setsar=1"),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50"),
            *("-b:v", bits, "-f", "hls", "-hls_time", "2", "-hls_list_size", "0"),
            *("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", f"init{height}.mp4"),
            *("-hls_segment_filename", str(folder / f"{height}-%d.m4s")),
            str(folder / f"{height}.m3u8"),
        ]
        subprocess.run([ffmpeg.path(), *arguments], check=True, cwd=folder)
    lines = ["#EXTM3U", "#EXT-X-VERSION:7"]
    for height, bandwidth in ((360, 700_000), (180, 150_000)):
        size = f"{height * 16 // 9}x{height}"
        lines.append(
            f'#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},RESOLUTION={size},CODECS="avc1.42c01e",'
            f"FRAME-RATE=25.000\n{height}.m3u8"
        )
    (folder / "index.m3u8").write_text("\n".join(lines) + "\n")
