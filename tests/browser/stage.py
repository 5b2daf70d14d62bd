"""A show on air: a host over the API, an encoder over RTMP, a crowd that has talked already."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from support.fleet import Fleet

from nightmarket_local.demo.people import Host
from nightmarket_local.demo.video import Encoder
from nightmarket_room import Seat, Status

# a moving picture all the same; each frame is encoded here, and decoded and drawn for each viewer
FPS = 15
SAID = ("晚安!從台中看的 👋", "สวัสดีค่ะ ราคาเท่าไหร่คะ", "can you show the back?")


@dataclass(slots=True)
class Stall:
    """A shop that sells off the air: its show is announced only."""

    host: Host

    @property
    def show_id(self) -> str:
        return self.host.show_id

    @property
    def title_of_first(self) -> str:
        return str(self.host.products[0]["title"])


@dataclass(slots=True)
class Show(Stall):
    room: Seat
    """A viewer who logged in and talks; it sees what every viewer should see."""
    encoder: Encoder


@asynccontextmanager
async def seated(fleet: Fleet, show: Show, user: str) -> AsyncIterator[Seat]:
    """Somebody else in the room, who may say as much as one person may."""
    room = fleet.room(show.show_id, await fleet.person(user))
    await room.open()
    try:
        yield room
    finally:
        await room.close()


async def crowd_talks(fleet: Fleet, show: Show, *, people: int, each: int, name: str) -> None:
    """Many lines at once; a person may say ten in ten seconds, so `name` is new ones' each time."""
    rooms = [fleet.room(show.show_id, await fleet.person(f"{name}-{n}")) for n in range(people)]
    await asyncio.gather(*(room.open() for room in rooms))
    for turn in range(each):
        await asyncio.gather(*(room.say(f"第 {turn} 輪") for room in rooms))
    await asyncio.gather(*(room.close() for room in rooms))


@asynccontextmanager
async def on_air(fleet: Fleet, *, name: str = "encoder") -> AsyncIterator[Show]:
    """A live show with three products and three lines of chat."""
    host = await fleet.host()
    talker = await fleet.person("buyer9")
    room = fleet.room(host.show_id, talker)
    encoder = Encoder(
        server=host.credentials["rtmp_server"],
        stream_key=host.credentials["stream_key"],
        log=fleet.state / "logs" / f"{name}.log",
        fps=FPS,
    )
    try:
        await room.open()
        await encoder.start()
        await room.until(
            lambda entry: isinstance(entry, Status) and entry.state == "live", within_s=15
        )
        for line in SAID:
            await room.say(line)
        yield Show(host=host, room=room, encoder=encoder)
    finally:
        await encoder.stop()
        await room.close()
        await fleet.close_apps()
