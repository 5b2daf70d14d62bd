"""The archive's routes, and what the archive reads the rooms by."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.tests.driver import ALICE, SHOW, Gateway, Services, ask, bearer, reason_of, token
from nightmarket.stream.v1 import chat_pb2, chat_service_pb2
from nightmarket_gateway.rooms import log as log_module
from nightmarket_gateway.rooms.log import RoomLog, epoch_key, log_key
from nightmarket_kit.core.errors import Invalid
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_duration, to_timestamp

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
PATH = f"/v1/shows/{SHOW}/chat"


async def test_a_room_is_known_to_the_archive_once_somebody_speaks_there(gateway: Gateway) -> None:
    silent = new_id()
    await RoomLog(gateway.raw).append(silent, b'{"kind":"stock"}', dedupe=new_id())
    async with gateway.socket() as socket:
        await ask(socket, "authenticated", type="auth", token=token(ALICE))
        joined = await ask(socket, "joined", type="join", room=SHOW)
        said = {"type": "send", "room": SHOW, "text": "hi", "client_id": new_id()}
        await ask(socket, "sent", **said)
    assert await gateway.raw.smembers("chat:rooms") == {SHOW.encode()}
    # and its log has the epoch that viewers were told
    assert (await gateway.raw.get(epoch_key(SHOW))).decode() == joined["epoch"]


@pytest.mark.parametrize("behind_s", [None, 0, 60])
async def test_a_log_is_longer_while_the_archive_is_behind(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, behind_s: int | None
) -> None:
    monkeypatch.setattr(log_module, "LOG_LENGTH", 100)
    if behind_s is not None:
        now = (await gateway.raw.time())[0]
        await gateway.raw.set("chat:archived", now - behind_s)
    log, room = RoomLog(gateway.raw), new_id()
    for _ in range(600):
        await log.append(room, b'{"kind":"stock"}', dedupe=new_id())
    length = await gateway.raw.xlen(log_key(room))
    assert length == 600 if behind_s == 60 else length < 400  # trimmed by whole nodes


async def test_history_goes_there_and_back(gateway: Gateway, services: Services) -> None:
    message = chat_pb2.ChatMessage(
        message_id="1795412345678-0",
        user_id=ALICE,
        user_name="小美",
        text="晚安",
        client_id="c",
        post_time=to_timestamp(AT),
        reply=chat_pb2.ChatReply(
            message_id="1795412345677-0", user_id=SHOW, user_name="阿明", text="大家好"
        ),
    )
    beside = chat_pb2.ChatMessage()
    beside.CopyFrom(message)
    beside.ClearField("reply")
    beside.offset.CopyFrom(to_duration(timedelta(seconds=7.5)))
    services.answers["ListChat"] = chat_service_pb2.ListChatResponse(
        messages=[message, beside], next_page_token="more"
    )
    answer = (await gateway.client.get(f"{PATH}?before=1795412345679-0&page_size=2")).json()
    assert answer["next_page_token"] == "more"
    assert answer["messages"][0] == {
        "id": "1795412345678-0",
        "user": {"id": ALICE, "name": "小美"},
        "text": "晚安",
        "client_id": "c",
        "post_time": "2026-11-05T12:00:00Z",
        "reply": {
            "id": "1795412345677-0",
            "user": {"id": SHOW, "name": "阿明"},
            "text": "大家好",
        },
        "offset_s": None,
    }
    assert answer["messages"][1]["offset_s"] == 7.5
    assert answer["messages"][1]["reply"] is None
    asked = services.of("ListChat")[-1].request
    assert (asked.before, asked.page_size) == ("1795412345679-0", 2)
    assert not asked.HasField("from_s")
    await gateway.client.get(f"{PATH}?from_s=0&to_s=30.5&page_token=x")
    asked = services.of("ListChat")[-1].request
    assert (asked.from_s, asked.HasField("from_s"), asked.to_s) == (0, True, 30.5)
    services.answers["ListChat"] = Invalid(reason="CHAT_RANGE_INVALID")
    assert reason_of(await gateway.client.get(f"{PATH}?from_s=9&to_s=3")) == (
        400,
        "CHAT_RANGE_INVALID",
    )
    assert (await gateway.client.get(f"{PATH}?from_s=inf")).status_code == 400


async def test_taking_back_is_for_oneself_and_has_a_key(
    gateway: Gateway, services: Services
) -> None:
    assert reason_of(await gateway.client.delete("/v1/me/chat"))[0] == 401
    key = new_id()
    headers = bearer(ALICE) | {"Idempotency-Key": key}
    services.answers["DeleteMyChat"] = chat_service_pb2.DeleteMyChatResponse()
    assert (await gateway.client.delete("/v1/me/chat", headers=headers)).status_code == 204
    assert services.of("DeleteMyChat")[-1].request.request_id
