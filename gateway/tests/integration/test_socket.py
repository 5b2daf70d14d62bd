"""One viewer's socket, frame by frame, over a real port."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway.tests.driver import (
    ALICE,
    BOB,
    FOREIGN,
    ORIGIN,
    SHOW,
    Gateway,
    Services,
    ask,
    receive,
    running,
    token,
    until,
)
from nightmarket_gateway.rooms import hub as hub_module
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.rooms.minutes import read_minutes
from nightmarket_gateway.rooms.socket import FRAMES_PER_S
from nightmarket_gateway.rooms.visit import MAX_ROOMS
from nightmarket_kit.core.errors import NotFound
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.valkey import ValkeyConnectionError
from nightmarket_kit.testing.plugin import poll_until

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]


async def code_of(socket: ClientConnection) -> int:
    """How the server closed it."""
    async with asyncio.timeout(10):
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.recv()
    assert closed.value.rcvd is not None
    return int(closed.value.rcvd.code)


async def refused(socket: ClientConnection, **frame: Any) -> tuple[str, dict[str, str]]:
    answer = await ask(socket, "error", **frame)
    return answer["reason"], answer["metadata"]


async def open_speaker(socket: ClientConnection, user: str = ALICE, **claims: Any) -> None:
    await ask(socket, "authenticated", type="auth", token=token(user, **claims))
    await ask(socket, "joined", type="join", room=SHOW)


def chat(text: str = "hi", client_id: str = "", room: str = SHOW) -> dict[str, Any]:
    return {"type": "send", "room": room, "text": text, "client_id": client_id or new_id()}


# Opening


async def test_the_first_frame_tells_the_limits(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        hello = await until(socket, "hello")
        assert hello["limits"] == {
            "frame": 4096,
            "rooms": MAX_ROOMS,
            "frames_per_s": FRAMES_PER_S,
            "text": 300,
            "messages_per_10s": gateway.settings.chat_per_10s,
            "waiting": gateway.settings.room_max_buffer,
        }
        assert await ask(socket, "pong", type="ping") == {"type": "pong"}


@pytest.mark.parametrize("origin", [FOREIGN, "null", f"{ORIGIN}.evil.example"])
async def test_foreign_pages_do_not_get_in(gateway: Gateway, origin: Any) -> None:
    with pytest.raises(InvalidStatus) as answer:
        await gateway.socket(origin=origin)
    assert answer.value.response.status_code == 403
    async with gateway.socket(origin=ORIGIN) as socket:
        await until(socket, "hello")


async def test_an_address_that_connects_too_often_is_refused(
    valkey_url: str, services: Services
) -> None:
    async with running(valkey_url, services, rate_address_per_10s=1) as gateway:
        async with gateway.socket() as socket:
            await until(socket, "hello")
        with pytest.raises(InvalidStatus) as answer:
            await gateway.socket()
        assert answer.value.response.status_code == 403


# Who speaks


async def test_the_cookie_says_who_it_is(gateway: Gateway) -> None:
    headers = {"Cookie": f"__Host-nm_at={token()}"}
    async with gateway.socket(additional_headers=headers, origin=ORIGIN) as socket:
        answer = await until(socket, "authenticated")
        assert (answer["user_id"], answer["name"]) == (ALICE, "小美")


async def test_a_token_beside_the_subprotocol_says_who_it_is(gateway: Gateway) -> None:
    lives_until = int(time.time()) + 300
    offered: Any = ["nightmarket.v1", f"bearer.{token(BOB, lives_s=300)}"]
    async with gateway.socket(subprotocols=offered) as socket:
        assert socket.subprotocol == "nightmarket.v1"
        answer = await until(socket, "authenticated")
        assert answer["user_id"] == BOB
        assert abs(answer["expires"] / 1000 - lives_until) < 60


async def test_an_unknown_subprotocol_is_passed_over(gateway: Gateway) -> None:
    offered: Any = ["chat.v9"]
    async with gateway.socket(subprotocols=offered) as socket:
        assert socket.subprotocol is None
        await ask(socket, "joined", type="join", room=SHOW)


async def test_a_dead_cookie_is_told_and_the_guest_still_reads(gateway: Gateway) -> None:
    headers = {"Cookie": f"__Host-nm_at={token(lives_s=-60)}"}
    async with gateway.socket(additional_headers=headers) as socket:
        assert (await until(socket, "error"))["reason"] == "TOKEN_EXPIRED"
        await ask(socket, "joined", type="join", room=SHOW)
        assert (await refused(socket, **chat()))[0] == "TOKEN_MISSING"


async def test_a_bad_token_is_refused_and_the_good_one_before_stays(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        assert (await refused(socket, type="auth", token="nonsense"))[0] == "TOKEN_INVALID"
        assert (await refused(socket, type="auth", token=7))[0] == "FRAME_INVALID"
        assert (await refused(socket, type="auth"))[0] == "FRAME_INVALID"
        await open_speaker(socket)
        assert (await refused(socket, type="auth", token="nonsense"))[0] == "TOKEN_INVALID"
        assert await ask(socket, "sent", **chat())


async def test_a_token_is_renewed_on_the_open_socket(gateway: Gateway, services: Services) -> None:
    async with gateway.socket() as socket:
        short = token(session_id="s1", lives_s=-29)  # in the leeway: good for one more second
        await ask(socket, "authenticated", type="auth", token=short)
        await ask(socket, "joined", type="join", room=SHOW)
        expired: list[str] = []

        async def has_expired() -> bool:
            await socket.send(json.dumps(chat()))
            frame = await receive(socket)
            while frame["type"] not in {"sent", "error"}:
                frame = await receive(socket)
            expired.append(frame.get("reason", ""))
            return bool(expired[-1])

        await poll_until(has_expired, every_s=0.4)
        assert expired[-1] == "TOKEN_EXPIRED"
        renewed = token(session_id="s1")
        await ask(socket, "authenticated", type="auth", token=renewed)
        assert await ask(socket, "sent", **chat())
        assert services.of("GetUser") == []  # the token says who it is


async def test_a_revoked_session_falls_silent_at_once(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        await open_speaker(socket, session_id="s1")
        assert await ask(socket, "sent", **chat())
        await gateway.keeper.mark_revoked("s1")
        assert (await refused(socket, **chat()))[0] == "SESSION_REVOKED"


# Rooms


async def test_joining_and_leaving(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        await ask(socket, "joined", type="join", room=SHOW)
        posted = await gateway.post_entry("one")
        assert [one["id"] for one in (await until(socket, "events"))["events"]] == [posted]
        assert await ask(socket, "left", type="leave", room=SHOW) == {"type": "left", "room": SHOW}
        assert gateway.hub._rooms == {}
        await ask(socket, "left", type="leave", room=SHOW)
        assert (await refused(socket, **chat()))[0] == "NOT_JOINED"
        again = await ask(socket, "joined", type="join", room=SHOW)
        assert [one["id"] for one in again["events"]] == [posted]


async def test_joining_twice_is_one_place_in_the_room(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        for _ in range(2):
            await ask(socket, "joined", type="join", room=SHOW)
        assert len(gateway.hub._rooms[SHOW].viewers) == 1


async def test_a_closed_socket_leaves_its_rooms(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        for room in (SHOW, new_id()):
            await ask(socket, "joined", type="join", room=room)

    async def empty() -> bool:
        return gateway.hub._rooms == {}

    await poll_until(empty)


async def test_who_leaves_while_a_join_waits_is_in_no_room(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on, check = asyncio.Event(), asyncio.Event(), gateway.keeper._check

    async def slow(**question: Any) -> Any:
        asked.set()
        await go_on.wait()
        return await check(**question)

    async with gateway.socket() as other:
        await ask(other, "joined", type="join", room=SHOW)  # the room is open: others join at once
        monkeypatch.setattr(gateway.keeper, "_check", slow)
        async with gateway.socket() as socket:
            await socket.send(json.dumps({"type": "auth", "token": token()}))
            await socket.send(json.dumps({"type": "join", "room": SHOW}))
            await asked.wait()
        await ask(other, "pong", type="ping")
        go_on.set()
        await asyncio.sleep(0.1)
        assert len(gateway.hub._rooms[SHOW].viewers) == 1


async def test_nobody_joins_more_rooms_than_allowed(gateway: Gateway) -> None:
    rooms = [new_id() for _ in range(MAX_ROOMS)]
    async with gateway.socket() as socket:
        for room in rooms:
            await ask(socket, "joined", type="join", room=room)
        reason, metadata = await refused(socket, type="join", room=SHOW)
        assert (reason, metadata) == ("TOO_MANY_ROOMS", {"limit": str(MAX_ROOMS)})
        await ask(socket, "joined", type="join", room=rooms[0])  # one that it is in
        await ask(socket, "left", type="leave", room=rooms[0])
        await ask(socket, "joined", type="join", room=SHOW)


async def test_refused_joins_take_no_place(gateway: Gateway, services: Services) -> None:
    services.answers["GetShow"] = NotFound(reason="SHOW_NOT_FOUND")
    services.answers["GetShop"] = NotFound(reason="SHOP_NOT_FOUND")
    async with gateway.socket() as socket:
        for _ in range(MAX_ROOMS + 1):
            assert (await refused(socket, type="join", room=new_id()))[0] == "SHOW_NOT_FOUND"
        assert gateway.hub._rooms == {}


async def test_a_join_that_fails_midway_is_no_join(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> Any:
        raise ValkeyConnectionError

    async with gateway.socket() as socket:
        await ask(socket, "authenticated", type="auth", token=token())
        with monkeypatch.context() as patched:
            patched.setattr(RoomLog, "open", fail)
            assert (await refused(socket, type="join", room=SHOW))[0] == "INTERNAL"
        assert (await refused(socket, **chat()))[0] == "NOT_JOINED"
        await ask(socket, "joined", type="join", room=SHOW)


async def test_resuming_brings_what_was_missed(gateway: Gateway) -> None:
    made = [await gateway.post_entry(str(number)) for number in range(4)]
    async with gateway.socket() as socket:
        joined = await ask(socket, "joined", type="join", room=SHOW, after=made[1])
        assert [one["id"] for one in joined["events"]] == made[2:]
        assert (joined["gap"], joined["last_id"]) == (False, made[3])


@pytest.mark.parametrize(
    "after",
    [
        "garbage",
        "1-2-3",
        "-1",
        "$",
        "5-",
        "+1-1",
        "٥-١",
        "18446744073709551616-0",
        5,
        None,
        ["1-1"],
    ],
)
async def test_a_place_that_is_none_is_refused(gateway: Gateway, after: Any) -> None:
    async with gateway.socket() as socket:
        assert (await refused(socket, type="join", room=SHOW, after=after))[0] == "FRAME_INVALID"
        assert gateway.hub._rooms == {}


def has_unique(gateway: Gateway, count: int) -> Callable[[], Awaitable[bool]]:
    async def has() -> bool:
        return (await read_minutes(gateway.raw, SHOW)).unique == count

    return has


async def test_several_sockets_of_one_person_are_one_unique_viewer(gateway: Gateway) -> None:
    async with gateway.socket() as phone, gateway.socket() as desk, gateway.socket() as other:
        await open_speaker(phone)
        await open_speaker(desk)
        await open_speaker(other, BOB)
        await poll_until(has_unique(gateway, 2))
        assert len(gateway.hub._rooms[SHOW].viewers) == 3
    async with gateway.socket() as guest, gateway.socket() as again:
        for socket in (guest, again):
            await ask(socket, "joined", type="join", room=SHOW)
        await poll_until(has_unique(gateway, 3))


async def test_reactions_are_summed_and_told_to_everybody(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "PRESENCE_EVERY_S", 0.05)
    async with gateway.socket() as one, gateway.socket() as two:
        for socket in (one, two):
            await ask(socket, "joined", type="join", room=SHOW)
            for kind, count in (("like", 3), ("clap", 2), ("like", 1)):
                frame = {"type": "react", "room": SHOW, "kind": kind, "count": count}
                await socket.send(json.dumps(frame))
        for socket in (one, two):
            counts: Counter[str] = Counter()
            while counts.total() < 12:
                news = await until(socket, "reactions")
                counts.update(news["counts"])
            assert (counts, news["total"]) == ({"like": 8, "clap": 4}, 12)
        again = await ask(one, "joined", type="join", room=SHOW)
        assert again["reactions"] == 12
        taps = {"type": "react", "room": SHOW, "kind": "wow", "count": 50}
        await one.send(json.dumps(taps))
        assert (await refused(one, **taps))[0] == "RATE_LIMITED"


# Chat


async def test_a_room_in_which_too_much_is_said_is_busy(
    valkey_url: str, services: Services
) -> None:
    async with (
        running(valkey_url, services, room_per_s=2) as gateway,
        gateway.socket() as alice,
        gateway.socket() as bob,
    ):
        await open_speaker(alice)
        await open_speaker(bob, BOB)
        for number in range(8):  # more than two a second, if only just
            await (alice, bob)[number % 2].send(json.dumps(chat()))
        for socket in (alice, bob):
            busy = await until(socket, "error")
            assert (busy["reason"], busy["metadata"]) == ("CHAT_ROOM_BUSY", {"retry_s": "1"})


async def test_everyone_sees_what_is_said_the_speaker_too(gateway: Gateway) -> None:
    async with gateway.socket() as alice, gateway.socket() as guest:
        await open_speaker(alice)
        await ask(guest, "joined", type="join", room=SHOW)
        await alice.send(json.dumps(chat(" 好吃\u202e！ ", client_id="c1")))
        seen: list[dict[str, Any]] = []
        for socket in (alice, guest):
            seen += (await until(socket, "events"))["events"]
        assert seen[0] == seen[1]
        event = seen[0]
        assert (event["kind"], event["text"], event["client_id"]) == ("chat", "好吃！", "c1")
        assert event["user"] == {"id": ALICE, "name": "小美"}


async def test_a_message_said_again_is_one_message_whoever_says_it(gateway: Gateway) -> None:
    async with gateway.socket() as alice, gateway.socket() as bob:
        await open_speaker(alice)
        await open_speaker(bob, BOB)
        ids = [
            (await ask(socket, "sent", **chat(client_id="c1")))["id"]
            for socket in (alice, alice, bob)
        ]
        assert ids[0] == ids[1] != ids[2]
        assert (await read_minutes(gateway.raw, SHOW)).chat_total == 2


async def test_who_talks_too_much_is_told_the_limit(valkey_url: str, services: Services) -> None:
    async with (
        running(valkey_url, services, chat_per_10s=2) as gateway,
        gateway.socket() as one,
        gateway.socket() as two,
    ):
        await open_speaker(one)
        await open_speaker(two)
        for socket in (one, two):
            await ask(socket, "sent", **chat())
        answer = await ask(one, "error", **chat(client_id="c3"))
        assert answer == {
            "type": "error",
            "reason": "RATE_LIMITED",
            "metadata": {"limit": "2", "window_s": "10"},
            "room": SHOW,
            "client_id": "c3",
        }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": 7}, "FRAME_INVALID"),
        ({"client_id": 7}, "FRAME_INVALID"),
        ({"client_id": "x" * 65}, "FRAME_INVALID"),
        ({"client_id": ""}, "FRAME_INVALID"),
        ({"room": 7}, "FRAME_INVALID"),
        ({"room": "../x"}, "ID_INVALID"),
        ({"room": new_id()}, "NOT_JOINED"),
        ({"text": "\u0000"}, "CHAT_TEXT_INVALID"),
        ({"text": "長" * 301}, "CHAT_TEXT_INVALID"),
    ],
)
async def test_messages_that_cannot_be_said(
    gateway: Gateway, changes: dict[str, Any], reason: str
) -> None:
    async with gateway.socket() as socket:
        await open_speaker(socket)
        assert (await refused(socket, **{**chat(), **changes}))[0] == reason


# Frames


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("{", "FRAME_INVALID"),
        ("[]", "FRAME_INVALID"),
        ("null", "FRAME_INVALID"),
        ('{"type": "join", "room": "\\ud800"}', "FRAME_INVALID"),
        ("[" * 4000, "FRAME_INVALID"),
        (b"\x00", "FRAME_INVALID"),
        ("{}", "FRAME_TYPE_UNKNOWN"),
        ('{"type": 7}', "FRAME_TYPE_UNKNOWN"),
        ('{"type": "hello"}', "FRAME_TYPE_UNKNOWN"),
        ('{"type": ["send"], "client_id": "c1"}', "FRAME_TYPE_UNKNOWN"),
    ],
)
async def test_frames_that_are_not_understood(
    gateway: Gateway, frame: str | bytes, reason: str
) -> None:
    async with gateway.socket() as socket:
        await socket.send(frame)
        answer = await until(socket, "error")
        assert answer["reason"] == reason
        assert ("client_id" in answer) == ("c1" in str(frame))
        await ask(socket, "pong", type="ping")


async def test_five_bad_frames_end_the_socket(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        for _ in range(5):
            await socket.send("{")
        assert await code_of(socket) == 4400


async def test_refusals_that_were_understood_do_not_end_it(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        for _ in range(7):
            assert (await refused(socket, **chat()))[0] == "NOT_JOINED"
        await ask(socket, "pong", type="ping")


async def test_too_many_frames_end_the_socket(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        for _ in range(FRAMES_PER_S * 3):
            await socket.send('{"type":"ping"}')
        assert await code_of(socket) == 4429


async def test_as_many_frames_as_allowed_do_not(gateway: Gateway) -> None:
    async with gateway.socket() as socket:
        for _ in range(FRAMES_PER_S):
            await socket.send('{"type":"ping"}')
        for _ in range(FRAMES_PER_S):
            await until(socket, "pong")


# Ends


async def test_a_server_that_stops_says_so_and_the_viewer_resumes_elsewhere(
    valkey_url: str, services: Services
) -> None:
    async with running(valkey_url, services) as one, running(valkey_url, services) as two:
        async with one.socket() as socket:
            await ask(socket, "joined", type="join", room=SHOW)
            last = await one.post_entry("one")
            await until(socket, "events")
            await one.http.stop(2)
            assert await code_of(socket) == 1012
        missed = await two.post_entry("two")
        async with two.socket() as socket:
            joined = await ask(socket, "joined", type="join", room=SHOW, after=last)
            assert [event["id"] for event in joined["events"]] == [missed]
            assert joined["gap"] is False


async def test_nothing_that_is_said_or_shown_is_logged(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    shown = token()
    async with gateway.socket() as socket:
        await ask(socket, "authenticated", type="auth", token=shown)
        await ask(socket, "joined", type="join", room=SHOW)
        await ask(socket, "sent", **chat("between us"))
    text = caplog.text + "".join(capfd.readouterr())
    assert "between us" not in text
    assert shown not in text
