"""Domain events as protobuf."""

from nightmarket.catalog.v1 import catalog_pb2, events_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_catalog.domain.deal import DealState
from nightmarket_catalog.domain.events import DealChanged, Event, StockChanged
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.times import to_timestamp

DEAL_STATES = {one: catalog_pb2.DealState.Value(f"DEAL_STATE_{one.name}") for one in DealState}


def to_outgoing(event: Event) -> OutgoingEvent:
    match event:
        case StockChanged():
            return _stock_changed(event)
        case DealChanged():
            return _deal_changed(event)


def _stock_changed(event: StockChanged) -> OutgoingEvent:
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
        deals=[
            catalog_pb2.DealLeft(
                deal_id=deal.id, show_id=deal.show_id, left=stock.allocations.get(deal.id, 0)
            )
            for deal in stock.deals.values()
        ],
    )
    return OutgoingEvent(
        topic="stock.changed",
        key=stock.variant_id,
        type=message.DESCRIPTOR.full_name,
        sequence=stock.version,
        payload=message.SerializeToString(),
    )


def _deal_changed(event: DealChanged) -> OutgoingEvent:
    deal = event.deal
    message = events_pb2.DealChanged(
        deal=catalog_pb2.Deal(
            deal_id=deal.id,
            show_id=deal.show_id,
            shop_id=deal.shop_id,
            product_id=deal.product_id,
            variant_id=deal.variant_id,
            price=_money(deal.price),
            was=_money(deal.was),
            quantity=deal.quantity,
            left=event.left,
            per_person=deal.per_person or 0,
            start_time=to_timestamp(deal.starts_at),
            end_time=to_timestamp(deal.ends_at),
            close_time=to_timestamp(deal.closes_at),
            state=DEAL_STATES[deal.state],
            version=deal.version,
        )
    )
    return OutgoingEvent(
        topic="deal.changed",
        key=deal.variant_id,
        type=message.DESCRIPTOR.full_name,
        sequence=deal.version,
        payload=message.SerializeToString(),
    )


def _money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)
