"""The chat's rules and moderation: who may, what is recorded, what is told, what is undone."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from nightmarket.stream.v1 import chat_pb2, events_pb2
from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import from_timestamp
from services.stream.tests.driver import HOST, OTHER_SHOP, OWNER, SHOP, START, World, token
from services.stream.tests.integration.test_shows import refused

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
GUEST = new_id()
MESSAGE = "1795412345678-0"


async def rules(world: World, **fields: Any) -> chat_pb2.ChatRules:
    request = pb.UpdateChatRulesRequest(**{"request_id": new_id(), "shop_id": SHOP, **fields})
    return (await world.chat.UpdateChatRules(request, **world.auth())).rules


async def act(
    world: World, show_id: str, kind: int, *, user: str = "", **fields: Any
) -> chat_pb2.ModerationAct:
    request = pb.ModerateRequest(
        **{
            "request_id": new_id(),
            "show_id": show_id,
            "kind": kind,
            "user_id": GUEST,
            "user_name": "阿明",
            **fields,
        }
    )
    return (await world.chat.Moderate(request, **world.auth(user or None))).act


async def delete(world: World, show_id: str, **fields: Any) -> chat_pb2.ModerationAct:
    words = {"message_id": MESSAGE, "text": "買粉絲", **fields}
    return await act(world, show_id, chat_pb2.ACT_KIND_DELETE_MESSAGE, **words)


async def acts(world: World) -> list[chat_pb2.ModerationAct]:
    request = pb.ListModerationActsRequest(shop_id=SHOP)
    return list((await world.chat.ListModerationActs(request, **world.auth())).acts)


async def sanctions(world: World) -> list[chat_pb2.ChatSanction]:
    request = pb.ListChatSanctionsRequest(shop_id=SHOP)
    return list((await world.chat.ListChatSanctions(request, **world.auth())).sanctions)


async def told(world: World) -> list[events_pb2.ChatModerated]:
    rows = await world.database.pool.fetch(
        "SELECT payload, key, sequence FROM outbox WHERE topic = 'chat.moderated' ORDER BY id"
    )
    assert all(str(row["key"]) == SHOP for row in rows)
    sequences = [row["sequence"] for row in rows]
    assert sequences == sorted(set(sequences))
    return [events_pb2.ChatModerated.FromString(row["payload"]) for row in rows]


async def told_rules(world: World) -> list[chat_pb2.ChatRules]:
    rows = await world.database.pool.fetch(
        "SELECT payload FROM outbox WHERE topic = 'chat.rules_changed' ORDER BY id"
    )
    return [events_pb2.ChatRulesChanged.FromString(row["payload"]).rules for row in rows]


async def test_rules_change_by_field_and_are_told_once(world: World) -> None:
    words = pb.BlockedList(
        languages=[chat_pb2.BlockedWords(language="en", words=[" Spam ", "Spam", "scam"])]
    )
    first = await rules(world, slow_mode_s=10, blocked=words, why="flood")
    assert (first.slow_mode_s, first.links_off, first.version) == (10, False, 1)
    second = await rules(world, links_off=True)
    assert (second.slow_mode_s, second.links_off, second.version) == (10, True, 2)
    assert [(one.language, list(one.words)) for one in second.blocked] == [("en", ["Spam", "scam"])]
    assert (await rules(world, links_off=True)).version == 2  # nothing changed
    assert not (await rules(world, blocked=pb.BlockedList())).blocked
    assert first.talk == chat_pb2.CHAT_TALK_EVERYONE
    closed = await rules(world, talk=chat_pb2.CHAT_TALK_MEMBERS)
    assert (closed.talk, closed.slow_mode_s) == (chat_pb2.CHAT_TALK_MEMBERS, 10)
    assert (await rules(world, slow_mode_s=10)).talk == chat_pb2.CHAT_TALK_MEMBERS
    assert (await told_rules(world))[-1].talk == chat_pb2.CHAT_TALK_MEMBERS
    rows = await world.events()
    assert [row for row in rows if row[0].startswith("chat.")] == [
        ("chat.rules_changed", 1),
        ("chat.rules_changed", 2),
        ("chat.rules_changed", 3),
        ("chat.rules_changed", 4),
    ]
    assert [one.kind for one in await acts(world)] == [chat_pb2.ACT_KIND_RULES] * 4
    assert (await acts(world))[-1].why == "flood"


@pytest.mark.parametrize(
    "fields",
    [
        {"slow_mode_s": -1},
        {"slow_mode_s": 601},
        {"talk": 7},
        {"blocked": pb.BlockedList(languages=[chat_pb2.BlockedWords(language="fr", words=["x"])])},
        {"blocked": pb.BlockedList(languages=[chat_pb2.BlockedWords(language="en", words=["--"])])},
        {
            "blocked": pb.BlockedList(
                languages=[chat_pb2.BlockedWords(language="en", words=["x" * 51])]
            )
        },
        {
            "blocked": pb.BlockedList(
                languages=[
                    chat_pb2.BlockedWords(language="en", words=[f"x{n}" for n in range(201)])
                ]
            )
        },
    ],
)
async def test_rules_outside_of_their_limits_are_refused(
    world: World, fields: dict[str, Any]
) -> None:
    assert await refused(rules(world, **fields)) == "CHAT_RULES_INVALID"
    assert await world.events() == []


@pytest.mark.parametrize("role", ["owner", "manager", "host", "moderator"])
async def test_who_may_moderate(world: World, role: str) -> None:
    show = await world.show()
    assert (await delete(world, show.show_id, user=token(role=role))).user_name == "阿明"


async def test_who_may_not(world: World) -> None:
    show = await world.show()
    for who in (token(role="packer"), token(role="owner", shop_id=OTHER_SHOP)):
        assert await refused(delete(world, show.show_id, user=who)) == "ROLE_MISSING"
        for call, request in (
            (world.chat.GetChatRules, pb.GetChatRulesRequest(shop_id=SHOP)),
            (world.chat.ListModerationActs, pb.ListModerationActsRequest(shop_id=SHOP)),
            (world.chat.ListChatSanctions, pb.ListChatSanctionsRequest(shop_id=SHOP)),
        ):
            assert await refused(call(request, **world.auth(who))) == "ROLE_MISSING"
    assert await refused(delete(world, new_id())) == "SHOW_NOT_FOUND"
    assert await acts(world) == []


async def test_nobody_moderates_an_owner(world: World) -> None:
    show = await world.show()
    for kind in (
        chat_pb2.ACT_KIND_DELETE_MESSAGE,
        chat_pb2.ACT_KIND_DELETE_PERSON,
        chat_pb2.ACT_KIND_MUTE,
        chat_pb2.ACT_KIND_BAN,
    ):
        fields = {"user_id": OWNER, "message_id": MESSAGE, "minutes": 5}
        assert await refused(act(world, show.show_id, kind, **fields)) == "OWNER_PROTECTED"
    pinned = await act(
        world, show.show_id, chat_pb2.ACT_KIND_PIN, user_id=OWNER, message_id=MESSAGE
    )
    assert pinned.user_id == OWNER


async def test_a_deletion_is_recorded_told_and_undone_once(world: World) -> None:
    show = await world.show()
    gone = await delete(world, show.show_id, why="spam")
    assert (gone.actor_id, gone.text, gone.why, gone.is_undone) == (HOST, "買粉絲", "spam", False)
    back = await act(world, show.show_id, chat_pb2.ACT_KIND_RESTORE, undoes=gone.act_id, user_id="")
    assert (back.undoes, back.message_id, back.user_id) == (gone.act_id, MESSAGE, GUEST)
    again = act(world, show.show_id, chat_pb2.ACT_KIND_RESTORE, undoes=gone.act_id, user_id="")
    assert await refused(again) == "ALREADY_UNDONE"
    unknown = act(world, show.show_id, chat_pb2.ACT_KIND_RESTORE, undoes=back.act_id, user_id="")
    assert await refused(unknown) == "ACT_NOT_FOUND"
    assert [(one.kind, one.is_undone) for one in await acts(world)] == [
        (chat_pb2.ACT_KIND_RESTORE, False),
        (chat_pb2.ACT_KIND_DELETE_MESSAGE, True),
    ]
    assert [(one.kind, one.message_id, one.text, one.undoes) for one in await told(world)] == [
        (chat_pb2.ACT_KIND_DELETE_MESSAGE, MESSAGE, "", ""),
        (chat_pb2.ACT_KIND_RESTORE, MESSAGE, "", gone.act_id),
    ]


async def test_a_mute_runs_out_and_a_ban_does_not(world: World) -> None:
    show = await world.show()
    muted = await act(world, show.show_id, chat_pb2.ACT_KIND_MUTE, minutes=5)
    assert from_timestamp(muted.until_time) == START + timedelta(minutes=5)
    longer = await act(world, show.show_id, chat_pb2.ACT_KIND_MUTE, minutes=60)
    [one] = await sanctions(world)
    assert (one.user_id, one.kind) == (GUEST, chat_pb2.SANCTION_KIND_MUTE)
    assert one.until_time == longer.until_time
    world.clock.advance(timedelta(minutes=61))
    assert await sanctions(world) == []
    assert await refused(act(world, show.show_id, chat_pb2.ACT_KIND_UNMUTE)) == "SANCTION_NOT_FOUND"
    await act(world, show.show_id, chat_pb2.ACT_KIND_BAN)
    world.clock.advance(timedelta(days=400))
    [banned] = await sanctions(world)
    assert (banned.kind, banned.HasField("until_time")) == (chat_pb2.SANCTION_KIND_BAN, False)
    mute = act(world, show.show_id, chat_pb2.ACT_KIND_MUTE, minutes=5)
    assert await refused(mute) == "ALREADY_BANNED"
    await act(world, show.show_id, chat_pb2.ACT_KIND_UNBAN)
    assert await sanctions(world) == []


async def test_deleting_takes_the_pin_down(world: World) -> None:
    show = await world.show()
    pin = {"message_id": MESSAGE, "text": "今晚免運"}
    await act(world, show.show_id, chat_pb2.ACT_KIND_PIN, **pin)
    await delete(world, show.show_id, message_id="1795412345679-0")
    assert [one.kind for one in await told(world)][-1] == chat_pb2.ACT_KIND_DELETE_MESSAGE
    await act(world, show.show_id, chat_pb2.ACT_KIND_DELETE_PERSON)
    events = await told(world)
    assert (events[0].text, events[0].user_name) == ("今晚免運", "阿明")
    assert [one.kind for one in events][-2:] == [
        chat_pb2.ACT_KIND_DELETE_PERSON,
        chat_pb2.ACT_KIND_UNPIN,
    ]


async def test_a_repeated_request_acts_once(world: World) -> None:
    show = await world.show()
    request_id = new_id()
    first = await act(world, show.show_id, chat_pb2.ACT_KIND_BAN, request_id=request_id)
    second = await act(world, show.show_id, chat_pb2.ACT_KIND_BAN, request_id=request_id)
    assert first == second
    assert len(await told(world)) == len(await acts(world)) == 1
    other = act(world, show.show_id, chat_pb2.ACT_KIND_UNBAN, request_id=request_id)
    assert await refused(other) == "REQUEST_ID_REUSED"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (chat_pb2.ACT_KIND_UNSPECIFIED, {}),
        (chat_pb2.ACT_KIND_RULES, {}),
        (chat_pb2.ACT_KIND_DELETE_MESSAGE, {}),
        (chat_pb2.ACT_KIND_BAN, {"user_id": ""}),
        (chat_pb2.ACT_KIND_MUTE, {"minutes": 0}),
        (chat_pb2.ACT_KIND_MUTE, {"minutes": 1441}),
        (chat_pb2.ACT_KIND_RESTORE, {}),
        (chat_pb2.ACT_KIND_BAN, {"why": "x" * 201}),
    ],
)
async def test_an_act_that_lacks_what_it_is_about_is_refused(
    world: World, kind: int, fields: dict[str, Any]
) -> None:
    show = await world.show()
    assert await refused(act(world, show.show_id, kind, **fields)) == "MODERATION_INVALID"


async def test_acts_come_in_pages_and_cannot_be_changed(world: World) -> None:
    show = await world.show()
    made = [(await delete(world, show.show_id)).act_id for _ in range(5)]
    found, page = [], ""
    while True:
        request = pb.ListModerationActsRequest(shop_id=SHOP, page_size=2, page_token=page)
        answer = await world.chat.ListModerationActs(request, **world.auth())
        found += [one.act_id for one in answer.acts]
        if not (page := answer.next_page_token):
            break
    assert found == made[::-1]
    for change in ("UPDATE moderation_acts SET why = 'x'", "DELETE FROM moderation_acts"):
        with pytest.raises(asyncpg.RaiseError):
            await world.database.pool.execute(change)


async def test_the_policy_is_for_our_own_services(world: World) -> None:
    show = await world.show()
    await rules(world, slow_mode_s=30)
    await act(world, show.show_id, chat_pb2.ACT_KIND_BAN)
    await act(world, show.show_id, chat_pb2.ACT_KIND_MUTE, user_id=HOST, minutes=1)
    world.clock.advance(timedelta(minutes=2))
    policy = await world.chat.GetChatPolicy(pb.GetChatPolicyRequest(shop_id=SHOP), timeout=10)
    assert (policy.rules.slow_mode_s, policy.rules.version) == (30, 3)
    assert [one.user_id for one in policy.sanctions] == [GUEST]
    unknown = await world.chat.GetChatPolicy(pb.GetChatPolicyRequest(shop_id=new_id()), timeout=10)
    assert (unknown.rules.version, list(unknown.sanctions)) == (0, [])
