"""The room seen from outside: order, resume, and what it answers to nonsense."""

import asyncio
import json
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from support.fleet import Fleet, eventually
from support.talk import patiently
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from nightmarket_gateway.rooms.frames import SERVER
from nightmarket_local.demo.people import Host
from nightmarket_room import Pin

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(90)]


async def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            text = await socket.recv()
            SERVER.validate_json(text, strict=True)
            frame: dict[str, Any] = json.loads(text)
            if frame["type"] == kind:
                return frame


async def ask(socket: ClientConnection, answer: str, **frame: Any) -> dict[str, Any]:
    await socket.send(json.dumps(frame))
    return await until(socket, answer)


async def test_everyone_sees_one_order_and_a_resume_misses_nothing(
    fleet: Fleet, host: Host
) -> None:
    speaker = fleet.room(host.show_id, host.api)
    listener = fleet.room(host.show_id)
    await asyncio.gather(speaker.open(), listener.open())
    said = [await patiently(speaker, f"第 {number} 句") for number in range(5)]
    await asyncio.gather(
        *(one.until(lambda entry: entry.id == said[-1]) for one in (listener, speaker))
    )
    assert listener.seen.chat_ids == speaker.seen.chat_ids == said
    await listener.close()
    missed = [await patiently(speaker, f"missed {number}") for number in range(3)]
    async with connect(fleet.socket_url) as socket:
        joined = await ask(socket, "joined", type="join", room=host.show_id, after=said[-1])
        events = joined["events"]
        while len(events) < len(missed):  # what is said just now may come after `joined`
            events += (await until(socket, "events"))["events"]
        assert [event["id"] for event in events if event["kind"] == "chat"] == missed
        assert joined["gap"] is False
    await speaker.close()


async def test_sending_twice_with_one_client_id_posts_once(fleet: Fleet, host: Host) -> None:
    speaker = await fleet.person("buyer9")  # who says nothing else here, so within the limits
    async with connect(fleet.socket_url) as socket:
        await ask(socket, "authenticated", type="auth", token=speaker.token)
        await ask(socket, "joined", type="join", room=host.show_id)
        message = {"type": "send", "room": host.show_id, "client_id": "c1", "text": "hello"}
        first = await ask(socket, "sent", **message)
        second = await ask(socket, "sent", **message)
        assert first["id"] == second["id"]


async def test_guests_read_but_do_not_speak(fleet: Fleet, host: Host) -> None:
    async with connect(fleet.socket_url) as socket:
        await ask(socket, "joined", type="join", room=host.show_id)
        message = {"type": "send", "room": host.show_id, "client_id": "c1", "text": "hello"}
        refused = await ask(socket, "error", **message)
        assert (refused["reason"], refused["client_id"]) == ("TOKEN_MISSING", "c1")


async def test_malformed_frames_are_answered_and_then_end_the_socket(
    fleet: Fleet, host: Host
) -> None:
    async with connect(fleet.socket_url) as socket:
        for nonsense in ("{", "[]", '"text"', json.dumps({"type": "dance"})):
            await socket.send(nonsense)
            assert (await until(socket, "error"))["reason"] in {
                "FRAME_INVALID",
                "FRAME_TYPE_UNKNOWN",
            }
        await socket.send(b"\x00\x01")
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4400


async def test_an_oversized_frame_closes_with_1009(fleet: Fleet) -> None:
    async with connect(fleet.socket_url) as socket:
        await socket.send(json.dumps({"type": "ping", "pad": "x" * 5000}))
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_unknown_rooms_and_foreign_origins_are_refused(fleet: Fleet) -> None:
    async with connect(fleet.socket_url) as socket:
        unknown = "01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d"
        assert (await ask(socket, "error", type="join", room=unknown))["reason"] == "SHOW_NOT_FOUND"
        assert (await ask(socket, "error", type="join", room="../x"))["reason"] == "ID_INVALID"
    with pytest.raises(InvalidStatus) as refused:
        await connect(fleet.socket_url, origin="https://evil.example")  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


async def test_an_undecodable_record_goes_to_dead_letters_and_the_partition_goes_on(
    fleet: Fleet, host: Host
) -> None:
    bootstrap = fleet.document["addresses"]["kafka"]
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    for partition in range(4):
        await producer.send_and_wait("product.pinned", b"\xff nonsense", partition=partition)
    await producer.stop()
    room = fleet.room(host.show_id)
    await room.open()
    product = await host.pin(1)
    pinned, _ = await room.until(lambda entry: isinstance(entry, Pin), within_s=15)
    assert isinstance(pinned, Pin)
    assert pinned.product_id == product
    await room.close()
    letters = AIOKafkaConsumer(
        "product.pinned.gateway.dlq", bootstrap_servers=bootstrap, auto_offset_reset="earliest"
    )
    await letters.start()
    found: list[dict[str, bytes]] = []

    async def four() -> bool:
        for records in (await letters.getmany(timeout_ms=200)).values():
            found.extend(dict(record.headers) for record in records)
        return len(found) >= 4

    await eventually(four)
    await letters.stop()
    assert {one["dlq_reason"] for one in found} == {b"UNDECODABLE"}
