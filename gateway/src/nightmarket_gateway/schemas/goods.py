"""Products and stock."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket_gateway.schemas.common import Id, Model, Money, Whole, time_of


class Allocation(Model):
    show_id: Id
    quantity: int = Field(description="what its buyers can take besides what is on hand")


class Stock(Model):
    on_hand: int = Field(examples=[12], description="everyone can buy it now")
    allocated: int = Field(description="set aside for shows, in all")
    held: int
    sold: int
    received: int
    allocations: list[Allocation]

    @classmethod
    def read(cls, message: catalog_pb2.Stock) -> Self:
        return cls(
            on_hand=message.on_hand,
            allocated=message.allocated,
            held=message.held,
            sold=message.sold,
            received=message.received,
            allocations=[
                Allocation(show_id=one.show_id, quantity=one.quantity)
                for one in message.allocations
            ],
        )


Limit = Annotated[Whole | None, Field(examples=[2], description="null is no limit")]


class PurchaseLimits(Model):
    """How much one person may have of a product, held or bought, over all its variants."""

    per_person: Limit
    per_show: Limit

    @classmethod
    def read(cls, message: catalog_pb2.PurchaseLimits) -> Self:
        return cls(per_person=message.per_person or None, per_show=message.per_show or None)

    def write(self) -> catalog_pb2.PurchaseLimits:
        return catalog_pb2.PurchaseLimits(
            per_person=self.per_person or 0, per_show=self.per_show or 0
        )


class Variant(Model):
    variant_id: Id
    product_id: Id
    sku: str
    title: str
    prices: list[Money]
    stock: Stock

    @classmethod
    def read(cls, message: catalog_pb2.Variant) -> Self:
        return cls(
            variant_id=message.variant_id,
            product_id=message.product_id,
            sku=message.sku,
            title=message.title,
            prices=[Money.read(price) for price in message.prices],
            stock=Stock.read(message.stock),
        )


class Product(Model):
    product_id: Id
    shop_id: Id
    title: str = Field(examples=["手工蔥油餅 10 片"])
    description: str
    image_urls: list[str]
    variants: list[Variant]
    create_time: datetime
    etag: str
    limits: PurchaseLimits

    @classmethod
    def read(cls, message: catalog_pb2.Product) -> Self:
        return cls(
            product_id=message.product_id,
            shop_id=message.shop_id,
            title=message.title,
            description=message.description,
            image_urls=list(message.image_urls),
            variants=[Variant.read(variant) for variant in message.variants],
            create_time=time_of(message.create_time),
            etag=message.etag,
            limits=PurchaseLimits.read(message.limits),
        )


class Products(Model):
    products: list[Product]
    next_page_token: str = Field(description="empty at the end")


class NewVariant(Model):
    sku: str = Field(max_length=64, examples=["SCALLION-10"])
    title: str = Field(default="", max_length=120)
    prices: list[Money] = Field(max_length=10)
    on_hand: Whole = Field(examples=[50])


class NewProduct(Model):
    title: str = Field(max_length=120, examples=["手工蔥油餅 10 片"])
    description: str = Field(default="", max_length=5000)
    image_urls: list[str] = Field(default_factory=list, max_length=20)
    variants: list[NewVariant] = Field(max_length=100)


class SetPrice(Model):
    price: Money
    etag: str = Field(default="", max_length=40)
