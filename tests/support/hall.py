"""A room in which people talk all the time while a test misbehaves."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from nightmarket_local.demo.people import Host
from nightmarket_room import Seat
from support.fleet import Fleet
from support.gateways import Gateway
from support.talk import Talk, caught_up, check_told, log_of, talking


@dataclass(slots=True)
class Hall:
    url: str
    host: Host
    speaker: Seat
    bystander: Seat
    talk: Talk

    @property
    def show_id(self) -> str:
        return self.host.show_id


@asynccontextmanager
async def hall_at(gateway: Gateway, fleet: Fleet) -> AsyncIterator[Hall]:
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


async def has_everything(fleet: Fleet, seat: Seat) -> None:
    """Up to now, in order, over one connection; the talk goes on."""
    truth = await log_of(fleet, seat.room_id)
    await caught_up([seat], truth[-1].id, within_s=5)
    upto = len(seat.seen.entries)
    check_told(seat.seen, await log_of(fleet, seat.room_id), upto=upto)
    assert not seat.seen.holes
    assert seat.client.connects == 1
