"""The host's studio: live from a browser without the stream key, previewed, started, summed up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from support.fleet import Fleet, eventually

from nightmarket_backends import ffmpeg
from nightmarket_local.demo.api import Refused
from nightmarket_local.demo.people import Buyer, Host
from nightmarket_local.demo.video import Encoder

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(180)]


async def ticket(host: Host, use: str = "publish") -> dict[str, Any]:
    made: dict[str, Any] = await host.api.post(
        f"/v1/shows/{host.show_id}/media-tickets", {"use": use}
    )
    return made


@asynccontextmanager
async def broadcasting(
    fleet: Fleet, shown: dict[str, Any]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """ffmpeg in the place of a browser: WHIP with a bearer."""
    arguments = [
        *("-hide_banner", "-loglevel", "error", "-nostdin"),
        *("-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15"),
        *("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"),
        *("-g", "15", "-bf", "0", "-b:v", "400k", "-ac", "2", "-c:a", "libopus"),
        *("-f", "whip", "-authorization", shown["token"], shown["url"]),
    ]
    with (fleet.state / "whip.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            ffmpeg.path(), *arguments, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:  # it waits for an answer of a session that was cut
                process.kill()
                await process.wait()


async def show_of(host: Host) -> dict[str, Any]:
    show: dict[str, Any] = await host.api.get(f"/v1/shows/{host.show_id}")
    return show


async def becomes(host: Host, state: str) -> dict[str, Any]:
    async def turned() -> bool:
        return bool((await show_of(host))["state"] == state)

    await eventually(turned, within_s=30)
    return await show_of(host)


async def receiving(host: Host) -> dict[str, Any]:
    seen: list[dict[str, Any]] = []

    async def there() -> bool:
        seen.append(await host.api.get(f"/v1/shows/{host.show_id}/ingest"))
        return bool(seen[-1]["bitrate_bps"])

    await eventually(there, within_s=30)
    return seen[-1]


async def watch(show: dict[str, Any], *, bearer: str = "") -> tuple[int, int]:
    """What HLS and WHEP answer: 200 and 400 (the offer is none) to who may watch."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    playback = show["playback"]
    async with httpx.AsyncClient(timeout=30, follow_redirects=True) as client:
        hls = await client.get(playback["hls_url"], headers=headers)
        offer = {"Content-Type": "application/sdp"} | headers
        whep = await client.post(playback["whep_url"], headers=offer, content="none")
    return hls.status_code, whep.status_code


async def test_a_browser_goes_live_and_resumes_with_tickets(fleet: Fleet, host: Host) -> None:
    none = await host.api.get(f"/v1/shows/{host.show_id}/ingest")
    assert (none["signal"], none["since"], none["tracks"]) == ("none", None, [])
    shown = await ticket(host)
    assert shown["token"] != host.credentials["whip_token"]
    async with broadcasting(fleet, shown):
        live = await becomes(host, "live")
        seen = await receiving(host)
        assert (seen["signal"], seen["protocol"], seen["warnings"]) == ("receiving", "webrtc", [])
        assert {one["kind"]: one["codec"] for one in seen["tracks"]} == {
            "video": "H264",
            "audio": "Opus",
        }
    ended = await becomes(host, "ended")
    assert ended["resume_deadline"] is not None
    async with broadcasting(fleet, await ticket(host)):
        assert (await becomes(host, "live"))["live_time"] == live["live_time"]
        await host.end()
    assert (await show_of(host))["state"] == "ended"
    with pytest.raises(Refused) as refused:
        await ticket(host)
    assert refused.value.reason == "SHOW_STATE"


@asynccontextmanager
async def sending(fleet: Fleet, *, server: str, key: str) -> AsyncIterator[Encoder]:
    encoder = Encoder(server=server, stream_key=key, log=fleet.state / "rtmp.log")
    await encoder.start()
    try:
        yield encoder
    finally:
        await encoder.stop()


async def test_a_phone_goes_live_by_rtmp_and_the_stream_key_stays_good(
    fleet: Fleet, host: Host
) -> None:
    server, known = host.credentials["rtmp_server"], host.credentials["stream_key"]
    shown = await ticket(host)
    assert shown["rtmp_server"] == server
    preview = await ticket(host, "preview")
    assert (preview["rtmp_server"], preview["rtmp_key"]) == ("", "")
    path = known.partition("?")[0]
    async with sending(fleet, server=server, key=f"{path}?key={preview['token']}") as refused:
        assert await asyncio.wait_for(refused.wait(), 20) != 0

    async with sending(fleet, server=server, key=shown["rtmp_key"]):
        live = await becomes(host, "live")
        assert (await receiving(host))["protocol"] == "rtmp"
    await becomes(host, "ended")
    async with sending(fleet, server=server, key=known):
        assert (await becomes(host, "live"))["live_time"] == live["live_time"]
        await host.end()


async def test_a_rotated_key_withdraws_the_ticket(fleet: Fleet, host: Host) -> None:
    shown = await ticket(host)
    await host.api.post(f"/v1/shows/{host.show_id}/stream-key")
    async with broadcasting(fleet, shown) as encoder:
        assert await asyncio.wait_for(encoder.wait(), 20) != 0
    assert (await show_of(host))["state"] == "scheduled"


async def test_a_show_is_previewed_then_started_by_its_host(fleet: Fleet, host: Host) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    changed = await host.api.patch(
        f"/v1/shows/{host.show_id}",
        {"title": "深夜場", "schedule_time": later, "starts": "host"},
    )
    assert (changed["title"], changed["starts"]) == ("深夜場", "host")
    with pytest.raises(Refused) as refused:
        await host.api.post(f"/v1/shows/{host.show_id}/start")
    assert refused.value.reason == "SIGNAL_MISSING"
    stranger = await fleet.person("buyer1")
    for use in ("publish", "preview"):
        with pytest.raises(Refused) as refused:
            await stranger.post(f"/v1/shows/{host.show_id}/media-tickets", {"use": use})
        assert refused.value.reason == "ROLE_MISSING"

    async with broadcasting(fleet, await ticket(host)):
        await receiving(host)
        show = await show_of(host)
        assert show["state"] == "scheduled"
        assert await watch(show) == (401, 401)
        preview = await ticket(host, "preview")
        # the sound of a WHIP encoder needs no other path
        assert preview["url"] == show["playback"]["whep_url"].replace("/rtc/", "/live/")
        assert (await watch(show, bearer=preview["token"]))[1] == 400
        await asyncio.sleep(5)  # something to leave out of the replay
        started = await host.api.post(f"/v1/shows/{host.show_id}/start")
        assert started["state"] == "live"
        assert await watch(show) == (200, 400)
        await asyncio.sleep(3)
        await host.end()

    async def recorded() -> bool:
        return bool((await show_of(host))["recordings"])

    await eventually(recorded, within_s=30)
    ended = await show_of(host)
    (recording,) = ended["recordings"]
    assert recording["offset_s"] > 4
    began = datetime.fromisoformat(recording["start_time"])
    assert abs(began - datetime.fromisoformat(ended["live_time"])) < timedelta(seconds=1)


async def test_a_paid_order_is_in_the_summary_and_in_the_shows_orders(
    fleet: Fleet, host: Host
) -> None:
    product = host.products[0]
    async with broadcasting(fleet, await ticket(host)):
        await becomes(host, "live")
        api = await fleet.person("buyer1")
        async with asyncio.timeout(90):
            buyer = Buyer(api=api, room=fleet.room(host.show_id, api))
            await buyer.buy(host, product=product, quantity=2)
            assert buyer.state == "paid"
    summary = await host.api.get(f"/v1/shows/{host.show_id}/summary")
    amount = 2 * product["variants"][0]["prices"][0]["amount_minor"]
    assert summary["start_time"] is not None
    assert summary["sales"]["currencies"] == [
        {"currency": "TWD", "orders": 1, "units": 2, "amount": amount}
    ]
    assert summary["sales"]["products"] == [
        {
            "product_id": product["product_id"],
            "title": summary["sales"]["products"][0]["title"],
            "units": 2,
            "currency": "TWD",
            "amount": amount,
            "minutes": summary["sales"]["minutes"],
        }
    ]
    (minute,) = summary["sales"]["minutes"]
    assert (minute["units"], datetime.fromisoformat(minute["time"]).second) == (2, 0)
    assert set(summary["viewers"]) == {"peak", "minutes"}
    orders = await host.api.get(f"/v1/shops/{host.shop_id}/orders?show_id={host.show_id}")
    assert [order["order_id"] for order in orders["orders"]] == [buyer.order_id]
    with pytest.raises(Refused) as refused:
        await api.get(f"/v1/shows/{host.show_id}/summary")
    assert refused.value.reason == "ROLE_MISSING"
