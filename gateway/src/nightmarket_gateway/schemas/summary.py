"""How a show went: viewers, chat, sales. Minutes without anything are left out."""

from datetime import UTC, datetime
from typing import Self

from pydantic import Field

from nightmarket.order.v1 import sales_pb2
from nightmarket.stream.v1 import stream_pb2
from nightmarket_gateway.rooms.minutes import Minutes
from nightmarket_gateway.schemas.common import Id, Model, optional_time, time_of

CURRENCY = Field(examples=["TWD"], pattern="^[A-Z]{3}$")
AMOUNT = Field(examples=[168800], description="counts the minor unit: NT$1,688 is 168800")


class MinuteCount(Model):
    time: datetime = Field(description="at which the minute begins")
    count: int


class Viewers(Model):
    peak: int = Field(description="the most at once")
    minutes: list[MinuteCount] = Field(description="the most at once in each minute")


class Chat(Model):
    total: int
    minutes: list[MinuteCount]


class CurrencySales(Model):
    currency: str = CURRENCY
    orders: int
    units: int
    amount: int = AMOUNT

    @classmethod
    def read(cls, message: sales_pb2.CurrencySales) -> Self:
        return cls(
            currency=message.amount.currency_code,
            orders=message.orders,
            units=message.units,
            amount=message.amount.amount_minor,
        )


class MinuteSales(Model):
    time: datetime = Field(description="at which the minute begins in which they were ordered")
    orders: int
    units: int
    currency: str = CURRENCY
    amount: int = AMOUNT

    @classmethod
    def read(cls, message: sales_pb2.MinuteSales) -> Self:
        return cls(
            time=time_of(message.time),
            orders=message.orders,
            units=message.units,
            currency=message.amount.currency_code,
            amount=message.amount.amount_minor,
        )


class ProductSales(Model):
    product_id: Id
    title: str
    units: int
    currency: str = CURRENCY
    amount: int = AMOUNT
    minutes: list[MinuteSales] = Field(
        description="of the five products of a currency that sold for the most; empty for the others"
    )

    @classmethod
    def read(cls, message: sales_pb2.ProductSales) -> Self:
        return cls(
            product_id=message.product_id,
            title=message.title,
            units=message.units,
            currency=message.amount.currency_code,
            amount=message.amount.amount_minor,
            minutes=[MinuteSales.read(one) for one in message.minutes],
        )


class Sales(Model):
    """Lines that were put into the cart from this show, of orders that are paid and not wholly refunded."""

    currencies: list[CurrencySales]
    products: list[ProductSales] = Field(description="the largest amount first")
    minutes: list[MinuteSales]

    @classmethod
    def read(cls, message: sales_pb2.ShowSales) -> Self:
        return cls(
            currencies=[CurrencySales.read(one) for one in message.currencies],
            products=[ProductSales.read(one) for one in message.products],
            minutes=[MinuteSales.read(one) for one in message.minutes],
        )


class Summary(Model):
    show_id: Id
    start_time: datetime | None
    end_time: datetime | None
    viewers: Viewers
    chat: Chat
    sales: Sales

    @classmethod
    def read(cls, show: stream_pb2.Show, *, sales: sales_pb2.ShowSales, minutes: Minutes) -> Self:
        return cls(
            show_id=show.show_id,
            start_time=optional_time(show.live_time, present=show.HasField("live_time")),
            end_time=optional_time(show.end_time, present=show.HasField("end_time")),
            viewers=Viewers(peak=minutes.peak, minutes=_counts(minutes.viewers)),
            chat=Chat(total=minutes.chat_total, minutes=_counts(minutes.chat)),
            sales=Sales.read(sales),
        )


def _counts(samples: list[tuple[int, int]]) -> list[MinuteCount]:
    return [
        MinuteCount(time=datetime.fromtimestamp(minute * 60, UTC), count=count)
        for minute, count in samples
    ]
