"""The demo's story, told as it happens; exit code 0 only if all of it came out right."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_local import audit, up
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.claims import claim_round
from nightmarket_local.demo.offers import deal_round, voucher_round
from nightmarket_local.demo.people import LINES, Buyer, Host
from nightmarket_local.demo.story import Story
from nightmarket_local.demo.video import Encoder, Watcher, play_file
from nightmarket_local.state import State, read_json
from nightmarket_room import Pin, Seat, Status, Stock, entry_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightmarket_room import Entry

NAMED_BUYERS = 9
WATCHERS = 2
SHOW_AT_LEAST_S = 12.0
KILLABLE = ("order", "payment", "gateway", "kafka", "catalog", "cart", "stream", "identity")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--viewers", type=int, default=12, help="sockets in the room")
    parser.add_argument("--orders", type=int, default=8, help="purchases tried")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument(
        "--kill", choices=KILLABLE, action="append", default=[], help="kill -9 it in mid-show"
    )
    parser.add_argument(
        "--slack", type=float, default=1.0, help="times the limits of delays, on a busy machine"
    )


def run(args: argparse.Namespace) -> int:
    state = State(args.state)
    if not read_json(state.fleet_file).get("ready"):
        asked = argparse.Namespace(env=[], foreground=False, backing=False, no_app=False)
        code = up.run(asked, state)
        if code:
            return code
    story = Story(slack=args.slack)
    try:
        asyncio.run(_Show(args, state, story).play())
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the demo's result
        story.fail(f"the demo stopped: {error!r}")
    finding = asyncio.run(audit.findings(state))
    for line in finding:
        story.fail(f"audit: {line}")
    story.note("audit", "clean" if not finding else f"{len(finding)} findings")
    print(story.table())
    if args.json:
        args.json.write_text(json.dumps(story.document(), indent=1, ensure_ascii=False))
    return 0 if story.is_right else 1


class _Show:
    """One run of the demo: who takes part, and what must be closed at its end."""

    def __init__(self, args: argparse.Namespace, state: State, story: Story) -> None:
        fleet = read_json(state.fleet_file)
        gateway = str(fleet["addresses"]["gateway"])
        self._args = args
        self._state = state
        self._story = story
        self._socket_url = gateway.replace("http", "ws", 1) + "/ws"
        crowd = max(args.orders, args.viewers // 2)
        self._people = [Api(gateway) for _ in range(1 + crowd)]
        self._host = Host(api=self._people[0])
        self._buyers: list[Buyer] = []
        self._rooms: list[Seat] = []
        self._watchers: list[Watcher] = []
        self._encoder: Encoder | None = None

    async def play(self) -> None:
        try:
            before = await self._open_the_shop()
            await self._go_live()
            await self._pin()
            await self._talk_and_buy()
            await _check_stock(self._story, self._host, before, self._tries, self._rooms[-1])
            await claim_round(self._story, self._host, self._buyers)
            await deal_round(self._story, self._host, self._buyers)
            await voucher_round(self._story, self._host, self._buyers)
            await self._end_the_show()
        finally:
            await self._close()

    @property
    def _tries(self) -> list[Buyer]:
        return self._buyers[: self._args.orders]

    async def _open_the_shop(self) -> list[dict[str, int]]:
        tell = self._story.tell
        tell("the host logs in with LINE, opens a shop, stocks it and announces a show")
        await self._host.prepare()
        before = await self._host.stock()
        tell(f"a crowd of {self._args.viewers} comes in before the show")
        self._buyers = await _admit(self._people[1:], self._socket_url, self._host)
        count = max(1, self._args.viewers - len(self._buyers))
        guests = [Seat(self._socket_url, self._host.show_id) for _ in range(count)]
        self._rooms = [*(buyer.room for buyer in self._buyers), *guests]
        await asyncio.gather(*(guest.open() for guest in guests))
        return before

    async def _go_live(self) -> None:
        self._story.tell("the encoder connects over RTMP")
        self._encoder = Encoder(
            server=self._host.credentials["rtmp_server"],
            stream_key=self._host.credentials["stream_key"],
            log=self._state.log("demo-encoder"),
        )
        await self._encoder.start()
        _, live_at = await self._rooms[-1].until(_status("live"), within_s=15)
        took = live_at - self._encoder.started_at
        self._story.latency("encoder → live on screens", took, limit_ms=3000)
        self._begun = time.monotonic()
        show = await self._host.api.get(f"/v1/shows/{self._host.show_id}")
        self._watchers = [Watcher(show["playback"]["hls_url"]) for _ in range(WATCHERS)]
        for watcher in self._watchers:
            watcher.start()

    async def _pin(self) -> None:
        asked_at = time.time() * 1000
        product_id = await self._host.pin(0)
        _, pinned_at = await self._rooms[-1].until(_pin(product_id))
        self._story.latency("pin → overlay on screens", pinned_at - asked_at, limit_ms=1000)

    async def _talk_and_buy(self) -> None:
        self._story.tell("the crowd talks and buys what the host holds up")
        talk = asyncio.create_task(_talk(self._buyers))
        buying = asyncio.create_task(_buy(self._tries, self._host))
        for part in self._args.kill:
            await asyncio.sleep(0.7)
            _kill(self._state, part, self._story)
        said = await talk
        await buying
        await _check_chat(self._story, self._rooms, said)
        _check_orders(self._story, self._tries)

    async def _end_the_show(self) -> None:
        story, rooms = self._story, self._rooms
        await asyncio.sleep(max(0.0, SHOW_AT_LEAST_S - (time.monotonic() - self._begun)))
        story.tell("the host ends the broadcast")
        for watcher in self._watchers:
            await watcher.stop()
        left_at = await self._encoder.stop() if self._encoder else 0.0
        _, ended_at = await rooms[-1].until(_status("ended"), within_s=15)
        story.latency("encoder leaves → ended on screens", ended_at - left_at, limit_ms=1000)
        _check_video(story, self._watchers)
        await _check_recording(story, self._host)
        story.note("viewers counted at most", max(room.seen.most_viewers for room in rooms))
        story.note("reconnects", sum(room.reconnects for room in rooms))
        gaps = sum(len(room.seen.holes) for room in rooms)
        story.check("nobody missed anything", not gaps, f"{gaps} gaps")

    async def _close(self) -> None:
        if self._encoder is not None:
            await self._encoder.stop()
        for watcher in self._watchers:
            await watcher.stop()
        await asyncio.gather(*(room.close() for room in self._rooms))
        await asyncio.gather(*(person.close() for person in self._people))


async def _admit(apis: list[Api], socket_url: str, host: Host) -> list[Buyer]:
    async def admit(number: int, api: Api) -> Buyer:
        user = f"buyer{number}" if number <= NAMED_BUYERS else f"viewer{number}"
        await api.log_in(user)
        room = Seat(socket_url, host.show_id, token=api)
        await room.open()
        return Buyer(api=api, room=room)

    return list(await asyncio.gather(*(admit(i + 1, api) for i, api in enumerate(apis))))


async def _talk(buyers: list[Buyer]) -> list[str]:
    """Everybody says a few things; the ids of all messages."""

    async def speak(number: int, buyer: Buyer) -> list[str]:
        ids: list[str] = []
        for turn in range(3):
            ids.append(await buyer.room.say(LINES[(number + turn) % len(LINES)]))
            await asyncio.sleep(0.4 + 0.1 * (number % 4))
        return ids

    said = await asyncio.gather(*(speak(i, buyer) for i, buyer in enumerate(buyers)))
    return [one for ids in said for one in ids]


async def _buy(buyers: list[Buyer], host: Host) -> None:
    """All try at nearly the same time; the tea is scarce, so that somebody meets "sold out"."""

    async def purchase(number: int, buyer: Buyer) -> None:
        await asyncio.sleep(0.15 * number)
        product = host.products[2 if number % 2 else number % 3 // 2]
        await buyer.buy(host, product=product)

    await asyncio.gather(*(purchase(i, buyer) for i, buyer in enumerate(buyers)))


def _kill(state: State, part: str, story: Story) -> None:
    pid = int(read_json(state.fleet_file)["parts"][part]["pid"])
    os.kill(pid, signal.SIGKILL)
    story.tell(f"kill -9 {part} in mid-show")


async def _check_chat(story: Story, rooms: list[Seat], said: list[str]) -> None:
    last = max(said, key=entry_id)
    await asyncio.gather(*(room.until(lambda entry: entry.id == last) for room in rooms))
    received = [set(room.seen.chat_ids) & set(said) for room in rooms]
    everyone = all(len(ids) == len(said) for ids in received)
    one_order = len({tuple(i for i in room.seen.chat_ids if i in set(said)) for room in rooms}) == 1
    unique = len(set(said)) == len(said)
    story.check(
        "messages sent = received by everyone, in one order",
        everyone and one_order and unique,
        f"{len(said)} sent × {len(rooms)} sockets",
    )


def _check_orders(story: Story, buyers: list[Buyer]) -> None:
    paid = sum(buyer.state == "paid" for buyer in buyers)
    cancelled = sum(buyer.state in {"cancelled", "expired"} for buyer in buyers)
    refused = sum(buyer.state == "refused" for buyer in buyers)
    story.check(
        "every purchase ended paid, cancelled or sold out",
        paid + cancelled + refused == len(buyers) and paid > 0,
        f"{paid} paid, {cancelled} cancelled, {refused} sold out",
    )


async def _check_stock(
    story: Story,
    host: Host,
    before: list[dict[str, int]],
    buyers: list[Buyer],
    watching: Seat,
) -> None:
    paid = sum(buyer.state == "paid" for buyer in buyers)
    async with asyncio.timeout(30):
        while True:
            after = await host.stock()
            sold = sum(stock["sold"] for stock in after)
            if sold == paid and not any(stock["held"] for stock in after):
                break
            await asyncio.sleep(0.2)
    kept = all(
        stock["on_hand"] + stock["held"] + stock["sold"] == old["received"]
        for stock, old in zip(after, before, strict=True)
    )
    text = "  ".join(
        f"{old['on_hand']}→{new['on_hand']}" for old, new in zip(before, after, strict=True)
    )
    story.check("stock left agrees with what was paid", kept, f"{text}, {sold} sold")
    left = {
        product["variants"][0]["variant_id"]: stock["on_hand"]
        for product, stock in zip(host.products, after, strict=True)
    }
    async with asyncio.timeout(15):
        while any(_on_screen(watching, variant, left[variant]) for variant in left):
            await asyncio.sleep(0.1)
    story.check("stock on screens is the stock in the shop", ok=True, detail="all products")


def _on_screen(room: Seat, variant: str, left: int) -> bool:
    """Whether the room's last word on the variant differs from what is left."""
    seen = [
        entry.on_hand
        for entry in room.seen.entries
        if isinstance(entry, Stock) and entry.variant_id == variant
    ]
    return bool(seen) and seen[-1] != left


def _check_video(story: Story, watchers: list[Watcher]) -> None:
    for number, watcher in enumerate(watchers, 1):
        story.check(
            f"viewer {number} saw the picture",
            watcher.frames > 0 and watcher.seconds >= SHOW_AT_LEAST_S / 3,
            f"{watcher.seconds:.1f} s, {watcher.frames} frames decoded, "
            f"first after {watcher.first_frame_s:.1f} s {watcher.error}",
        )


async def _check_recording(story: Story, host: Host) -> None:
    async with asyncio.timeout(30):
        while not (show := await host.api.get(f"/v1/shows/{host.show_id}"))["recordings"]:
            await asyncio.sleep(0.3)
    frames, seconds = await play_file(show["recordings"][0]["url"])
    story.check(
        "the recording plays", frames > 0 and seconds > SHOW_AT_LEAST_S / 2, f"{seconds:.1f} s"
    )


def _status(state: str) -> Callable[[Entry], bool]:
    return lambda entry: isinstance(entry, Status) and entry.state == state


def _pin(product_id: str) -> Callable[[Entry], bool]:
    return lambda entry: isinstance(entry, Pin) and entry.product_id == product_id
