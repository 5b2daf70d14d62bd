"""Read models as protobuf."""

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket.type.v1 import money_pb2, refusal_pb2
from nightmarket_catalog.application.queries import EntryView, ProductView, VariantView
from nightmarket_catalog.domain.limits import Limits
from nightmarket_catalog.domain.stock import Stock
from nightmarket_kit.core.errors import DomainError
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


def to_variant(view: VariantView) -> catalog_pb2.Variant:
    return catalog_pb2.Variant(
        variant_id=view.id,
        product_id=view.product_id,
        shop_id=view.shop_id,
        sku=view.sku,
        title=view.title,
        prices=[
            money_pb2.Money(currency_code=price.currency_code, amount_minor=price.amount_minor)
            for price in view.prices
        ],
        stock=to_stock(view.stock),
        product_title=view.product_title,
        image_url=view.image_url,
    )


def to_product(view: ProductView) -> catalog_pb2.Product:
    return catalog_pb2.Product(
        product_id=view.id,
        shop_id=view.shop_id,
        title=view.title,
        description=view.description,
        image_urls=view.image_urls,
        variants=[to_variant(variant) for variant in view.variants],
        create_time=to_timestamp(view.created_at),
        etag=view.etag,
        limits=to_limits(view.variants[0].stock.limits),
    )
