"""Rules, acts and sanctions of the chat as messages."""

from typing import Final

from nightmarket.stream.v1 import chat_pb2
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_stream.application.chat_ports import ActView
from nightmarket_stream.domain.chat import ActKind, ChatRules, Sanction, SanctionKind, Talk

ACT_KINDS: Final = {kind: chat_pb2.ActKind.Value(f"ACT_KIND_{kind.name}") for kind in ActKind}
ACT_KIND_OF: Final = {number: kind for kind, number in ACT_KINDS.items()}
TALKS: Final = {talk: chat_pb2.ChatTalk.Value(f"CHAT_TALK_{talk.name}") for talk in Talk}
TALK_OF: Final = {number: talk for talk, number in TALKS.items()}
SANCTION_KINDS: Final = {
    SanctionKind.MUTE: chat_pb2.SANCTION_KIND_MUTE,
    SanctionKind.BAN: chat_pb2.SANCTION_KIND_BAN,
}


def to_rules(rules: ChatRules) -> chat_pb2.ChatRules:
    return chat_pb2.ChatRules(
        shop_id=rules.shop_id,
        slow_mode_s=rules.slow_mode_s,
        links_off=rules.links_off,
        talk=TALKS[rules.talk],
        blocked=[
            chat_pb2.BlockedWords(language=language, words=words)
            for language, words in sorted(rules.blocked.items())
        ],
        version=rules.version,
    )


def to_act(view: ActView) -> chat_pb2.ModerationAct:
    act, undone, change = view.act, view.undone, view.act.rules
    return chat_pb2.ModerationAct(
        act_id=act.id,
        shop_id=act.shop_id,
        show_id=act.show_id,
        kind=ACT_KINDS[act.kind],
        actor_id=act.actor_id,
        user_id=act.user_id,
        user_name=act.user_name,
        message_id=act.message_id,
        text=act.text,
        until_time=to_timestamp(act.until),
        why=act.why,
        undoes=act.undoes,
        is_undone=undone is not None,
        act_time=to_timestamp(act.at),
        actor_name=act.actor_name,
        undone_by=undone.by if undone else "",
        undone_by_name=undone.name if undone else "",
        undone_time=to_timestamp(undone.at if undone else None),
        can_undo=view.can_undo,
        rules_before=to_rules(change.before) if change else None,
        rules_after=to_rules(change.after) if change else None,
    )


def to_sanction(sanction: Sanction) -> chat_pb2.ChatSanction:
    return chat_pb2.ChatSanction(
        user_id=sanction.user_id,
        user_name=sanction.user_name,
        kind=SANCTION_KINDS[sanction.kind],
        until_time=to_timestamp(sanction.until),
        why=sanction.why,
        actor_id=sanction.actor_id,
        create_time=to_timestamp(sanction.at),
        show_id=sanction.show_id,
        actor_name=sanction.actor_name,
    )
