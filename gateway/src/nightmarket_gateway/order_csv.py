"""Orders as a table for spreadsheets: UTF-8 with the mark that Excel asks for, CRLF, a row for each line.

What a buyer wrote must stay text: a cell that a spreadsheet would take for a formula begins with an
apostrophe.
"""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from nightmarket.order.v1 import delivery_pb2, order_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_gateway.schemas.checkout import Delivery
from nightmarket_gateway.schemas.orders import ORDER_STATES
from nightmarket_kit.core.money import EXPONENTS
from nightmarket_kit.runtime.times import from_timestamp

COLUMNS: Final = (
    "order_no",
    "state",
    "placed",
    "paid",
    "name",
    "phone",
    "address",
    "delivery",
    "store_chain",
    "store_code",
    "store_name",
    "product",
    "quantity",
    "unit_price",
    "line_amount",
    "subtotal",
    "shipping_fee",
    "discount",
    "coupon_code",
    "order_total",
    "refunded",
    "currency",
    "carrier",
    "tracking_no",
    "cancel_reason",
    "order_id",
)
MARK: Final = "\ufeff"
FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_head() -> bytes:
    return (MARK + _written([COLUMNS])).encode()


def csv_rows(orders: Iterable[order_pb2.Order]) -> bytes:
    return _written(row for order in orders for row in _rows(order)).encode()


def _rows(order: order_pb2.Order) -> Iterable[list[str]]:
    for line in order.lines:
        amount = money_pb2.Money(
            currency_code=line.unit_price.currency_code,
            amount_minor=line.unit_price.amount_minor * line.quantity,
        )
        yield [
            order.order_no,
            ORDER_STATES[order.state],
            from_timestamp(order.place_time).isoformat(timespec="seconds"),
            (
                from_timestamp(order.pay_time).isoformat(timespec="seconds")
                if order.HasField("pay_time")
                else ""
            ),
            _text(order.contact.name),
            _text(order.contact.phone),
            _text(order.contact.address),
            *_delivery(order.delivery),
            _text(line.title),
            str(line.quantity),
            _amount(line.unit_price),
            _amount(amount),
            _amount(order.subtotal),
            _amount(order.shipping),
            _amount(order.discount),
            _text(order.coupon_code),
            _amount(order.total),
            _amount(order.refunded),
            order.total.currency_code,
            _text(order.carrier),
            _text(order.tracking_no),
            order.cancel_reason,
            order.order_id,
        ]


def _delivery(delivery: delivery_pb2.Delivery) -> list[str]:
    shown = Delivery.read(delivery)
    if shown.store is None:
        return [shown.kind, "", "", ""]
    return [shown.kind, shown.store.chain, _code(shown.store.code), _text(shown.store.name)]


def _code(value: str) -> str:
    """Digits that must keep their zeros: spreadsheets take the apostrophe for "this is text"."""
    return "'" + value


def _text(value: str) -> str:
    """A plus before a phone's digits begins a formula, too."""
    return "'" + value if value.lstrip().startswith(FORMULA) else value


def _amount(money: money_pb2.Money) -> str:
    return str(Decimal(money.amount_minor).scaleb(-EXPONENTS.get(money.currency_code, 2)))


def _written(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
