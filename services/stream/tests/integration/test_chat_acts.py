"""The list of acts: who did what, what can be taken back, and who took it back."""

from datetime import timedelta
from typing import Any

import pytest

from nightmarket.stream.v1 import chat_pb2
from nightmarket.stream.v1 import chat_service_pb2 as pb
from nightmarket_kit.core.ids import new_id
from services.stream.tests.driver import HOST, OTHER_SHOP, OWNER, World, token
from services.stream.tests.integration.test_chat import (
    GUEST,
    MESSAGE,
    act,
    acts,
    delete,
    rules,
    sanctions,
)
from services.stream.tests.integration.test_shows import refused

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
BAN, UNBAN = chat_pb2.ACT_KIND_BAN, chat_pb2.ACT_KIND_UNBAN
MUTE = chat_pb2.ACT_KIND_MUTE


def words(**by_language: list[str]) -> pb.BlockedList:
    return pb.BlockedList(
        languages=[
            chat_pb2.BlockedWords(language=language, words=some)
            for language, some in by_language.items()
        ]
    )


def blocked(found: chat_pb2.ChatRules) -> dict[str, list[str]]:
    return {one.language: list(one.words) for one in found.blocked}


async def test_an_undone_act_says_by_whom_and_when(world: World) -> None:
    show = await world.show()
    gone = await delete(world, show.show_id, actor_name="小美")
    banned = await act(world, show.show_id, BAN, actor_name="小美", why="spam")
    assert (gone.can_undo, banned.can_undo, banned.actor_name) == (True, True, "小美")
    [held] = await sanctions(world)
    assert (held.show_id, held.actor_name, held.why) == (show.show_id, "小美", "spam")
    world.clock.advance(timedelta(minutes=3))
    owner = {"user": token(role="owner", user_id=OWNER), "actor_name": "老闆"}
    lifted = await act(world, show.show_id, UNBAN, user_name="", **owner)
    assert (lifted.undoes, lifted.user_name, lifted.can_undo) == (banned.act_id, "阿明", False)
    await act(
        world, show.show_id, chat_pb2.ACT_KIND_RESTORE, undoes=gone.act_id, user_id="", **owner
    )
    listed = {one.act_id: one for one in await acts(world)}
    for one in (listed[gone.act_id], listed[banned.act_id]):
        assert (one.is_undone, one.can_undo) == (True, False)
        assert (one.undone_by, one.undone_by_name) == (OWNER, "老闆")
        assert one.undone_time == lifted.act_time
        assert (one.actor_id, one.actor_name) == (HOST, "小美")
    assert not listed[lifted.act_id].is_undone


async def test_what_ran_out_or_was_replaced_cannot_be_undone(world: World) -> None:
    show = await world.show()
    await act(world, show.show_id, MUTE, minutes=5)
    await act(world, show.show_id, MUTE, minutes=60)
    assert [(one.can_undo, one.is_undone) for one in await acts(world)] == [
        (True, False),
        (False, False),
    ]
    world.clock.advance(timedelta(minutes=61))
    assert not (await acts(world))[0].can_undo
    pin = {"message_id": MESSAGE, "text": "今晚免運"}
    await act(world, show.show_id, chat_pb2.ACT_KIND_PIN, **pin)
    assert (await acts(world))[0].can_undo
    await act(world, show.show_id, chat_pb2.ACT_KIND_UNPIN, user_id="")
    assert not (await acts(world))[1].can_undo


async def test_a_change_of_the_rules_says_what_it_changed(world: World) -> None:
    await rules(world, slow_mode_s=10, blocked=words(en=["spam", "scam"], th=["หวย"]))
    await rules(world, links_off=True, blocked=words(en=["spam"], ja=["副業"]), actor_name="小美")
    made = (await acts(world))[0]
    assert (made.actor_name, made.can_undo) == ("小美", True)
    before, after = made.rules_before, made.rules_after
    assert (before.links_off, after.links_off) == (False, True)
    assert (before.slow_mode_s, after.slow_mode_s) == (10, 10)
    assert blocked(before) == {"en": ["scam"], "th": ["หวย"]}
    assert blocked(after) == {"ja": ["副業"]}


async def test_undoing_a_change_leaves_what_came_after_it(world: World) -> None:
    await rules(world, slow_mode_s=10, links_off=True, blocked=words(en=["spam"]))
    [first] = await acts(world)
    await rules(world, talk=chat_pb2.CHAT_TALK_MEMBERS, blocked=words(en=["spam", "scam"]))
    now = await rules(world, undoes=first.act_id, actor_name="老闆")
    assert (now.slow_mode_s, now.links_off) == (0, False)
    assert now.talk == chat_pb2.CHAT_TALK_MEMBERS
    assert blocked(now) == {"en": ["scam"]}
    undo, _, undone = await acts(world)
    assert (undo.undoes, undone.is_undone, undone.undone_by_name) == (first.act_id, True, "老闆")
    assert await refused(rules(world, undoes=first.act_id)) == "ALREADY_UNDONE"
    back = await rules(world, undoes=undo.act_id)
    assert (back.slow_mode_s, back.links_off) == (10, True)
    assert blocked(back) == {"en": ["scam", "spam"]}


async def test_only_a_change_of_this_shops_rules_is_undone(world: World) -> None:
    show = await world.show()
    ban = await act(world, show.show_id, BAN, user_id=GUEST)
    for unknown in (new_id(), ban.act_id):
        assert await refused(rules(world, undoes=unknown)) == "ACT_NOT_FOUND"
    request: dict[str, Any] = {"request_id": new_id(), "shop_id": OTHER_SHOP, "links_off": True}
    auth = world.auth(token(role="owner", shop_id=OTHER_SHOP))
    await world.chat.UpdateChatRules(pb.UpdateChatRulesRequest(**request), **auth)
    theirs = await world.chat.ListModerationActs(
        pb.ListModerationActsRequest(shop_id=OTHER_SHOP), **auth
    )
    assert await refused(rules(world, undoes=theirs.acts[0].act_id)) == "ACT_NOT_FOUND"
