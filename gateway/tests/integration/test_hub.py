"""The rooms of one or two gateways on a real Valkey, with viewers that only keep what they are sent."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from gateway.tests.driver import chat_body, read_frame
from gateway.tests.fakes import FakePolicy
from nightmarket_backends.valkey import Valkey
from nightmarket_gateway.rooms import entries, selling
from nightmarket_gateway.rooms import hub as hub_module
from nightmarket_gateway.rooms.entries import Chat, Speaker
from nightmarket_gateway.rooms.hub import LEAD_S, Hub
from nightmarket_gateway.rooms.log import RoomLog, log_key
from nightmarket_gateway.rooms.memory import HISTORY, Memory
from nightmarket_gateway.rooms.minutes import read_minutes, viewers_key
from nightmarket_gateway.rooms.rules import Rules, chat_key
from nightmarket_gateway.rooms.talk import Talk
from nightmarket_gateway.rooms.wire import News
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey
from nightmarket_kit.testing.plugin import poll_until

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio]
ROOM = new_id()


def payload(frame: bytes) -> bytes:
    """The content of an unmasked frame, by the length it states."""
    size = frame[1]
    start = {126: 4, 127: 10}.get(size, 2)
    return frame[start:]


class FakeViewer:
    def __init__(self) -> None:
        self.raw: list[bytes] = []

    def deliver(self, news: News) -> None:
        self.raw.append(news.frame)

    def restart(self, room: str, frame: bytes) -> None:
        self.raw.append(frame)

    def frames(self, kind: str) -> list[dict[str, Any]]:
        frames = [read_frame(payload(one)) for one in self.raw]
        return [frame for frame in frames if frame["type"] == kind]

    @property
    def joined(self) -> dict[str, Any]:
        return self.frames("joined")[-1]

    @property
    def ids(self) -> list[str]:
        frames = [*self.frames("joined"), *self.frames("events")]
        return [event["id"] for frame in frames for event in frame["events"]]

    @property
    def counts(self) -> list[int]:
        return [frame["count"] for frame in self.frames("viewers")]


class HeldReader:
    """Reads, but hands over what it read only while the gate is open."""

    def __init__(self, reader: RawValkey) -> None:
        self._reader = reader
        self.gate = asyncio.Event()
        self.gate.set()
        self.holds: set[str] = set()

    async def xread(self, *arguments: Any, **options: Any) -> Any:
        found = await self._reader.xread(*arguments, **options)
        self.holds = {key.decode() for key, _ in found or ()}
        if any(key.startswith("room:") for key in self.holds):  # else it was only woken
            await self.gate.wait()
        self.holds = set()
        return found


@pytest_asyncio.fixture
async def valkey(valkey_url: str) -> AsyncIterator[RawValkey]:
    client = connect_valkey(valkey_url, decode=False)
    yield client
    await client.aclose()


MakeHub = Callable[..., Any]


@pytest_asyncio.fixture
async def make_hub(valkey_url: str) -> AsyncIterator[MakeHub]:
    async with AsyncExitStack() as stack:

        async def make(url: str = valkey_url, *, held: bool = False) -> Any:
            client = connect_valkey(url, decode=False)
            reader: Any = connect_valkey(url, decode=False, timeout_s=15)
            stack.push_async_callback(client.aclose)
            stack.push_async_callback(reader.aclose)
            reader = HeldReader(reader) if held else reader
            hub = Hub(log_=RoomLog(client), valkey=client, reader=reader)
            await hub.start()
            stack.push_async_callback(hub.stop, 1)
            return (hub, reader) if held else hub

        yield make


@pytest_asyncio.fixture
async def hub(make_hub: MakeHub) -> Hub:
    one: Hub = await make_hub()
    return one


@pytest.fixture
def fast_presence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "PRESENCE_EVERY_S", 0.05)


async def join(hub: Hub, *, room: str = ROOM, after: str = "", epoch: str = "") -> FakeViewer:
    viewer = FakeViewer()
    await hub.join(room, viewer, after=after, epoch=epoch)
    return viewer


async def say(hub: Hub, number: int, *, room: str = ROOM) -> str:
    return await hub._log.append(room, chat_body(str(number)), dedupe=new_id())


async def sees(viewer: FakeViewer, ids: list[str], *, within_s: float = 10) -> None:
    async def done() -> bool:
        return bool(viewer.ids) and viewer.ids[-1] == ids[-1]

    await poll_until(done, within_s=within_s)
    assert viewer.ids == ids


async def kill(hub: Hub) -> None:
    """End its tasks without a goodbye."""

    async def ended() -> bool:
        for task in hub._tasks:
            task.cancel()
        return all(task.done() for task in hub._tasks)

    await poll_until(ended)


async def test_who_joins_gets_history_state_and_then_what_follows(hub: Hub) -> None:
    body = entries.encoded(selling.Pin(ts=1, product_id="", product=None))
    first = await hub._log.append(
        ROOM, body, dedupe="p", state_field="pin", state_value=body, sequence=1
    )
    viewer = await join(hub)
    assert viewer.joined == {
        "type": "joined",
        "room": ROOM,
        "epoch": (await hub._log.open(ROOM)).epoch,
        "last_id": first,
        "gap": False,
        "viewers": 0,
        "reactions": 0,
        "state": {"pin": json.loads(body)},
        "events": [{"id": first, **json.loads(body)}],
    }
    second = await say(hub, 2)
    await sees(viewer, [first, second])


async def test_an_empty_room_can_be_joined(hub: Hub) -> None:
    viewer = await join(hub)
    assert (viewer.joined["events"], viewer.joined["last_id"]) == ([], "0-0")
    await sees(viewer, [await say(hub, 1)])


async def test_joining_under_load_leaves_nothing_out_and_sends_nothing_twice(
    make_hub: MakeHub,
) -> None:
    hubs = [await make_hub(), await make_hub()]
    chance = random.Random(20261105)
    viewers: list[FakeViewer] = []
    made: list[str] = []

    crowd_is_in = asyncio.Event()

    async def write() -> None:
        while not crowd_is_in.is_set():
            made.append(await say(hubs[0], len(made)))

    async def arrive() -> None:
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
        hub = hubs[chance.randrange(2)]
        viewer = await join(hub, after=made[-1] if made and chance.random() < 0.3 else "")
        viewers.append(viewer)
        if chance.random() < 0.3:
            hub.leave(ROOM, viewer)
            viewers.remove(viewer)

    async def crowd() -> None:
        for _ in range(15):
            await asyncio.gather(*(arrive() for _ in range(8)))
        crowd_is_in.set()

    await asyncio.gather(write(), crowd())
    made.append(await say(hubs[1], len(made)))
    assert len(viewers) > 50
    for viewer in viewers:

        async def has_last(viewer: FakeViewer = viewer) -> bool:
            return any(made[-1].encode() in frame for frame in viewer.raw)

        await poll_until(has_last)
        ids = viewer.ids
        assert ids == made[made.index(ids[0]) :]


async def test_a_crowd_that_comes_at_once_gets_in(hub: Hub) -> None:
    crowd = await asyncio.gather(*(join(hub) for _ in range(300)))
    last = await say(hub, 1)
    for viewer in crowd:
        await sees(viewer, [last])


async def test_two_gateways_show_one_order(make_hub: MakeHub) -> None:
    left, right = await make_hub(), await make_hub()
    one, two = await join(left), await join(right)

    async def write(hub: Hub) -> None:
        for number in range(60):
            await say(hub, number)

    await asyncio.gather(write(left), write(right))
    order = [raw.decode() for raw, _ in await left._valkey.xrange(log_key(ROOM))]
    assert len(order) == 120
    await sees(one, order)
    await sees(two, order)


async def held_entry(hub: Hub, reader: HeldReader) -> str:
    """An entry that the hub has read, but not yet delivered."""
    reader.gate.clear()
    entry = await say(hub, 1)

    async def held() -> bool:
        return log_key(ROOM) in reader.holds

    await poll_until(held)
    return entry


def talk_of(hub: Hub, valkey: RawValkey) -> Talk:
    return Talk(
        valkey=valkey,
        policy=FakePolicy(Rules(version=0)),
        rooms=hub,
        per_person=9999,
        per_room=9999,
    )


async def post(talk: Talk, user: str = "u") -> str:
    chat = Chat(ts=1, user=Speaker(id=user, name="n"), text="hi", client_id=new_id())
    speaker = Principal(user_id=user, session_id="s", roles={})
    return await talk.post(ROOM, chat, shop_id="shop", speaker=speaker)


async def test_steps_and_readers_bring_one_order(make_hub: MakeHub, valkey: RawValkey) -> None:
    """Two gateways where people talk, and entries from elsewhere between; whichever brings them."""
    await valkey.hset(chat_key("shop"), "rv", "0")
    hubs = [await make_hub(), await make_hub()]
    viewers = [await join(hub) for hub in hubs]
    brought: list[int] = []
    for hub in hubs:
        follow = hub.follow

        def counted(places: Any, found: Any, follow: Any = follow) -> None:
            brought.append(sum(len(rows) for rows in found))
            follow(places, found)

        hub.follow = counted
    chance = random.Random(20261124)

    async def speak(talk: Talk, user: str) -> None:
        for _ in range(40):
            await post(talk, user)
            await asyncio.sleep(chance.random() * 0.02)

    async def elsewhere() -> None:
        for number in range(60):
            await say(hubs[0], number)
            await asyncio.sleep(chance.random() * 0.04)

    talks = [talk_of(hub, valkey) for hub in hubs]
    await asyncio.gather(
        *(speak(talk, f"{user}") for user, talk in enumerate([*talks, *talks])), elsewhere()
    )
    logged = [key.decode() for key, _ in await valkey.xrange(log_key(ROOM))]
    assert len(logged) == 4 * 40 + 60
    for viewer in viewers:
        await sees(viewer, logged)
    assert sum(brought) > 40, "the steps have read nothing"


async def test_after_the_last_step_the_reader_goes_on(hub: Hub, valkey: RawValkey) -> None:
    await valkey.hset(chat_key("shop"), "rv", "0")
    viewer, talk = await join(hub), talk_of(hub, valkey)
    made = [await post(talk) for _ in range(3)]
    assert hub._rooms[ROOM].led_until > asyncio.get_running_loop().time()
    made.append(await say(hub, 1))
    await sees(viewer, made, within_s=LEAD_S + 1)


async def test_what_a_step_read_of_a_log_that_is_gone_is_left_out(hub: Hub) -> None:
    viewer = await join(hub)
    seen = await say(hub, 1)
    await sees(viewer, [seen])
    later = f"{int(seen.partition('-')[0]) + 1000}-0"
    hub.follow({ROOM: later}, [[(b"9999999999999-0", {b"e": chat_body("x")})]])
    assert viewer.ids == [seen]


async def test_who_comes_while_an_entry_is_being_read_gets_it_once(make_hub: MakeHub) -> None:
    hub, reader = await make_hub(held=True)
    early = await join(hub)
    entry = await held_entry(hub, reader)
    late = await join(hub)
    reader.gate.set()
    last = await say(hub, 2)
    await sees(early, [entry, last])
    await sees(late, [entry, last])


async def test_who_was_further_at_another_gateway_waits_for_the_reader(make_hub: MakeHub) -> None:
    hub, reader = await make_hub(held=True)
    early = await join(hub)
    entry = await held_entry(hub, reader)
    moving = asyncio.create_task(join(hub, after=entry))
    await asyncio.sleep(0.1)
    assert not moving.done()
    reader.gate.set()
    moved = await moving
    assert (moved.joined["events"], moved.joined["gap"]) == ([], False)
    assert moved.joined["last_id"] == entry  # never back behind what it has seen
    last = await say(hub, 2)
    await sees(early, [entry, last])
    await sees(moved, [last])


async def test_a_read_under_way_from_before_the_room_was_left_brings_nothing_twice(
    make_hub: MakeHub,
) -> None:
    hub, reader = await make_hub(held=True)
    first = await join(hub)
    entry = await held_entry(hub, reader)
    hub.leave(ROOM, first)
    again = await join(hub)
    assert again.ids == [entry]
    reader.gate.set()
    await sees(again, [entry, await say(hub, 2)])


async def test_a_crowd_that_opens_a_room_reads_it_once(hub: Hub) -> None:
    opened, read = [], hub._log.open

    async def counted(room: str) -> Memory:
        opened.append(room)
        return await read(room)

    hub._log.open = counted  # type: ignore[method-assign]
    await asyncio.gather(*(join(hub) for _ in range(50)))
    assert opened == [ROOM]
    assert len(hub._rooms[ROOM].viewers) == 50


async def test_a_room_that_is_left_again_while_it_opens_is_opened_anew(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty, wake = FakeViewer(), hub._wake

    async def left_meanwhile() -> None:
        monkeypatch.setattr(hub, "_wake", wake)
        assert hub.join_now(ROOM, hasty)
        hub.leave(ROOM, hasty)
        await wake()

    monkeypatch.setattr(hub, "_wake", left_meanwhile)
    async with asyncio.timeout(5):
        viewer = await join(hub)
    await sees(viewer, [await say(hub, 1)])


async def test_a_failed_join_leaves_no_room_behind(hub: Hub) -> None:
    async def fail(_room: str) -> Memory:
        raise ConnectionError

    hub._log.open = fail  # type: ignore[assignment, method-assign]
    with pytest.raises(ConnectionError):
        await join(hub)
    assert hub._rooms == {}


async def test_who_comes_back_from_another_epoch_is_told_of_a_gap(
    hub: Hub, valkey: RawValkey
) -> None:
    first = await join(hub)
    seen = await say(hub, 1)
    await sees(first, [seen])
    epoch = first.joined["epoch"]
    hub.leave(ROOM, first)
    same = await join(hub, after=seen, epoch=epoch)
    assert (same.joined["gap"], same.joined["events"]) == (False, [])
    hub.leave(ROOM, same)
    await valkey.flushdb()
    # the clock went back: by its ids, nothing is missing
    await valkey.xadd(log_key(ROOM), {"e": chat_body("lost to who resumes by id")}, id="5-5")
    back = await join(hub, after="5-5", epoch=epoch)
    assert (back.joined["gap"], back.ids, back.joined["last_id"]) == (True, ["5-5"], "5-5")
    assert back.joined["epoch"] != epoch


@pytest.mark.usefixtures("fast_presence")
@pytest.mark.parametrize("is_later", [True, False])
async def test_who_is_there_when_the_data_is_lost_is_told_and_goes_on(
    hub: Hub, valkey: RawValkey, *, is_later: bool
) -> None:
    far = "99999999999999-0"  # what a clock told that went back since
    await valkey.xadd(log_key(ROOM), {"e": chat_body("before")}, id="1-1" if is_later else far)
    viewer = await join(hub)
    epoch = viewer.joined["epoch"]
    await valkey.flushdb()

    async def told() -> bool:
        return len(viewer.frames("joined")) == 2

    await poll_until(told)
    assert (viewer.joined["gap"], viewer.joined["events"]) == (True, [])
    assert viewer.joined["epoch"] not in {"", epoch}
    last = await say(hub, 2)

    async def has_it() -> bool:
        return viewer.ids[-1] == last

    await poll_until(has_it)
    assert (await join(hub, after=last, epoch=viewer.joined["epoch"])).joined["gap"] is False


@pytest.mark.usefixtures("fast_presence")
async def test_a_gateway_that_was_away_while_entries_were_trimmed_tells_of_a_gap(
    make_hub: MakeHub, valkey: RawValkey
) -> None:
    hub, reader = await make_hub(held=True)
    viewer = await join(hub)
    entry = await held_entry(hub, reader)  # it stands still, with this entry in its hand
    for number in range(3):
        await say(hub, number)
    await valkey.xtrim(log_key(ROOM), maxlen=1, approximate=False)
    reader.gate.set()

    async def told() -> bool:
        return len(viewer.frames("joined")) == 2

    await poll_until(told)
    assert (viewer.joined["gap"], viewer.joined["events"]) == (True, [])
    assert viewer.ids[0] == entry
    last = await say(hub, 9)

    async def has_it() -> bool:
        return viewer.ids[-1] == last

    await poll_until(has_it)
    assert len(viewer.frames("joined")) == 2  # told once


async def test_rooms_without_viewers_are_dropped(hub: Hub, valkey: RawValkey) -> None:
    one, two = await join(hub), await join(hub)
    hub.leave(ROOM, one)
    assert set(hub._rooms) == {ROOM}
    hub.leave(ROOM, two)
    hub.leave(ROOM, two)  # leaving twice is fine
    assert hub._rooms == {}
    before = len(two.raw)
    other = await join(hub, room=new_id())
    await say(hub, 1)
    await sees(other, [await say(hub, 2, room=other.joined["room"])])
    assert len(two.raw) == before


@pytest.mark.usefixtures("fast_presence")
async def test_viewers_are_counted_over_all_gateways(make_hub: MakeHub) -> None:
    left, right = await make_hub(), await make_hub()
    one, two, three = await join(left), await join(left), await join(right)

    def says(viewer: FakeViewer, count: int) -> Callable[[], Any]:
        async def done() -> bool:
            return viewer.counts[-1:] == [count]

        return done

    for viewer in (one, two, three):
        await poll_until(says(viewer, 3))
    left.leave(ROOM, one)
    await poll_until(says(three, 2))
    left.leave(ROOM, two)
    await poll_until(says(three, 1))
    assert (await join(right)).joined["viewers"] == 1
    assert (await read_minutes(left._valkey, ROOM)).peak == 3


@pytest.mark.usefixtures("fast_presence")
async def test_a_count_is_sent_only_when_it_changed(hub: Hub) -> None:
    viewer = await join(hub)
    rounds, share = 0, hub._share

    async def counted(*arguments: Any) -> list[tuple[int, str]]:
        nonlocal rounds
        rounds += 1
        return await share(*arguments)

    hub._share = counted  # type: ignore[assignment, method-assign]

    async def several() -> bool:
        return rounds >= 5

    await poll_until(several)
    assert viewer.counts == [1]


@pytest.mark.usefixtures("fast_presence")
async def test_the_share_of_a_killed_gateway_expires(
    make_hub: MakeHub, monkeypatch: pytest.MonkeyPatch, valkey: RawValkey
) -> None:
    monkeypatch.setattr(hub_module, "LEASE_S", 1)
    killed, alive = await make_hub(), await make_hub()
    await join(killed)
    viewer = await join(alive)

    async def both() -> bool:
        return viewer.counts[-1:] == [2]

    async def alone() -> bool:
        return viewer.counts[-1:] == [1]

    await poll_until(both)
    await kill(killed)
    await poll_until(alone, within_s=2.5)
    assert await valkey.hkeys(viewers_key(ROOM)) == [alive._gateway.encode()]


@pytest.mark.usefixtures("fast_presence")
async def test_a_gateway_that_stops_takes_its_share_along(
    make_hub: MakeHub, valkey: RawValkey
) -> None:
    hub = await make_hub()
    viewer = await join(hub)

    async def counted() -> bool:
        return viewer.counts == [1]

    await poll_until(counted)
    hub.leave(ROOM, viewer)  # the HTTP server stops first, and its sockets leave
    await hub.stop(1)
    assert await valkey.hkeys(viewers_key(ROOM)) == []
    assert not await valkey.keys("gateway:*")


async def test_stopping_is_quick_whatever_the_reader_is_at(make_hub: MakeHub) -> None:
    for _ in range(10):
        hub = await make_hub()
        viewer = await join(hub)
        last = await say(hub, 1)

        async def has_it(viewer: FakeViewer = viewer, last: str = last) -> bool:
            return last in viewer.ids

        await poll_until(has_it, every_s=0)
        async with asyncio.timeout(2):
            await hub.stop(1)


async def test_a_reader_that_dies_ends_the_component_with_its_error(hub: Hub) -> None:
    hub._deliver = None  # type: ignore[assignment, method-assign]
    await hub._wake()
    with pytest.raises(TypeError):
        await hub.wait()


@pytest.mark.usefixtures("fast_presence")
async def test_reading_goes_on_when_valkey_comes_back(make_hub: MakeHub, tmp_path: Path) -> None:
    server = Valkey(data=tmp_path / "valkey")
    await asyncio.to_thread(server.start)
    try:
        hub = await make_hub(server.url())
        viewer = await join(hub)
        before = await say(hub, 1)
        await sees(viewer, [before])
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        after = await say(hub, 2)
        await sees(viewer, [before, after])

        async def counted() -> bool:
            return viewer.counts[-1:] == [1]

        await poll_until(counted)
        joined = await join(hub)
        assert len(joined.ids) == 2 <= HISTORY
    finally:
        await asyncio.to_thread(server.stop)
