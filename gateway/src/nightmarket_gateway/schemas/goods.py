"""Products and stock."""

from datetime import datetime
from typing import Self

from pydantic import Field

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket_gateway.schemas.common import Id, Model, Money, Whole, time_of


class Stock(Model):
    on_hand: int = Field(examples=[12])
    held: int
    sold: int
    received: int

    @classmethod
    def read(cls, message: catalog_pb2.Stock) -> Self:
        return cls(
            on_hand=message.on_hand,
            held=message.held,
            sold=message.sold,
            received=message.received,
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


class AdjustStock(Model):
    delta: Whole = Field(examples=[20], description="above zero receives, below zero takes out")
