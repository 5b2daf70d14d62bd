"""Whatever comes in at /ws gets its documented answer, and who sits in the same room feels nothing.

Over bare TCP, so that no client's good manners stand between: RFC 6455, docs/realtime.md ("Bad input").
"""

import asyncio
import json
import time
import unicodedata
import zlib
from contextlib import suppress

import pytest
from support.hall import Hall
from support.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, frame, upgraded

from nightmarket_kit.core.ids import new_id
from nightmarket_room import Chat

pytestmark = [
    pytest.mark.fleet,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("unmoved"),
]
PING_FRAME = json.dumps({"type": "ping"})
HALF = '{"type":'


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


def packed(payload: bytes) -> bytes:
    """A compressed message (RFC 7692)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH)
    return frame(body.removesuffix(b"\x00\x00\xff\xff"), reserved=4)


PACKED_BREACHES = {
    "what was never compressed": (1007, frame(b"\xff\xfe", reserved=4)),
    "text that is not UTF-8": (1007, packed(b'{"type":"\xff"}')),
    "a bomb": (1009, packed(b'{"type":"ping","pad":"' + b"x" * 3_000_000 + b'"}')),
}


@pytest.mark.parametrize("breach", PACKED_BREACHES)
async def test_what_is_compressed_badly_ends_its_connection(hall: Hall, breach: str) -> None:
    code, bad = PACKED_BREACHES[breach]
    assert len(bad) < 4096
    async with upgraded(hall.url, Sec_WebSocket_Extensions="permessage-deflate") as raw:
        await raw.send(packed(PING_FRAME.encode()))
        await raw.until("pong")
        await raw.send(bad)
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


async def test_an_eleventh_room_is_refused_and_the_ten_stay(hall: Hall) -> None:
    shows = f"/v1/shops/{hall.host.shop_id}/shows"
    made = [await hall.host.api.post(shows, {"title": f"第 {place} 場"}) for place in range(10)]
    async with upgraded(hall.url) as raw:
        for show in [{"show_id": hall.show_id}, *made[:9]]:
            await raw.say(type="join", room=show["show_id"])
            assert (await raw.until("joined", "error"))["type"] == "joined"
        eleventh = made[9]["show_id"]
        await raw.say(type="join", room=eleventh)
        refused = await raw.until("joined", "error")
        assert (refused.get("reason"), refused["room"]) == ("TOO_MANY_ROOMS", eleventh)
        assert refused["metadata"] == {"limit": "10"}
        assert (await raw.until("events"))["room"] == hall.show_id
        await raw.say(type="leave", room=made[0]["show_id"])
        await raw.until("left")
        await raw.say(type="join", room=eleventh)
        assert (await raw.until("joined", "error"))["type"] == "joined"


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
