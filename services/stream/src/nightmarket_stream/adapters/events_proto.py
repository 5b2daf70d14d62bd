"""Domain events as protobuf; the sequence is the show's version."""

from google.protobuf.message import Message

from nightmarket.stream.v1 import events_pb2
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_stream.domain.events import (
    Event,
    ProductPinned,
    StreamEnded,
    StreamLive,
    StreamScheduled,
)


def to_outgoing(event: Event) -> OutgoingEvent:
    topic, message = _encode(event)
    return OutgoingEvent(
        topic=topic,
        key=event.show.id,
        type=message.DESCRIPTOR.full_name,
        sequence=event.show.version,
        payload=message.SerializeToString(),
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
