"""Domain events as protobuf. Each is told once per aggregate, so its sequence is 1."""

from google.protobuf.message import Message

from nightmarket.identity.v1 import events_pb2
from nightmarket_identity.domain.events import (
    IdentityEvent,
    SessionEnded,
    ShopCreated,
    UserRegistered,
)
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.runtime.times import to_timestamp


def to_outgoing(event: IdentityEvent) -> OutgoingEvent:
    match event:
        case UserRegistered():
            registered = events_pb2.UserRegistered(
                user_id=event.user_id,
                provider=event.provider,
                register_time=to_timestamp(event.at),
            )
            return _outgoing("user.registered", event.user_id, registered)
        case SessionEnded():
            revoked = events_pb2.SessionRevoked(
                session_id=event.session_id,
                user_id=event.user_id,
                cause=event.cause.value,
                revoke_time=to_timestamp(event.at),
            )
            return _outgoing("session.revoked", event.session_id, revoked)
        case ShopCreated():
            created = events_pb2.ShopCreated(
                shop_id=event.shop.id,
                owner_user_id=event.owner_user_id,
                currency_code=event.shop.currency_code,
                name=event.shop.name,
            )
            return _outgoing("shop.created", event.shop.id, created)


def _outgoing(topic: str, key: str, message: Message) -> OutgoingEvent:
    return OutgoingEvent(
        topic=topic,
        key=key,
        type=message.DESCRIPTOR.full_name,
        sequence=1,
        payload=message.SerializeToString(),
    )
