"""Rooms, people and gateways that do things at random, and the truth about what was said.

Not Hypothesis' state machine: its rules are synchronous and it repeats a run dozens of times to shrink
it, which processes that take seconds to start do not bear. A seed repeats the choices, not the timing.
"""

import asyncio
import dataclasses
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import count
from random import Random

from nightmarket_kit.runtime.valkey import RawValkey
from nightmarket_local.demo.api import Api
from nightmarket_room import RULES, EntryId, Room, RoomClient, Transcript, entry_id
from support.gateways import Gateway
from support.talk import Line, check_told, lines_of, until

QUICK = dataclasses.replace(RULES, first_wait_ms=200, most_wait_ms=1_000, again_ms=1_000)
MOST_CLIENTS = 10
LEASE_S = 5.0


@dataclass(slots=True, eq=False)
class Member:
    """A client, and what it sees in each of its rooms."""

    client: RoomClient
    who: Api | None
    rooms: dict[str, tuple[Room, Transcript]] = field(default_factory=dict)


class World:
    def __init__(
        self,
        *,
        seed: int,
        gateways: list[Gateway],
        rooms: list[str],
        people: list[Api],
        valkey: RawValkey,
    ) -> None:
        self.random = Random(seed)
        self.done: Counter[str] = Counter()
        self._gateways = gateways
        self._rooms = rooms
        self._people = people
        self._valkey = valkey
        self._members: list[Member] = []
        self._seen: dict[str, list[Transcript]] = defaultdict(list)
        self._truth: dict[str, dict[str, Line]] = {room: {} for room in rooms}
        self._said: dict[str, dict[str, str]] = {room: {} for room in rooms}
        self._saying: list[asyncio.Task[None]] = []
        self._busy: Counter[Room] = Counter()  # rooms in which somebody waits for an answer
        self._texts = count()
        self._killed_at = float("-inf")

    # -- what can happen --------------------------------------------------------------------------

    async def step(self) -> None:
        acts = {
            self.come: 4,
            self.enter: 6,
            self.leave: 2,
            self.go: 1,
            self.cut: 4,
            self.move: 3,
            self.say: 14,
            self.say_twice: 3,
            self.trim: 2,
            self.kill: 0.5,
            self.release: 0.5,
            self.rest: 8,
        }
        (act,) = self.random.choices(list(acts), weights=list(acts.values()))
        self.done[act.__name__] += 1
        await act()

    async def come(self) -> None:
        """Someone comes: one of our people, maybe for the second time, or a guest."""
        if len(self._members) >= MOST_CLIENTS:
            return
        who = self.random.choice([*self._people, None])
        client = RoomClient(
            self.random.choice(self._gateways).socket_url,
            token=who or "",
            rules=QUICK,
            random=Random(self.random.random()),
        )
        client.open()
        self._members.append(Member(client, who))
        await self.enter(self._members[-1])

    async def enter(self, member: Member | None = None) -> None:
        member = member or self._anyone()
        if member is None:
            return
        room_id = self.random.choice(self._rooms)
        if room_id not in member.rooms:
            seen = Transcript()
            self._seen[room_id].append(seen)
            member.rooms[room_id] = member.client.join(room_id, seen), seen

    async def leave(self) -> None:
        member = self._anyone()
        if member is not None and member.rooms:
            room_id = self.random.choice(list(member.rooms))
            room, _ = member.rooms[room_id]
            if not self._busy[room]:
                del member.rooms[room_id]
                member.client.leave(room)

    async def go(self) -> None:
        member = self._anyone()
        if member is None or any(self._busy[room] for room, _ in member.rooms.values()):
            return
        self._members.remove(member)
        await member.client.close()

    async def cut(self) -> None:
        """The line breaks; the client comes back to the same gateway."""
        if (member := self._anyone()) is not None:
            member.client.reconnect()

    async def move(self) -> None:
        """The line breaks, and the client comes back elsewhere."""
        if (member := self._anyone()) is not None:
            member.client.url = self.random.choice(self._gateways).socket_url
            member.client.reconnect()

    async def say(self) -> None:
        places = self._speakers()
        if places:
            room, _ = self.random.choice(places)
            for _ in range(self.random.randint(1, 4)):
                self._begin(room.id, [room], f"line {next(self._texts)}")

    async def say_twice(self) -> None:
        """Two clients of one person say the same, by the same name."""
        places = self._speakers()
        if places:
            first, who = self.random.choice(places)
            others = [room for room, other in places if other is who and room.id == first.id]
            again = self.random.choice(others)
            self._begin(first.id, [first, again], f"twice {next(self._texts)}")

    async def trim(self) -> None:
        """The log forgets what is older than a place that everyone who is in has come to."""
        room_id = self.random.choice(self._rooms)
        keep = self.random.choice([1, 2, 5, 20])
        ids = [key.decode() for key, _ in await self._valkey.xrange(log_key(room_id))]
        if ids:
            last = entry_id(ids[-1])
            rooms = [m.rooms[room_id][0] for m in self._members if room_id in m.rooms]
            await until(lambda: all(is_at(room, last) for room in rooms if room.is_joined))
            await self._note(room_id, trim_to=ids[-min(keep, len(ids))])

    async def kill(self) -> None:
        gateway = self.random.choice(self._gateways)
        gateway.kill()
        self._killed_at = time.monotonic()
        gateway.launch()

    async def release(self) -> None:
        gateway = self.random.choice(self._gateways)
        await asyncio.to_thread(gateway.stop)
        gateway.launch()

    async def rest(self) -> None:
        await asyncio.sleep(self.random.random() * 0.3)

    # -- what must be true ------------------------------------------------------------------------

    async def settle(self) -> None:
        """Everything is up again, everyone has come as far as the log, and all of it is right."""
        for gateway in self._gateways:
            await gateway.ready()
        await asyncio.gather(*self._saying)
        await until(
            lambda: all(room.is_joined for m in self._members for room, _ in m.rooms.values())
        )
        for room_id in self._rooms:
            await self._check(room_id)
        lease_s = max(0.0, LEASE_S - (time.monotonic() - self._killed_at))
        await until(self._is_counted, within_s=lease_s + 2)

    async def _check(self, room_id: str) -> None:
        await self._note(room_id)
        truth = sorted(self._truth[room_id].values(), key=lambda line: entry_id(line.id))
        self._check_said(room_id, truth)
        inside = [member.rooms[room_id][0] for member in self._members if room_id in member.rooms]
        if truth:
            last = entry_id(truth[-1].id)
            await until(lambda: all(is_at(room, last) for room in inside))
        for seen in self._seen[room_id]:
            check_told(seen, truth)
            assert self.done["trim"] or not seen.holes, "a gap, and nothing is missing"

    def _check_said(self, room_id: str, truth: list[Line]) -> None:
        ids = {line.text: line.id for line in truth}
        assert len(ids) == len(truth), "said once, posted twice"
        assert all(ids.get(text) == id_ for text, id_ in self._said[room_id].items())

    def _is_counted(self) -> bool:
        return all(
            seen.viewers == sum(room_id in other.rooms for other in self._members)
            for member in self._members
            for room_id, (_, seen) in member.rooms.items()
        )

    async def close(self) -> None:
        for saying in self._saying:
            saying.cancel()
        await asyncio.gather(*self._saying, return_exceptions=True)
        await asyncio.gather(*(member.client.close() for member in self._members))

    # -- parts ------------------------------------------------------------------------------------

    def _anyone(self) -> Member | None:
        return self.random.choice(self._members) if self._members else None

    def _speakers(self) -> list[tuple[Room, Api]]:
        return [
            (room, member.who)
            for member in self._members
            if member.who is not None
            for room, _ in member.rooms.values()
        ]

    def _begin(self, room_id: str, rooms: list[Room], text: str) -> None:
        self._busy.update(rooms)
        self._saying.append(asyncio.create_task(self._say(room_id, rooms, text)))

    async def _say(self, room_id: str, rooms: list[Room], text: str) -> None:
        ids = await asyncio.gather(*(room.say(text, client_id=text) for room in rooms))
        assert len(set(ids)) == 1, "one name, two messages"
        self._said[room_id][text] = ids[0]
        self._busy.subtract(rooms)

    async def _note(self, room_id: str, *, trim_to: str = "") -> None:
        """What the log holds is true; and what is trimmed is noted in the same step."""
        async with self._valkey.pipeline(transaction=True) as step:
            step.xrange(log_key(room_id))
            if trim_to:
                step.xtrim(log_key(room_id), minid=trim_to, approximate=False)
            rows, *_ = await step.execute()
        for line in lines_of(rows):
            self._truth[room_id][line.id] = line


def log_key(room_id: str) -> str:
    return f"room:{room_id}:log"


def is_at(room: Room, place: EntryId) -> bool:
    return bool(room.last_id) and entry_id(room.last_id) >= place
