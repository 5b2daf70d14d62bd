"""Domain events as protobuf; the sequence is the version of the show, or of the shop's moderation, or
the time in the id of the last message told.
"""

from google.protobuf.message import Message

from nightmarket.stream.v1 import chat_pb2, events_pb2
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_stream.domain.chat import ActKind
from nightmarket_stream.domain.events import (
    ChatEvent,
    ChatModerated,
    ChatPosted,
    ChatRulesChanged,
    Event,
    ProductPinned,
    StreamEnded,
    StreamLive,
    StreamScheduled,
)


def to_outgoing(event: Event | ChatEvent) -> OutgoingEvent:
    match event:
        case ChatRulesChanged():
            key, sequence = event.rules.shop_id, event.rules.version
            topic, message = _encode_rules(event)
        case ChatModerated():
            key, sequence = event.act.shop_id, event.act.version
            topic, message = _encode_act(event)
        case ChatPosted():
            key, sequence = event.show_id, event.messages[-1].place.ms
            topic, message = _encode_talk(event)
        case _:
            key, sequence = event.show.id, event.show.version
            topic, message = _encode(event)
    return OutgoingEvent(
        topic=topic,
        key=key,
        type=message.DESCRIPTOR.full_name,
        sequence=sequence,
        payload=message.SerializeToString(),
    )


def _encode_rules(event: ChatRulesChanged) -> tuple[str, Message]:
    rules = event.rules
    return "chat.rules_changed", events_pb2.ChatRulesChanged(
        rules=chat_pb2.ChatRules(
            shop_id=rules.shop_id,
            slow_mode_s=rules.slow_mode_s,
            links_off=rules.links_off,
            talk=chat_pb2.ChatTalk.Value(f"CHAT_TALK_{rules.talk.name}"),
            blocked=[
                chat_pb2.BlockedWords(language=language, words=words)
                for language, words in sorted(rules.blocked.items())
            ],
            version=rules.version,
        )
    )


def _encode_act(event: ChatModerated) -> tuple[str, Message]:
    """What was said goes along only where everyone is to read it."""
    act = event.act
    is_pin = act.kind is ActKind.PIN
    return "chat.moderated", events_pb2.ChatModerated(
        act_id=act.id,
        shop_id=act.shop_id,
        show_id=act.show_id,
        kind=chat_pb2.ActKind.Value(f"ACT_KIND_{act.kind.name}"),
        user_id=act.user_id,
        message_id=act.message_id,
        until_time=to_timestamp(act.until),
        user_name=act.user_name if is_pin else "",
        text=act.text if is_pin else "",
        undoes=act.undoes,
    )


def _encode_talk(event: ChatPosted) -> tuple[str, Message]:
    return "chat.posted", events_pb2.ChatPosted(
        show_id=event.show_id,
        shop_id=event.shop_id,
        messages=[
            chat_pb2.ChatMessage(
                message_id=str(one.place),
                user_id=one.user_id,
                text=one.text,
                post_time=to_timestamp(one.sent_at),
                reply=chat_pb2.ChatReply(message_id=str(one.reply_to)) if one.reply_to else None,
            )
            for one in event.messages
        ],
    )


def _encode(event: Event) -> tuple[str, Message]:
    show = event.show
    match event:
        case StreamScheduled():
            return "stream.scheduled", events_pb2.StreamScheduled(
                show_id=show.id,
                shop_id=show.shop_id,
                title=show.title,
                schedule_time=to_timestamp(show.schedule_at),
            )
        case StreamLive():
            return "stream.live", events_pb2.StreamLive(
                show_id=show.id,
                shop_id=show.shop_id,
                title=show.title,
                live_time=to_timestamp(show.live_at),
                product_ids=show.listings,
            )
        case StreamEnded():
            return "stream.ended", events_pb2.StreamEnded(
                show_id=show.id, shop_id=show.shop_id, end_time=to_timestamp(show.end_at)
            )
        case ProductPinned():
            return "product.pinned", events_pb2.ProductPinned(
                show_id=show.id,
                shop_id=show.shop_id,
                product_id=show.pinned_product_id,
                pin_time=to_timestamp(event.at),
            )
