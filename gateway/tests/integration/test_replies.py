"""Answers to a line: quoted by the gateway from the room's log, and gone when the line is."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection

from gateway.tests.driver import ALICE, BOB, SHOP, SHOW, Gateway, Services, ask, until
from gateway.tests.integration.test_moderation import acted, enter, of_kind, policy_answer
from gateway.tests.integration.test_projector import Feed, scheduled
from nightmarket.stream.v1 import chat_pb2, stream_pb2, stream_service_pb2
from nightmarket_gateway.rooms.replies import MAX_QUOTED
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def feed(gateway: Gateway, services: Services) -> AsyncIterator[Feed]:
    services.answers["GetShow"] = stream_service_pb2.GetShowResponse(
        show=stream_pb2.Show(show_id=SHOW, shop_id=SHOP)
    )
    services.answers["GetChatPolicy"] = policy_answer()
    yield Feed(gateway)


async def say(socket: ClientConnection, text: str, reply_to: str = "") -> dict[str, Any]:
    """The entry as the room sees it."""
    frame = {"type": "send", "room": SHOW, "text": text, "client_id": new_id()}
    if reply_to:
        frame["reply_to"] = reply_to
    await socket.send(json.dumps(frame))
    while True:
        for entry in (await until(socket, "events"))["events"]:
            if entry.get("client_id") == frame["client_id"]:
                found: dict[str, Any] = entry
                return found


async def test_an_answer_quotes_the_line_and_not_what_its_sender_says(
    gateway: Gateway, feed: Feed
) -> None:
    async with gateway.socket() as alice, gateway.socket() as bob:
        await enter(alice)
        await enter(bob, BOB)
        asked = await say(alice, "還有藍色嗎")
        assert "reply" not in asked
        answer = await say(bob, "有", reply_to=asked["id"])
        assert answer["reply"] == {
            "id": asked["id"],
            "user_id": ALICE,
            "name": asked["user"]["name"],
            "text": "還有藍色嗎",
        }
        long = await say(alice, "x" * 300)
        quoted = (await say(bob, "ok", reply_to=long["id"]))["reply"]["text"]
        assert (len(quoted), quoted[-1]) == (MAX_QUOTED, "…")


@pytest.mark.parametrize("unknown", ["1-0", "x", "9" * 40, "-"])
async def test_what_is_not_there_is_not_quoted(gateway: Gateway, feed: Feed, unknown: str) -> None:
    async with gateway.socket() as socket:
        await enter(socket)
        assert "reply" not in await say(socket, "hm", reply_to=unknown)


async def test_only_what_people_said_is_quoted(gateway: Gateway, feed: Feed) -> None:
    await feed(scheduled())
    async with gateway.socket() as socket:
        [status] = (await enter(socket))["events"]
        assert "reply" not in await say(socket, "hm", reply_to=status["id"])


@pytest.mark.parametrize(
    "kind", [chat_pb2.ACT_KIND_DELETE_MESSAGE, chat_pb2.ACT_KIND_DELETE_PERSON]
)
async def test_what_was_taken_away_is_read_in_no_answer(
    gateway: Gateway, feed: Feed, kind: int
) -> None:
    async with gateway.socket() as alice, gateway.socket() as bob:
        await enter(alice)
        await enter(bob, BOB)
        spam = await say(alice, "secret")
        await say(bob, "stop it", reply_to=spam["id"])
        deletion = acted(kind, message_id=spam["id"])
        await feed(deletion)
        await of_kind(bob, "deleted")
        assert "reply" not in await say(bob, "too late", reply_to=spam["id"])
        joined = await ask(bob, "joined", type="join", room=SHOW)
        assert "secret" not in json.dumps(joined)
        assert [one["text"] for one in joined["events"] if one["kind"] == "chat"] == [
            "stop it",
            "too late",
        ]
        await feed(acted(chat_pb2.ACT_KIND_RESTORE, undoes=deletion.act_id))
        await of_kind(bob, "restored")
        joined = await ask(bob, "joined", type="join", room=SHOW)
        answers = [one["reply"]["text"] for one in joined["events"] if "reply" in one]
        assert answers == ["secret"]
