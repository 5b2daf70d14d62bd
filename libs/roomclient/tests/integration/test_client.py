"""The client against a gateway that does what the test says."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from nightmarket_room import Refused, RoomClient, Rules, Seat, Transcript

pytestmark = [pytest.mark.asyncio, pytest.mark.loopback, pytest.mark.timeout(30)]
FAST = Rules(
    first_wait_ms=20,
    most_wait_ms=100,
    steady_ms=10_000,
    silence_ms=300,
    answer_ms=500,
    join_ms=700,
    again_ms=200,
    give_up_ms=600,
    renew_before_ms=200,
    renew_least_ms=0,
)
LIMITS = {
    "frame": 4096,
    "rooms": 10,
    "frames_per_s": 20,
    "text": 300,
    "messages_per_10s": 10,
    "waiting": 262_144,
}
Play = Callable[["Stage"], Awaitable[None]]


@dataclass
class Stage:
    """One connection, from the gateway's side."""

    socket: ServerConnection
    number: int
    heard: list[dict[str, Any]]

    async def say(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def hear(self, kind: str) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = json.loads(await self.socket.recv())
            self.heard.append(frame)
            if frame["type"] == kind:
                return frame

    async def admit(
        self, *ids: str, epoch: str = "e1", last_id: str = "", gap: bool = False
    ) -> None:
        join = await self.hear("join")
        last_id = last_id or (ids[-1] if ids else "0-0")
        events = [chat(one) for one in ids]
        await self.say(
            type="joined",
            room=join["room"],
            epoch=epoch,
            last_id=last_id,
            gap=gap,
            viewers=1,
            reactions=0,
            state={},
            events=events,
        )


def chat(id_: str) -> dict[str, Any]:
    user = {"id": "u", "name": "小美"}
    return {"id": id_, "kind": "chat", "ts": 1, "user": user, "text": id_, "client_id": id_}


@dataclass
class Theatre:
    url: str = ""
    heard: list[list[dict[str, Any]]] = field(default_factory=list)


@asynccontextmanager
async def theatre(*plays: Play) -> AsyncIterator[Theatre]:
    """The n-th connection gets the n-th play; later ones the last."""
    made = Theatre()

    async def serve_one(socket: ServerConnection) -> None:
        number = len(made.heard)
        made.heard.append([])
        stage = Stage(socket=socket, number=number, heard=made.heard[number])
        await stage.say(type="hello", limits=LIMITS)
        await plays[min(number, len(plays) - 1)](stage)

    async with serve(serve_one, "127.0.0.1", 0, ping_interval=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        made.url = f"ws://127.0.0.1:{port}"
        yield made


async def forever(stage: Stage) -> None:
    await stage.hear("nothing that is ever said")


@asynccontextmanager
async def seat(url: str, **options: Any) -> AsyncIterator[Seat]:
    one = Seat(url, "r", **{"rules": FAST, **options})
    try:
        yield one
    finally:
        await one.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_it_resumes_where_it_broke_off_and_tells_nothing_twice() -> None:
    async def first(stage: Stage) -> None:
        await stage.admit("1-0", "2-0")
        await stage.say(type="events", room="r", events=[chat("3-0")])
        await stage.say(type="events", room="r", events=[chat("3-0"), chat("10-0")])
        stage.socket.transport.abort()

    async def second(stage: Stage) -> None:
        await stage.admit("10-0", "11-0")
        await forever(stage)

    async with theatre(first, second) as made, seat(made.url) as one:
        await one.open()
        await one.until(lambda entry: entry.id == "11-0")
        assert one.seen.chat_ids == ["1-0", "2-0", "3-0", "10-0", "11-0"]
        assert not one.seen.holes
        assert made.heard[1][0] == {"type": "join", "room": "r", "after": "10-0", "epoch": "e1"}


@pytest.mark.parametrize(("epoch", "is_restart"), [("e1", False), ("e2", True)])
async def test_a_gap_is_told_and_a_new_epoch_is_all_new(epoch: str, *, is_restart: bool) -> None:
    async def first(stage: Stage) -> None:
        await stage.admit("8-0")
        stage.socket.transport.abort()

    async def second(stage: Stage) -> None:
        await stage.admit("5-0", "9-0", epoch=epoch, gap=True)
        await forever(stage)

    async with theatre(first, second) as made, seat(made.url) as one:
        await one.open()
        await one.until(lambda entry: entry.id == "9-0")
        (hole,) = one.seen.holes
        assert (hole.before, hole.is_restart) == (1, is_restart)
        assert one.seen.chat_ids == (["8-0", "5-0", "9-0"] if is_restart else ["8-0", "9-0"])


async def test_dropped_lines_are_told_and_move_the_place() -> None:
    async def first(stage: Stage) -> None:
        await stage.admit("1-0")
        held = {"id": "6-0", "kind": "rules", "ts": 1, "slow_mode_s": 5, "links_off": False}
        await stage.say(type="dropped", room="r", last_id="7-0", count=6, events=[held])
        await stage.hear("send")
        stage.socket.transport.abort()

    async def second(stage: Stage) -> None:
        await stage.admit()
        await forever(stage)

    async with theatre(first, second) as made, seat(made.url) as one:
        await one.open()
        await until(lambda: len(one.seen.holes) == 1)
        assert [entry.id for entry in one.seen.entries][-1] == "6-0"
        saying = asyncio.create_task(one.say("x"))
        await until(lambda: len(made.heard) > 1 and bool(made.heard[1]))
        assert made.heard[1][0]["after"] == "7-0"
        saying.cancel()


async def test_what_was_not_answered_is_said_again_with_its_name_and_in_order() -> None:
    async def first(stage: Stage) -> None:
        await stage.admit()
        await stage.hear("send")
        stage.socket.transport.abort()

    async def second(stage: Stage) -> None:
        await stage.admit()
        for number in (1, 2):
            said = await stage.hear("send")
            answer = {"room": "r", "client_id": said["client_id"], "id": f"{number}-0"}
            await stage.say(type="sent", **answer)
        await forever(stage)

    async with theatre(first, second) as made, seat(made.url) as one:
        await one.open()
        ids = await asyncio.gather(one.say("a", client_id="c1"), one.say("b", client_id="c2"))
        assert ids == ["1-0", "2-0"]
        assert [frame["client_id"] for frame in made.heard[1] if frame["type"] == "send"] == [
            "c1",
            "c2",
        ]


async def test_an_answer_names_its_line_each_time_it_is_said() -> None:
    async def first(stage: Stage) -> None:
        await stage.admit("4-0")
        await stage.hear("send")
        stage.socket.transport.abort()

    async def second(stage: Stage) -> None:
        await stage.admit()
        said = await stage.hear("send")
        await stage.say(type="sent", room="r", client_id=said["client_id"], id="5-0")
        await forever(stage)

    async with theatre(first, second) as made, seat(made.url) as one:
        await one.open()
        assert await one.say("a", client_id="c1", reply_to="4-0") == "5-0"
        said = [frame for heard in made.heard for frame in heard if frame["type"] == "send"]
        assert [frame["reply_to"] for frame in said] == ["4-0", "4-0"]


async def test_refusals_stand_pass_or_are_given_up() -> None:
    reasons = iter(["INTERNAL", "INTERNAL", "CHAT_MUTED"])

    async def play(stage: Stage) -> None:
        await stage.admit()
        while True:
            said = await stage.hear("send")
            about = {"room": "r", "client_id": said["client_id"]}
            reason = next(reasons, "INTERNAL")
            await stage.say(type="error", reason=reason, metadata={"until": "1"}, **about)

    async with theatre(play) as made, seat(made.url) as one:
        await one.open()
        with pytest.raises(Refused, match="CHAT_MUTED"):
            await one.say("a")
        begun = time.monotonic()
        with pytest.raises(Refused, match="INTERNAL"):
            await one.say("b")
        assert time.monotonic() - begun > FAST.give_up_ms / 1000
        with pytest.raises(Refused, match="FRAME_TOO_LARGE"):
            await one.say("長" * 2000)


class Purse:
    """Tokens t0, t1, …; renewing takes the next one."""

    def __init__(self) -> None:
        self.number = 0

    async def current(self) -> str:
        return f"t{self.number}"

    async def renewed(self) -> str:
        self.number += 1
        return await self.current()


async def test_the_token_is_renewed_before_its_end_over_the_open_socket() -> None:
    async def play(stage: Stage) -> None:
        while True:
            token = (await stage.hear("auth"))["token"]
            expires = int(time.time() * 1000) + (500 if token == "t0" else 60_000)
            await stage.say(type="authenticated", user_id="u", name="小美", expires=expires)
            if token == "t0":
                await stage.admit()

    async with theatre(play) as made, seat(made.url, token=Purse()) as one:
        await one.open()
        await until(lambda: len([f for f in made.heard[0] if f["type"] == "auth"]) == 2)
        assert one.client.connects == 1
        assert one.room.is_joined


async def test_an_expired_token_is_renewed_and_the_message_said_again() -> None:
    async def play(stage: Stage) -> None:
        await stage.hear("auth")
        await stage.say(type="error", reason="TOKEN_EXPIRED", metadata={})
        await stage.hear("join")
        await stage.say(type="error", reason="TOKEN_MISSING", metadata={}, room="r")
        await stage.hear("auth")
        expires = int(time.time() * 1000) + 60_000
        await stage.say(type="authenticated", user_id="u", name="小美", expires=expires)
        await stage.admit()
        said = await stage.hear("send")
        await stage.say(type="sent", room="r", client_id=said["client_id"], id="1-0")
        await forever(stage)

    async with theatre(play) as made, seat(made.url, token=Purse()) as one:
        await one.open()
        assert await one.say("x") == "1-0"
        assert one.client.connects == 1


async def test_who_cannot_renew_is_told() -> None:
    async def play(stage: Stage) -> None:
        await stage.hear("join")
        await stage.say(type="error", reason="TOKEN_MISSING", metadata={}, room="r")
        await forever(stage)

    async with theatre(play) as made, seat(made.url) as one:
        with pytest.raises(Refused, match="TOKEN_MISSING"):
            await one.open()


async def test_a_join_that_failed_for_now_is_tried_again_on_the_same_socket() -> None:
    async def play(stage: Stage) -> None:
        await stage.hear("join")
        await stage.say(type="error", reason="INTERNAL", metadata={}, room="r")
        await stage.admit("1-0")
        await forever(stage)

    async with theatre(play) as made, seat(made.url) as one:
        await one.open()
        assert one.client.connects == 1


async def test_4400_is_the_end_and_4429_waits() -> None:
    async def fast(stage: Stage) -> None:
        await stage.socket.close(4429)

    async def wrong(stage: Stage) -> None:
        await stage.admit()
        await stage.socket.close(4400)

    async with theatre(fast, wrong) as made, seat(made.url) as one:
        begun = time.monotonic()
        await one.open()
        assert time.monotonic() - begun >= 1
        with pytest.raises(Refused, match="CLIENT_AT_FAULT"):
            await one.say("x")
        assert one.client.ends == {4429: 1, 4400: 1}
        assert len(made.heard) == 2


async def test_a_silent_connection_is_asked_and_then_cut() -> None:
    async def silent(stage: Stage) -> None:
        await stage.admit()
        await stage.hear("ping")
        await stage.say(type="pong")
        await forever(stage)

    async def second(stage: Stage) -> None:
        await stage.admit("1-0")
        await forever(stage)

    async with theatre(silent, second) as made, seat(made.url) as one:
        await one.open()
        await one.until(lambda entry: entry.id == "1-0")
        assert len([frame for frame in made.heard[0] if frame["type"] == "ping"]) == 2
        assert one.client.ends == {1006: 1}


async def test_a_crowd_of_messages_keeps_to_the_gateways_pace() -> None:
    times: list[float] = []

    async def play(stage: Stage) -> None:
        await stage.admit()
        while True:
            said = await stage.hear("send")
            times.append(time.monotonic())
            await stage.say(type="sent", room="r", client_id=said["client_id"], id="1-0")

    async with theatre(play) as made, seat(made.url) as one:
        await one.open()
        await asyncio.gather(*(one.say(str(number)) for number in range(24)))
        busiest = max(sum(at <= other < at + 1 for other in times) for at in times)
        assert busiest <= LIMITS["frames_per_s"]


async def test_several_rooms_share_a_socket() -> None:
    async def play(stage: Stage) -> None:
        for _ in range(3):
            await stage.admit("1-0")
        await stage.hear("leave")
        await stage.say(type="left", room="b")
        await stage.say(type="events", room="b", events=[chat("2-0")])
        await stage.say(type="events", room="c", events=[chat("2-0")])
        await forever(stage)

    async with theatre(play) as made, RoomClient(made.url, rules=FAST) as client:
        seen = {name: Transcript() for name in "abc"}
        rooms = {name: client.join(name, seen[name]) for name in "abc"}
        await asyncio.gather(*(room.entered() for room in rooms.values()))
        client.leave(rooms["b"])
        await seen["c"].until(lambda entry: entry.id == "2-0")
        assert seen["b"].chat_ids == seen["a"].chat_ids == ["1-0"]
        assert client.connects == 1


async def test_what_a_listener_raises_is_not_hidden() -> None:
    async def play(stage: Stage) -> None:
        await stage.admit()
        await forever(stage)

    def broken(_news: object) -> None:
        raise ZeroDivisionError

    async with theatre(play) as made:
        client = RoomClient(made.url, rules=FAST)
        client.join("r", broken)
        client.open()
        await until(lambda: bool(made.heard) and bool(made.heard[0]))
        await asyncio.sleep(0.2)
        with pytest.raises(ZeroDivisionError):
            await client.close()
