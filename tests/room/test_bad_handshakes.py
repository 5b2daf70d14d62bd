"""Who is not let in at /ws gets its documented answer, and who sits in the room feels nothing."""

from contextlib import AsyncExitStack

import pytest
from support.fleet import Fleet
from support.gateways import Gateway
from support.hall import Hall, has_everything
from support.raw import Raw, dial, request, upgraded

from nightmarket_room import Seat

pytestmark = [
    pytest.mark.fleet,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("unmoved"),
]
HANDSHAKES = {
    "a foreign page": (403, {"Origin": "https://evil.example"}),
    "no page at all": (403, {"Origin": "null"}),
    "no key": (400, {"Sec_WebSocket_Key": ""}),
    "a key that is none": (400, {"Sec_WebSocket_Key": "abc"}),
}


@pytest.mark.parametrize("handshake", HANDSHAKES)
async def test_handshakes_that_are_refused(hall: Hall, handshake: str) -> None:
    status, headers = HANDSHAKES[handshake]
    async with dial(hall.url) as raw:
        await raw.send(request(hall.url, **headers))
        assert await raw.status() == status


@pytest.mark.parametrize("version", ["8", "", "13, 8"])
async def test_other_versions_are_refused(hall: Hall, version: str) -> None:
    async with dial(hall.url) as raw:
        await raw.send(request(hall.url, Sec_WebSocket_Version=version))
        assert await raw.status() == 426


async def test_half_a_handshake_holds_up_nobody(hall: Hall) -> None:
    async with AsyncExitStack() as stack:
        halves: list[Raw] = []
        for number in range(200):
            half = await stack.enter_async_context(dial(hall.url))
            await half.send(request(hall.url)[: 10 + number])
            halves.append(half)
        async with upgraded(hall.url) as raw:
            await raw.say(type="ping")
            await raw.until("pong")


async def test_an_address_that_opens_without_end_is_refused(fleet: Fleet, hall: Hall) -> None:
    strict = Gateway(fleet, "gateway-strict", {"GATEWAY_RATE_ADDRESS_PER_10S": "200"})
    strict.launch()
    watcher = Seat(strict.socket_url, hall.show_id)
    try:
        await strict.ready()
        await watcher.open()
        answers = []
        async with AsyncExitStack() as stack:
            for _ in range(300):
                raw = await stack.enter_async_context(dial(strict.url))
                await raw.send(request(strict.url))
                answers.append(await raw.status())
        assert (answers[0], answers[-1]) == (101, 403)
        assert answers == sorted(answers)
        await has_everything(fleet, watcher)
    finally:
        await watcher.close()
        strict.stop()
    async with upgraded(hall.url):
        pass  # its limit is another one
