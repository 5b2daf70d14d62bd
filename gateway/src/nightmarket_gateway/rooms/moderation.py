"""What stream tells of the chat's rules and of moderators: into what the gateways check messages by,
and into the rooms, where everyone sees it at once. The shop's own room hears all of it, too.
"""

from typing import Final, Literal

from nightmarket.stream.v1 import chat_pb2
from nightmarket.stream.v1 import events_pb2 as stream_events
from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.rooms.rules import BANNED, Policy
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_kit.runtime.valkey import RawValkey

SANCTIONS: Final[dict[int, Literal["muted", "banned", "none"]]] = {
    chat_pb2.ACT_KIND_MUTE: "muted",
    chat_pb2.ACT_KIND_BAN: "banned",
    chat_pb2.ACT_KIND_UNMUTE: "none",
    chat_pb2.ACT_KIND_UNBAN: "none",
}


class Moderation:
    def __init__(self, *, log_: RoomLog, valkey: RawValkey, policy: Policy) -> None:
        self._log = log_
        self._valkey = valkey
        self._policy = policy

    def subscriptions(self) -> list[Subscription]:
        return [
            Subscription(
                topic="chat.rules_changed",
                message=stream_events.ChatRulesChanged,
                handle=self._changed,
            ),
            Subscription(
                topic="chat.moderated", message=stream_events.ChatModerated, handle=self._moderated
            ),
        ]

    async def show_rules(self, room: str, shop_id: str, event: IncomingEvent) -> None:
        """To a room that is new among the shop's; without any rules there is nothing to say."""
        rules = await self._policy.refresh(shop_id)
        if rules.slow_mode_s or rules.links_off or rules.is_members_only:
            body = entries.Rules(
                ts=_ts(event),
                slow_mode_s=rules.slow_mode_s,
                links_off=rules.links_off,
                talk="members" if rules.is_members_only else "everyone",
            )
            await self._say_rules(room, event, body, sequence=rules.version)

    async def _changed(self, message: stream_events.ChatRulesChanged, event: IncomingEvent) -> None:
        rules = message.rules
        await self._policy.set_rules(rules)
        body = entries.Rules(
            ts=_ts(event),
            slow_mode_s=rules.slow_mode_s,
            links_off=rules.links_off,
            talk="members" if rules.talk == chat_pb2.CHAT_TALK_MEMBERS else "everyone",
        )
        for room in (rules.shop_id, *await self._rooms(rules.shop_id)):
            await self._say_rules(room, event, body, sequence=event.sequence)

    async def _say_rules(
        self, room: str, event: IncomingEvent, rules: entries.Rules, *, sequence: int
    ) -> None:
        body = entries.encoded(rules)
        await self._log.append(
            room,
            body,
            dedupe=f"rules:{event.id}",
            state_field="rules",
            state_value=body,
            sequence=sequence,
        )

    async def _moderated(self, message: stream_events.ChatModerated, event: IncomingEvent) -> None:
        match message.kind:
            case chat_pb2.ACT_KIND_DELETE_MESSAGE | chat_pb2.ACT_KIND_DELETE_PERSON:
                await self._delete(message, event)
            case chat_pb2.ACT_KIND_RESTORE:
                body = entries.encoded(entries.Restored(ts=_ts(event), act_id=message.undoes))
                await self._log.restore(message.show_id, message.undoes, body, dedupe=_once(event))
                await self._tell_shop(message, event, body)
            case chat_pb2.ACT_KIND_PIN | chat_pb2.ACT_KIND_UNPIN:
                await self._pin(message, event)
            case kind if kind in SANCTIONS:
                await self._sanction(message, event)

    async def _delete(self, message: stream_events.ChatModerated, event: IncomingEvent) -> None:
        is_one = message.kind == chat_pb2.ACT_KIND_DELETE_MESSAGE
        body = entries.Deleted(
            ts=_ts(event),
            act_id=message.act_id,
            message_id=message.message_id if is_one else "",
            user_id="" if is_one else message.user_id,
        )
        entry = entries.encoded(body)
        await self._log.delete(
            message.show_id,
            message.act_id,
            entry,
            message_id=body.message_id,
            user_id=body.user_id,
            dedupe=_once(event),
        )
        await self._tell_shop(message, event, entry)

    async def _tell_shop(
        self, message: stream_events.ChatModerated, event: IncomingEvent, entry: bytes
    ) -> None:
        """Who else moderates the shop, and is in another of its rooms or in none."""
        await self._log.append(message.shop_id, entry, dedupe=_once(event), state_of=message.act_id)

    async def _pin(self, message: stream_events.ChatModerated, event: IncomingEvent) -> None:
        pinned = None
        if message.kind == chat_pb2.ACT_KIND_PIN:
            pinned = entries.PinnedMessage(
                id=message.message_id,
                user=entries.Speaker(id=message.user_id, name=message.user_name),
                text=message.text,
            )
        body = entries.encoded(entries.MessagePin(ts=_ts(event), message=pinned))
        await self._log.append(
            message.show_id,
            body,
            dedupe=_once(event),
            state_field="message_pin",
            state_value=body,
            sequence=event.sequence,
        )
        await self._tell_shop(message, event, body)

    async def _sanction(self, message: stream_events.ChatModerated, event: IncomingEvent) -> None:
        """First it holds, then it is told."""
        state = SANCTIONS[message.kind]
        until = message.until_time.ToMilliseconds() if state == "muted" else 0
        holds = {"muted": str(until), "banned": BANNED, "none": ""}[state]
        await self._policy.set_person(
            message.shop_id, message.user_id, holds, version=event.sequence
        )
        body = entries.encoded(
            entries.Sanction(ts=_ts(event), user_id=message.user_id, state=state, until=until)
        )
        for room in {message.show_id, message.shop_id, *await self._rooms(message.shop_id)}:
            await self._log.append(
                room,
                body,
                dedupe=_once(event),
                state_of=message.user_id,
                state_field="sanction",
                sequence=event.sequence,
            )

    async def _rooms(self, shop_id: str) -> list[str]:
        found: set[bytes] = await self._valkey.smembers(rooms_key(shop_id))
        return [room.decode() for room in found]


def rooms_key(shop_id: str) -> str:
    """Rooms of the shop's shows that are announced or live."""
    return f"shop:{shop_id}:rooms"


def _once(event: IncomingEvent) -> str:
    return f"event:{event.id}"


def _ts(event: IncomingEvent) -> int:
    return int(event.time.timestamp() * 1000)
