"""The chat's rules and moderators' acts: told by events, seen by everyone, held by every gateway."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection

from gateway.tests.driver import (
    ALICE,
    BOB,
    SHOP,
    SHOW,
    Gateway,
    Services,
    ask,
    bearer,
    reason_of,
    running,
    token,
    until,
)
from gateway.tests.fakes import FakePolicy
from gateway.tests.integration.test_projector import TS, Feed, ended, scheduled
from nightmarket.stream.v1 import chat_pb2, chat_service_pb2, stream_pb2, stream_service_pb2
from nightmarket.stream.v1 import events_pb2 as stream_events
from nightmarket_gateway.rooms.entries import Chat, Speaker
from nightmarket_gateway.rooms.rules import Rules, chat_key
from nightmarket_gateway.rooms.talk import (
    TRIES,
    ChatSlowMode,
    Talk,
    now_ms,
)
from nightmarket_kit.core.errors import DomainError, Forbidden, Unavailable
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.status import ServiceUnavailable

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
LATER_MS = 10_000_000_000_000


def policy_answer(
    *sanctions: chat_pb2.ChatSanction, version: int = 1, **rules: Any
) -> chat_service_pb2.GetChatPolicyResponse:
    return chat_service_pb2.GetChatPolicyResponse(
        rules=chat_pb2.ChatRules(shop_id=SHOP, version=version, **rules), sanctions=sanctions
    )


@pytest_asyncio.fixture(loop_scope="module")
async def feed(gateway: Gateway, services: Services) -> AsyncIterator[Feed]:
    services.answers["GetShow"] = stream_service_pb2.GetShowResponse(
        show=stream_pb2.Show(show_id=SHOW, shop_id=SHOP)
    )
    services.answers["GetChatPolicy"] = policy_answer()
    yield Feed(gateway)


def acted(kind: int, **fields: Any) -> stream_events.ChatModerated:
    return stream_events.ChatModerated(
        **{
            "act_id": new_id(),
            "shop_id": SHOP,
            "show_id": SHOW,
            "kind": kind,
            "user_id": ALICE,
            **fields,
        }
    )


def muted(until_ms: int = LATER_MS, **fields: Any) -> stream_events.ChatModerated:
    message = acted(chat_pb2.ACT_KIND_MUTE, **fields)
    message.until_time.FromMilliseconds(until_ms)
    return message


def changed(version: int, **rules: Any) -> stream_events.ChatRulesChanged:
    return stream_events.ChatRulesChanged(
        rules=chat_pb2.ChatRules(shop_id=SHOP, version=version, **rules)
    )


async def enter(socket: ClientConnection, user: str = ALICE, **claims: Any) -> dict[str, Any]:
    await ask(socket, "authenticated", type="auth", token=token(user, **claims))
    return await ask(socket, "joined", type="join", room=SHOW)


async def say(socket: ClientConnection, text: str = "hi", client_id: str = "") -> dict[str, Any]:
    """`sent`, or the `error`."""
    frame = {"type": "send", "room": SHOW, "text": text, "client_id": client_id or new_id()}
    await socket.send(json.dumps(frame))
    async with asyncio.timeout(10):
        while True:
            answer: dict[str, Any] = json.loads(await socket.recv())
            if answer["type"] in {"sent", "error"}:
                return answer


async def refusal(socket: ClientConnection, text: str = "hi") -> tuple[str, dict[str, str]]:
    answer = await say(socket, text)
    return answer["reason"], answer["metadata"]


# What holds


async def test_a_mute_holds_from_its_event_and_ends_by_itself_or_another(
    gateway: Gateway, feed: Feed
) -> None:
    async with gateway.socket() as socket:
        await enter(socket)
        assert (await say(socket))["type"] == "sent"
        await feed(muted(), sequence=2)
        assert await refusal(socket) == ("CHAT_MUTED", {"until": str(LATER_MS)})
        await feed(acted(chat_pb2.ACT_KIND_UNMUTE), sequence=3)
        assert (await say(socket))["type"] == "sent"
        await feed(muted(), sequence=2)  # told again, late
        assert (await say(socket))["type"] == "sent"
        await feed(muted(now_ms() - 1), sequence=4)
        assert (await say(socket))["type"] == "sent"


async def test_a_ban_holds_for_that_person_only(gateway: Gateway, feed: Feed) -> None:
    async with gateway.socket() as alice, gateway.socket() as bob:
        await enter(alice)
        await enter(bob, BOB)
        assert (await say(alice))["type"] == "sent"
        await feed(acted(chat_pb2.ACT_KIND_BAN), sequence=2)
        assert await refusal(alice) == ("CHAT_BANNED", {})
        assert (await say(bob))["type"] == "sent"


async def test_whoever_finds_nothing_asks_stream_once_and_no_message_slips_by(
    gateway: Gateway, feed: Feed, services: Services
) -> None:
    """As after a restart of Valkey without its data, or on the shop's first message."""
    ban = chat_pb2.ChatSanction(user_id=ALICE, kind=chat_pb2.SANCTION_KIND_BAN)
    services.answers["GetChatPolicy"] = policy_answer(ban, version=7, slow_mode_s=30)
    async with gateway.socket() as alice, gateway.socket() as bob:
        await enter(alice)
        await enter(bob, BOB)
        first = await asyncio.gather(refusal(alice), say(bob))
        assert first[0] == ("CHAT_BANNED", {})
        assert first[1]["type"] == "sent"
        assert await refusal(bob) == ("CHAT_SLOW_MODE", {"retry_s": "30"})
        assert len(services.of("GetChatPolicy")) == 1
        await gateway.raw.delete(chat_key(SHOP))
        assert await refusal(alice) == ("CHAT_BANNED", {})
        assert len(services.of("GetChatPolicy")) == 2
        services.answers["GetChatPolicy"] = Unavailable(reason="SERVICE_UNAVAILABLE")
        await gateway.raw.delete(chat_key(SHOP))
        assert (await refusal(alice))[0] == "SERVICE_UNAVAILABLE"


async def test_another_gateway_holds_the_rules_from_the_same_moment(
    gateway: Gateway, feed: Feed, services: Services, valkey_url: str
) -> None:
    async with (
        running(valkey_url, services) as other,
        gateway.socket() as here,
        other.socket() as there,
    ):
        await enter(here)
        await enter(there, BOB)
        for socket in (here, there):
            assert (await say(socket, "spam"))["type"] == "sent"
        words = [chat_pb2.BlockedWords(language="en", words=["spam"])]
        await feed(changed(2, blocked=words, links_off=True), sequence=2)
        for socket in (here, there):
            assert await refusal(socket, "S.P.A.M") == ("CHAT_BLOCKED_WORD", {})
            assert await refusal(socket, "see www.x.com") == ("CHAT_LINKS_OFF", {})
            assert (await say(socket, "fine"))["type"] == "sent"
        await feed(changed(1), sequence=1)  # older
        assert (await refusal(there, "spam"))[0] == "CHAT_BLOCKED_WORD"
    assert len(services.of("GetChatPolicy")) == 1


async def test_who_works_for_the_shop_is_not_held_up_but_can_be_muted(
    gateway: Gateway, feed: Feed, services: Services
) -> None:
    words = [chat_pb2.BlockedWords(language="en", words=["spam"])]
    services.answers["GetChatPolicy"] = policy_answer(
        blocked=words,
        links_off=True,
        slow_mode_s=600,
        talk=chat_pb2.CHAT_TALK_MEMBERS,
    )
    async with gateway.socket() as socket:
        await enter(socket, roles={SHOP: "host"})
        for text in ("spam", "www.shop.com"):
            assert (await say(socket, text))["type"] == "sent"
        await feed(muted(), sequence=2)
        assert (await refusal(socket))[0] == "CHAT_MUTED"


async def test_when_only_members_talk_others_are_told_so(gateway: Gateway, feed: Feed) -> None:
    await feed(scheduled())
    async with gateway.socket() as socket:
        await enter(socket)
        assert (await say(socket))["type"] == "sent"
        await feed(changed(2, talk=chat_pb2.CHAT_TALK_MEMBERS), sequence=2)
        assert await refusal(socket) == ("CHAT_MEMBERS_ONLY", {})
        assert (await feed.state())["rules"]["talk"] == "members"
        await feed(changed(3, talk=chat_pb2.CHAT_TALK_EVERYONE), sequence=3)
        assert (await say(socket))["type"] == "sent"
        assert (await feed.state())["rules"]["talk"] == "everyone"


async def test_a_message_that_was_posted_is_answered_again_whatever_holds_now(
    gateway: Gateway, feed: Feed
) -> None:
    async with gateway.socket() as socket:
        await enter(socket)
        posted = await say(socket, client_id="c-1")
        await feed(acted(chat_pb2.ACT_KIND_BAN), sequence=2)
        assert (await say(socket, client_id="c-1"))["id"] == posted["id"]


def speaker_of(chat: Chat) -> Principal:
    return Principal(user_id=chat.user.id, session_id="s", roles={})


async def test_slow_mode_goes_by_the_clock(gateway: Gateway) -> None:
    shop, room, now = new_id(), new_id(), 1_000_000
    await gateway.raw.hset(chat_key(shop), "rv", "1")

    async def post(user: str, *, slow_mode_s: int = 10, client_id: str = "") -> str:
        policy = FakePolicy(Rules(version=1, slow_mode_s=slow_mode_s))
        talk = Talk(
            valkey=gateway.raw, policy=policy, per_person=10, per_room=10, clock=lambda: now
        )
        chat = Chat(
            ts=1, user=Speaker(id=user, name="n"), text="hi", client_id=client_id or new_id()
        )
        try:
            return await talk.post(room, chat, shop_id=shop, speaker=speaker_of(chat))
        except ChatSlowMode as error:
            return error.metadata["retry_s"]

    first = await post("a", client_id="c")
    assert await post("a") == "10"
    assert await post("a", client_id="c") == first
    assert "-" in await post("b")
    now += 9_001
    assert await post("a") == "1"
    assert "-" in await post("a", slow_mode_s=5)  # it was shortened
    now += 10_000
    assert "-" in await post("a")


async def test_rules_that_never_settle_are_told(gateway: Gateway) -> None:
    policy = FakePolicy(Rules(version=0))
    await gateway.raw.hset(chat_key("s"), "rv", "1")
    chat = Chat(ts=1, user=Speaker(id="u", name="n"), text="hi", client_id="c")
    with pytest.raises(ServiceUnavailable):
        await Talk(valkey=gateway.raw, policy=policy, per_person=10, per_room=10).post(
            new_id(), chat, shop_id="s", speaker=speaker_of(chat)
        )
    assert policy.refreshed == TRIES


# What everyone sees


async def test_a_deletion_is_seen_at_once_and_its_text_is_in_no_history(
    gateway: Gateway, feed: Feed
) -> None:
    async with gateway.socket() as alice, gateway.socket() as bob:
        before = (await enter(alice))["last_id"]
        await enter(bob, BOB)
        gone = (await say(alice, "secret"))["id"]
        kept = (await say(bob, "kept"))["id"]
        deletion = acted(chat_pb2.ACT_KIND_DELETE_MESSAGE, message_id=gone)
        await feed(deletion)
        await feed(deletion, event_id=new_id())  # another group's redelivery changes nothing seen
        entry = (await of_kind(bob, "deleted"))[0]
        assert entry == {
            "id": entry["id"],
            "kind": "deleted",
            "ts": TS,
            "act_id": deletion.act_id,
            "message_id": gone,
            "user_id": "",
        }
        for after in ({}, {"after": before}, {"after": gone}):
            again = await ask(bob, "joined", type="join", room=SHOW, **after)
            assert "secret" not in json.dumps(again)
            assert not again["gap"]
            assert again["last_id"] >= entry["id"]
            shown = [one["id"] for one in again["events"] if one["kind"] == "chat"]
            assert shown == [kept]
        await feed(acted(chat_pb2.ACT_KIND_RESTORE, undoes=deletion.act_id))
        await of_kind(bob, "restored")
        back = await ask(bob, "joined", type="join", room=SHOW)
        assert [one["text"] for one in back["events"] if one["kind"] == "chat"] == [
            "secret",
            "kept",
        ]


async def test_all_of_a_person_goes_and_what_they_say_later_stays(
    gateway: Gateway, feed: Feed
) -> None:
    async with gateway.socket() as alice, gateway.socket() as bob:
        await enter(alice)
        await enter(bob, BOB)
        for number in range(3):
            await say(alice, f"a{number}")
            await say(bob, f"b{number}")
        deletion = acted(chat_pb2.ACT_KIND_DELETE_PERSON)
        await feed(deletion)
        await of_kind(bob, "deleted")
        await say(alice, "later")
        while "later" not in [one.get("text") for one in (await until(bob, "events"))["events"]]:
            pass
        joined = await ask(bob, "joined", type="join", room=SHOW, after="0-0")
        said = [one["text"] for one in joined["events"] if one["kind"] == "chat"]
        assert said == ["b0", "b1", "b2", "later"]
        assert not joined["gap"]


async def of_kind(socket: ClientConnection, kind: str) -> list[dict[str, Any]]:
    async with asyncio.timeout(10):
        while True:
            frame = await until(socket, "events")
            if found := [one for one in frame["events"] if one["kind"] == kind]:
                return found


async def test_rules_and_pinned_messages_are_in_the_rooms_state(
    gateway: Gateway, feed: Feed
) -> None:
    await feed(scheduled())
    assert "rules" not in await feed.state()
    await feed(changed(2, slow_mode_s=10), sequence=2)
    pin = acted(chat_pb2.ACT_KIND_PIN, message_id="5-0", user_name="小美", text="免運")
    await feed(pin, sequence=3)
    state = await feed.state()
    assert (state["rules"]["slow_mode_s"], state["rules"]["links_off"]) == (10, False)
    assert state["message_pin"]["message"] == {
        "id": "5-0",
        "user": {"id": ALICE, "name": "小美"},
        "text": "免運",
    }
    await feed(acted(chat_pb2.ACT_KIND_UNPIN, user_id=""), sequence=4)
    await feed(pin, sequence=3, event_id=new_id())
    assert (await feed.state())["message_pin"]["message"] is None
    async with gateway.socket() as socket:
        await ask(socket, "joined", type="join", room=SHOW)  # fits its schema


async def test_a_room_that_comes_later_has_the_rules_that_stand(
    gateway: Gateway, feed: Feed, services: Services
) -> None:
    services.answers["GetChatPolicy"] = policy_answer(
        version=5, slow_mode_s=20, talk=chat_pb2.CHAT_TALK_MEMBERS
    )
    await feed(scheduled())
    rules = (await feed.state())["rules"]
    assert (rules["slow_mode_s"], rules["talk"]) == (20, "members")
    await feed(changed(4, slow_mode_s=9), sequence=4)
    assert (await feed.state())["rules"]["slow_mode_s"] == 20


async def test_a_sanction_is_told_where_the_shop_is(gateway: Gateway, feed: Feed) -> None:
    await feed(scheduled())
    await feed(muted(), sequence=2)
    await feed(acted(chat_pb2.ACT_KIND_UNMUTE), sequence=3)
    told = [one for one in await feed.entries() if one["kind"] == "sanction"]
    assert [(one["user_id"], one["state"], one["until"]) for one in told] == [
        (ALICE, "muted", LATER_MS),
        (ALICE, "none", 0),
    ]
    assert set(await feed.state()) == {"status"}
    await feed(ended(), sequence=2)


# Over REST


async def test_an_act_about_a_message_takes_name_and_text_from_the_room(
    gateway: Gateway, feed: Feed, services: Services
) -> None:
    async with gateway.socket() as socket:
        await enter(socket)
        message_id = (await say(socket, "buy here"))["id"]
    headers = {**bearer(BOB), "Idempotency-Key": new_id()}
    body = {"act": "mute", "message_id": message_id, "minutes": 5, "why": "spam"}
    services.answers["Moderate"] = chat_service_pb2.ModerateResponse(
        act=chat_pb2.ModerationAct(
            act_id=new_id(), shop_id=SHOP, show_id=SHOW, kind=chat_pb2.ACT_KIND_MUTE, actor_id=BOB
        )
    )
    made = await gateway.client.post(f"/v1/shows/{SHOW}/moderation", json=body, headers=headers)
    assert (made.status_code, made.json()["act"]) == (201, "mute")
    [call] = services.of("Moderate")
    sent = call.request
    assert (sent.user_id, sent.user_name, sent.text) == (ALICE, "小美", "buy here")
    assert (sent.minutes, sent.why) == (5, "spam")
    assert sent.request_id


@pytest.mark.parametrize("message_id", ["1-0", "x", "9" * 40])
async def test_a_message_that_is_not_there_is_not_found(
    gateway: Gateway, services: Services, message_id: str
) -> None:
    answer = await gateway.client.post(
        f"/v1/shows/{SHOW}/moderation",
        json={"act": "delete_message", "message_id": message_id},
        headers={**bearer(), "Idempotency-Key": new_id()},
    )
    assert reason_of(answer) == (404, "MESSAGE_NOT_FOUND")
    assert services.of("Moderate") == []


async def test_rules_acts_and_sanctions_over_rest(gateway: Gateway, services: Services) -> None:
    rules = chat_pb2.ChatRules(
        shop_id=SHOP,
        slow_mode_s=5,
        talk=chat_pb2.CHAT_TALK_MEMBERS,
        blocked=[chat_pb2.BlockedWords(language="th", words=["หวย"])],
        version=3,
    )
    services.answers["GetChatRules"] = chat_service_pb2.GetChatRulesResponse(rules=rules)
    services.answers["UpdateChatRules"] = chat_service_pb2.UpdateChatRulesResponse(rules=rules)
    path = f"/v1/shops/{SHOP}/chat-rules"
    found = await gateway.client.get(path, headers=bearer())
    assert found.json() == {
        "slow_mode_s": 5,
        "links_off": False,
        "talk": "members",
        "blocked": {"th": ["หวย"]},
    }
    headers = {**bearer(), "Idempotency-Key": new_id()}
    await gateway.client.patch(path, json={"blocked": {}}, headers=headers)
    sent = services.of("UpdateChatRules")[0].request
    assert sent.HasField("blocked")
    assert not sent.HasField("slow_mode_s")
    assert sent.talk == chat_pb2.CHAT_TALK_UNSPECIFIED
    await gateway.client.patch(path, json={"talk": "members"}, headers=headers)
    assert services.of("UpdateChatRules")[1].request.talk == chat_pb2.CHAT_TALK_MEMBERS
    for body in ({"slow_mode_s": 601}, {"blocked": {"fr": ["x"]}}, {"blocked": {"en": ["x" * 51]}}):
        answer = await gateway.client.patch(path, json=body, headers=headers)
        assert reason_of(answer) == (400, "BODY_INVALID")
    for route, key in (("moderation", "acts"), ("chat-sanctions", "sanctions")):
        page = await gateway.client.get(f"/v1/shops/{SHOP}/{route}", headers=bearer())
        assert page.json() == {key: [], "next_page_token": ""}
        guest = await gateway.client.get(f"/v1/shops/{SHOP}/{route}")
        assert reason_of(guest) == (401, "TOKEN_MISSING")


async def test_who_acts_is_named_and_what_was_undone_is_told(
    gateway: Gateway, services: Services
) -> None:
    change = chat_pb2.ModerationAct(
        act_id=new_id(),
        kind=chat_pb2.ACT_KIND_RULES,
        actor_id=BOB,
        actor_name="小美",
        is_undone=True,
        undone_by=ALICE,
        undone_by_name="阿美",
        rules_before=chat_pb2.ChatRules(slow_mode_s=0),
        rules_after=chat_pb2.ChatRules(slow_mode_s=30),
    )
    services.answers["ListModerationActs"] = chat_service_pb2.ListModerationActsResponse(
        acts=[change]
    )
    page = (await gateway.client.get(f"/v1/shops/{SHOP}/moderation", headers=bearer())).json()
    [told] = page["acts"]
    assert (told["actor_name"], told["undone_by_name"], told["can_undo"]) == ("小美", "阿美", False)
    assert [told["rules"][one]["slow_mode_s"] for one in ("before", "after")] == [0, 30]
    headers = {**bearer(), "Idempotency-Key": new_id()}
    body = {"undoes": change.act_id}
    await gateway.client.patch(f"/v1/shops/{SHOP}/chat-rules", json=body, headers=headers)
    [call] = services.of("UpdateChatRules")
    assert (call.request.undoes, call.request.actor_name) == (change.act_id, "小美")


async def test_the_shops_own_room_hears_of_every_act(gateway: Gateway, feed: Feed) -> None:
    await feed(scheduled())
    await feed(changed(2, slow_mode_s=10), sequence=2)
    await feed(muted(), sequence=3)
    deletion = acted(chat_pb2.ACT_KIND_DELETE_PERSON)
    await feed(deletion, sequence=4)
    await feed(acted(chat_pb2.ACT_KIND_RESTORE, undoes=deletion.act_id), sequence=5)
    pin = acted(chat_pb2.ACT_KIND_PIN, message_id="5-0", user_name="小美", text="免運")
    await feed(pin, sequence=6)
    async with gateway.socket() as socket:
        await ask(socket, "authenticated", type="auth", token=token(roles={SHOP: "moderator"}))
        joined = await ask(socket, "joined", type="join", room=SHOP)
    kinds = [one["kind"] for one in joined["events"]]
    assert kinds == ["rules", "sanction", "deleted", "restored", "message_pin"]


async def test_a_refusal_of_stream_is_the_answers_reason(
    gateway: Gateway, services: Services
) -> None:
    refused: DomainError = Forbidden(reason="OWNER_PROTECTED", user_id=ALICE)
    services.answers["Moderate"] = refused
    answer = await gateway.client.post(
        f"/v1/shows/{SHOW}/moderation",
        json={"act": "ban", "user_id": ALICE},
        headers={**bearer(), "Idempotency-Key": new_id()},
    )
    assert reason_of(answer) == (403, "OWNER_PROTECTED")
