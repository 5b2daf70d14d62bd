"""Domain events as protobuf."""

from nightmarket.catalog.v1 import catalog_pb2, events_pb2
from nightmarket_catalog.domain.events import StockChanged
from nightmarket_kit.core.events import OutgoingEvent


def to_outgoing(event: StockChanged) -> OutgoingEvent:
    stock = event.stock
    message = events_pb2.StockChanged(
        variant_id=stock.variant_id,
        product_id=stock.product_id,
        shop_id=stock.shop_id,
        on_hand=stock.on_hand,
        held=stock.held,
        sold=stock.sold,
        allocations=[
            catalog_pb2.Allocation(show_id=show_id, quantity=left)
            for show_id, left in sorted(stock.allocations.items())
            if left
        ],
    )
    return OutgoingEvent(
        topic="stock.changed",
        key=stock.variant_id,
        type=message.DESCRIPTOR.full_name,
        sequence=stock.version,
        payload=message.SerializeToString(),
    )
