"""Whatever comes in at /ws gets its documented answer, and who sits in the same room feels nothing.

Over bare TCP, so that no client's good manners stand between: RFC 6455, docs/realtime.md ("Bad input").
"""

import asyncio
import json
import time
import unicodedata
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import pytest
import pytest_asyncio
from support.fleet import Fleet
from support.gateways import Gateway, raise_all
from support.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    Raw,
    dial,
    frame,
    request,
    upgraded,
)
from support.talk import Talk, caught_up, check_told, log_of, talking

from nightmarket_kit.core.ids import new_id
from nightmarket_local.demo.people import Host
from nightmarket_room import Chat, Seat

pytestmark = [
    pytest.mark.fleet,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
]
PING_FRAME = json.dumps({"type": "ping"})
HALF = '{"type":'


@dataclass(slots=True)
class Hall:
    """A room in which people talk all the time while a test misbehaves."""

    url: str
    host: Host
    speaker: Seat
    bystander: Seat
    talk: Talk

    @property
    def show_id(self) -> str:
        return self.host.show_id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(fleet: Fleet, two: list[Gateway]) -> AsyncIterator[Hall]:
    await raise_all(two)
    gateway = two[0]
    host = await fleet.host()
    speaker = Seat(gateway.socket_url, host.show_id, token=host.api)
    bystander = Seat(gateway.socket_url, host.show_id)
    async with AsyncExitStack() as stack:
        for seat in (speaker, bystander):
            stack.push_async_callback(seat.close)
            await seat.open()
        talk = await stack.enter_async_context(talking(speaker, every_s=0.1))
        yield Hall(gateway.url, host, speaker, bystander, talk)
    await fleet.close_apps()


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def _bystander(fleet: Fleet, hall: Hall) -> AsyncIterator[None]:
    """Who only listens has everything, in order, over one connection; during the test, not after it."""
    yield
    truth = await log_of(fleet, hall.show_id)
    await caught_up([hall.bystander], truth[-1].id, within_s=5)
    upto = len(hall.bystander.seen.entries)
    check_told(hall.bystander.seen, await log_of(fleet, hall.show_id), upto=upto)
    assert not hall.bystander.seen.holes
    assert (hall.speaker.client.connects, hall.bystander.client.connects) == (1, 1)
    assert not hall.talk.refused


BREACHES = {
    "frame over the limit": (1009, [frame(json.dumps({"type": "ping", "pad": "x" * 5000}))]),
    "ten thousand levels deep": (1009, [frame("[" * 10_000)]),
    "ten thousand rooms in a join": (
        1009,
        [frame(json.dumps({"type": "join", "room": [new_id()] * 10_000}))],
    ),
    "huge declared length": (1009, [frame("x" * 5000, length=1 << 40)]),
    "fragments over the limit": (
        1009,
        [
            frame(HALF, fin=False),
            *[frame("x" * 1000, opcode=CONTINUATION, fin=False)] * 5,
        ],
    ),
    "text that is not UTF-8": (1007, [frame(b'{"type":"\xff"}')]),
    "a surrogate in UTF-8": (1007, [frame(b'{"type":"\xed\xa0\x80"}')]),
    "a letter cut off at the end": (1007, [frame(b'{"type":"\xe9\x82')]),
    "not masked": (1002, [frame(PING_FRAME, masked=False)]),
    "reserved bit 1": (1002, [frame(PING_FRAME, reserved=4)]),
    "reserved bit 2": (1002, [frame(PING_FRAME, reserved=2)]),
    "reserved bit 3": (1002, [frame(PING_FRAME, reserved=1)]),
    "unknown opcode": (1002, [frame(PING_FRAME, opcode=0x3)]),
    "unknown control opcode": (1002, [frame("", opcode=0xB)]),
    "a continuation of nothing": (1002, [frame(PING_FRAME, opcode=CONTINUATION)]),
    "a new message in the middle of one": (1002, [frame(HALF, fin=False), frame(PING_FRAME)]),
    "a ping in pieces": (1002, [frame("x", opcode=PING, fin=False)]),
    "a ping of 126 bytes": (1002, [frame("x" * 126, opcode=PING)]),
    "a close of one byte": (1002, [frame(b"x", opcode=CLOSE)]),
    "a close code that is none": (1002, [frame((999).to_bytes(2, "big"), opcode=CLOSE)]),
    "a close code that nobody sends": (1002, [frame((1005).to_bytes(2, "big"), opcode=CLOSE)]),
    "a close reason that is not UTF-8": (1007, [frame(b"\x03\xe8\xff", opcode=CLOSE)]),
    "five that mean nothing": (4400, [frame("{")] * 5),
    "five that are binary": (4400, [frame(PING_FRAME, opcode=BINARY)] * 5),
    "five that are empty": (4400, [frame("")] * 5),
    "too many at once": (4429, [frame(PING_FRAME)] * 30),
}


@pytest.mark.parametrize("breach", BREACHES)
async def test_what_ends_the_connection_ends_it_with_its_code(hall: Hall, breach: str) -> None:
    code, frames = BREACHES[breach]
    async with upgraded(hall.url) as raw:
        await raw.send(*frames)
        assert await raw.end() == code


NONSENSE = {
    "no JSON": "{",
    "nothing": "",
    "a list": "[]",
    "a number no machine holds": '{"type":"ping","n":' + "9" * 3000 + "}",
    "not a number": '{"type":"ping","n":NaN}',
    "a byte order mark": "\ufeff" + PING_FRAME,
    "zero bytes": "\x00\x00",
    "two thousand levels deep": '{"type":"ping","n":' + "[" * 2000 + "]" * 2000 + "}",
    "a type that is a list": '{"type":["ping"]}',
    "the last type counts": '{"type":"ping","type":"dance"}',
    "half a surrogate": '{"type":"ping","n":"\\ud800"}',
    "a join that is a number": '{"type":"join","room":7}',
    "a join of several": '{"type":"join","room":["a","b"]}',
}


@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_what_means_nothing_is_answered_and_the_socket_goes_on(
    hall: Hall, nonsense: str
) -> None:
    async with upgraded(hall.url) as raw:
        await raw.send(frame(NONSENSE[nonsense]))
        refused = await raw.until("error")
        assert refused["reason"] in {"FRAME_INVALID", "FRAME_TYPE_UNKNOWN"}
        await raw.say(type="ping")
        await raw.until("pong")


async def test_a_message_in_pieces_is_one_message_and_pings_may_come_between(hall: Hall) -> None:
    async with upgraded(hall.url) as raw:
        text = json.dumps({"type": "ping", "pad": "還有貨嗎"}, ensure_ascii=False).encode()
        pieces = [
            frame(
                bytes([byte]),
                opcode=CONTINUATION if place else 1,
                fin=place == len(text) - 1,
            )
            for place, byte in enumerate(text)
        ]
        await raw.send(*pieces[:5], frame("are you there", opcode=PING), *pieces[5:])
        answer = await raw.read()
        while answer.opcode != PONG:
            answer = await raw.read()
        assert answer.payload == b"are you there"
        await raw.until("pong")


@pytest.mark.parametrize("code", [1000, 1001, 4000])
async def test_who_says_goodbye_is_answered_in_kind(hall: Hall, code: int) -> None:
    async with upgraded(hall.url) as raw:
        await raw.send(frame(code.to_bytes(2, "big") + b"bye", opcode=CLOSE))
        assert await raw.end() == code


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


async def test_texts_are_cleaned_before_anyone_sees_them(hall: Hall) -> None:
    bad = "a\u202egnp.exe\u2066b\u0000\u0007c\u200fd"
    async with upgraded(hall.url) as raw:
        await raw.say(type="auth", token=hall.host.api.token)
        await raw.say(type="join", room=hall.show_id)
        await raw.until("joined")
        for text, answer in ((bad, "sent"), ("\u202e\u2066\u0007\u200f", "error")):
            await raw.say(type="send", room=hall.show_id, client_id=new_id(), text=text)
            told = await raw.until(answer)
        assert told["reason"] == "CHAT_TEXT_INVALID"
    seen, _ = await hall.bystander.until(
        lambda entry: isinstance(entry, Chat) and "gnp.exe" in entry.text, within_s=5
    )
    assert isinstance(seen, Chat)
    assert seen.text == "agnp.exebcd"
    assert not [letter for letter in seen.text if unicodedata.category(letter) in {"Cc", "Cf"}]


async def test_nobody_joins_without_end(hall: Hall) -> None:
    async with upgraded(hall.url) as raw:
        for _ in range(10):
            await raw.say(type="join", room=new_id())
            assert (await raw.until("error"))["reason"] == "SHOW_NOT_FOUND"
        for _ in range(10_000):
            raw.writer.write(frame(json.dumps({"type": "join", "room": hall.show_id})))
        assert await raw.end() == 4429


FLOODS = {
    "pings": frame("x" * 100, opcode=PING),
    "pongs that nobody asked for": frame("x", opcode=PONG),
    "fragments of nothing": frame("", opcode=CONTINUATION, fin=False),
}


@pytest.mark.parametrize("flood", FLOODS)
async def test_frames_without_end_end_the_connection(hall: Hall, flood: str) -> None:
    """Also when their sender reads no answer; and others are answered meanwhile."""
    async with upgraded(hall.url) as raw, upgraded(hall.url) as other:
        raw.writer.write(frame(HALF, fin=False))

        async def send() -> None:
            with suppress(ConnectionError):
                while True:
                    await raw.send(FLOODS[flood] * 1000)

        async with asyncio.timeout(20):
            sending = asyncio.create_task(send())
            while not sending.done():
                begun = time.monotonic()
                await other.say(type="ping")
                await other.until("pong")
                assert time.monotonic() - begun < 2
                await asyncio.sleep(0.2)


async def test_pings_are_answered_up_to_the_limit(hall: Hall) -> None:
    async with upgraded(hall.url) as raw:
        for number in range(100):
            await raw.send(frame(str(number), opcode=PING))
            assert (await raw.read()).payload == str(number).encode()
        await raw.send(*[frame("", opcode=PING)] * 300)
        assert await raw.end() == 4429


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
    try:
        await strict.ready()
        answers = []
        async with AsyncExitStack() as stack:
            for _ in range(300):
                raw = await stack.enter_async_context(dial(strict.url))
                await raw.send(request(strict.url))
                answers.append(await raw.status())
        assert (answers[0], answers[-1]) == (101, 403)
        assert answers == sorted(answers)
    finally:
        strict.stop()
    async with upgraded(hall.url):
        pass  # its limit is another one
