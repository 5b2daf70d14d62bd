"""A moderator acts over REST, everyone sees it, and a gateway that was killed still holds to it."""

import asyncio
import json
from typing import Any

import pytest
from support.fleet import Fleet, eventually
from websockets.asyncio.client import ClientConnection, connect

from nightmarket_kit.core.ids import new_id
from nightmarket_local.demo.api import Api, Refused
from nightmarket_local.demo.people import Host

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(150)]


async def until(socket: ClientConnection, *types: str) -> dict[str, Any]:
    async with asyncio.timeout(15):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame["type"] in types:
                return frame


async def enter(socket: ClientConnection, show_id: str, api: Api | None = None) -> dict[str, Any]:
    if api is not None:
        await socket.send(json.dumps({"type": "auth", "token": api.token}))
        await until(socket, "authenticated")
    await socket.send(json.dumps({"type": "join", "room": show_id}))
    return await until(socket, "joined")


async def say(socket: ClientConnection, show_id: str, text: str) -> dict[str, Any]:
    frame = {"type": "send", "room": show_id, "text": text, "client_id": new_id()}
    await socket.send(json.dumps(frame))
    return await until(socket, "sent", "error")


async def seen(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(15):
        while True:
            frame = await until(socket, "events")
            for event in frame["events"]:
                if event["kind"] == kind:
                    found: dict[str, Any] = event
                    return found


async def act(host: Host, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = await host.api.post(f"/v1/shows/{host.show_id}/moderation", body)
    return made


async def test_what_a_moderator_does_holds_and_is_known_after_a_kill(
    fleet: Fleet, host: Host
) -> None:
    room = host.show_id
    buyer, other = await fleet.person("buyer1"), await fleet.person("buyer2")
    async with connect(fleet.socket_url) as loud, connect(fleet.socket_url) as quiet:
        await enter(loud, room, buyer)
        await enter(quiet, room, other)
        spam = (await say(loud, room, "加賴領好禮 line.me/x"))["id"]
        assert (await say(quiet, room, "還有貨嗎"))["type"] == "sent"
        deletion = await act(host, act="delete_message", message_id=spam, why="廣告")
        assert (await seen(quiet, "deleted"))["message_id"] == spam
        await act(host, act="mute", message_id=spam, minutes=5)
        assert (await seen(quiet, "sanction"))["state"] == "muted"
        refused = await say(loud, room, "hello")
        assert refused["reason"] == "CHAT_MUTED"
        assert int(refused["metadata"]["until"]) > 1_700_000_000_000
        words = {"blocked": {"zh_TW": ["加賴"]}, "links_off": True, "slow_mode_s": 0}
        await host.api.patch(f"/v1/shops/{host.shop_id}/chat-rules", words)
        assert (await seen(quiet, "rules"))["links_off"] is True
        assert (await say(quiet, room, "加-賴 我"))["reason"] == "CHAT_BLOCKED_WORD"
        assert (await say(quiet, room, "www.shop.tw"))["reason"] == "CHAT_LINKS_OFF"

    before = fleet.document["parts"]["gateway"]["pid"]
    fleet.kill("gateway")

    async def is_back() -> bool:
        document = fleet.document
        return bool(document["ready"]) and document["parts"]["gateway"]["pid"] != before

    await eventually(is_back, within_s=60)
    async with connect(fleet.socket_url) as loud, connect(fleet.socket_url) as quiet:
        await enter(loud, room, buyer)
        joined = await enter(quiet, room, other)
        assert "領好禮" not in json.dumps(joined, ensure_ascii=False)
        assert joined["state"]["rules"]["links_off"] is True
        assert (await say(loud, room, "hello"))["reason"] == "CHAT_MUTED"
        assert (await say(quiet, room, "加 賴"))["reason"] == "CHAT_BLOCKED_WORD"
        await act(host, act="unmute", user_id=buyer.user_id)
        assert (await seen(quiet, "sanction"))["state"] == "none"
        assert (await say(loud, room, "謝謝"))["type"] == "sent"
        await act(host, act="restore", act_id=deletion["act_id"])
        assert (await seen(quiet, "restored"))["act_id"] == deletion["act_id"]
        joined = await enter(quiet, room)
        assert "領好禮" in json.dumps(joined, ensure_ascii=False)
    acts = (await host.api.get(f"/v1/shops/{host.shop_id}/moderation"))["acts"]
    kinds = [one["act"] for one in acts]
    assert kinds == ["restore", "unmute", "rules", "mute", "delete_message"]
    assert (acts[-1]["why"], acts[-1]["is_undone"]) == ("廣告", True)
    with pytest.raises(Refused) as refusal:
        await buyer.get(f"/v1/shops/{host.shop_id}/moderation")
    assert refusal.value.reason == "ROLE_MISSING"
    with pytest.raises(Refused) as owner:
        await act(host, act="ban", user_id=host.api.user_id)
    assert owner.value.reason == "OWNER_PROTECTED"
