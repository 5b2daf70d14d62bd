"""Read models as protobuf."""

from datetime import datetime

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket.type.v1 import money_pb2, refusal_pb2
from nightmarket_catalog.application.queries import DealView, EntryView, ProductView, VariantView
from nightmarket_catalog.domain.limits import Limits
from nightmarket_catalog.domain.stock import Stock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.times import to_timestamp


def to_stock(stock: Stock) -> catalog_pb2.Stock:
    return catalog_pb2.Stock(
        on_hand=stock.on_hand,
        held=stock.held,
        sold=stock.sold,
        received=stock.received,
        version=stock.version,
        allocated=stock.allocated,
        allocations=to_allocations(stock),
    )


def to_refusal(error: DomainError) -> refusal_pb2.Refusal:
    return refusal_pb2.Refusal(
        kind=error.kind.value, reason=error.reason, message=error.message, metadata=error.metadata
    )


def to_allocations(stock: Stock) -> list[catalog_pb2.Allocation]:
    """Only shows for which something is left."""
    return [
        catalog_pb2.Allocation(show_id=show_id, quantity=left)
        for show_id, left in sorted(stock.allocations.items())
        if left
    ]


def to_limits(limits: Limits) -> catalog_pb2.PurchaseLimits:
    return catalog_pb2.PurchaseLimits(
        per_person=limits.per_person or 0, per_show=limits.per_show or 0
    )


def to_entry(view: EntryView) -> catalog_pb2.StockEntry:
    entry = view.entry
    return catalog_pb2.StockEntry(
        version=view.version,
        kind=catalog_pb2.EntryKind.Value(f"ENTRY_KIND_{entry.kind.name}"),
        quantity=entry.quantity,
        order_id=entry.order_id,
        show_id=entry.show_id,
        allocated=entry.allocated,
        actor=entry.actor,
        reason=entry.reason,
        create_time=to_timestamp(view.created_at),
    )


def to_deal(view: DealView) -> catalog_pb2.Deal:
    deal = view.deal
    return catalog_pb2.Deal(
        deal_id=deal.id,
        show_id=deal.show_id,
        shop_id=deal.shop_id,
        product_id=deal.product_id,
        variant_id=deal.variant_id,
        price=_money(deal.price),
        was=_money(deal.was),
        quantity=deal.quantity,
        left=view.left,
        taken=view.taken,
        per_person=deal.per_person or 0,
        start_time=to_timestamp(deal.starts_at),
        end_time=to_timestamp(deal.ends_at),
        close_time=to_timestamp(deal.closes_at),
        state=catalog_pb2.DealState.Value(f"DEAL_STATE_{deal.state.name}"),
        version=deal.version,
    )


def to_variant(view: VariantView, at: datetime) -> catalog_pb2.Variant:
    return catalog_pb2.Variant(
        variant_id=view.id,
        product_id=view.product_id,
        shop_id=view.shop_id,
        sku=view.sku,
        title=view.title,
        prices=[_money(price) for price in view.prices],
        stock=to_stock(view.stock),
        product_title=view.product_title,
        image_url=view.image_url,
        deals=[to_deal(one) for one in view.deals_at(at)],
    )


def _money(money: Money) -> money_pb2.Money:
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)


def to_product(view: ProductView, at: datetime) -> catalog_pb2.Product:
    return catalog_pb2.Product(
        product_id=view.id,
        shop_id=view.shop_id,
        title=view.title,
        description=view.description,
        image_urls=view.image_urls,
        variants=[to_variant(variant, at) for variant in view.variants],
        create_time=to_timestamp(view.created_at),
        etag=view.etag,
        limits=to_limits(view.variants[0].stock.limits),
    )
