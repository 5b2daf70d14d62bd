"""Where an order may go from where it is: the whole machine, as a table.

docs/architecture/journeys.md draws it; a test compares the two.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class OrderState(StrEnum):
    PLACED = "placed"  # stock is held, money awaited
    PAID = "paid"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDED = "refunded"  # all of it, before anything was shipped


class Act(StrEnum):
    PLACE = "place"
    PAY = "pay"
    PACK = "pack"
    SHIP = "ship"
    DELIVER = "deliver"
    COMPLETE = "complete"
    CANCEL = "cancel"
    EXPIRE = "expire"
    EXTEND = "extend"  # more time to pay; changes no state
    REFUND = "refund"  # of all the money; a part changes no state


TRANSITIONS: Final[Mapping[tuple[OrderState, Act], OrderState]] = {
    (OrderState.PLACED, Act.PAY): OrderState.PAID,
    (OrderState.PLACED, Act.CANCEL): OrderState.CANCELLED,
    (OrderState.PLACED, Act.EXPIRE): OrderState.EXPIRED,
    (OrderState.PAID, Act.PACK): OrderState.PACKED,
    (OrderState.PAID, Act.CANCEL): OrderState.CANCELLED,
    (OrderState.PAID, Act.REFUND): OrderState.REFUNDED,
    (OrderState.PACKED, Act.SHIP): OrderState.SHIPPED,
    (OrderState.PACKED, Act.CANCEL): OrderState.CANCELLED,
    (OrderState.PACKED, Act.REFUND): OrderState.REFUNDED,
    (OrderState.SHIPPED, Act.DELIVER): OrderState.DELIVERED,
    (OrderState.DELIVERED, Act.COMPLETE): OrderState.COMPLETED,
}


def after(state: OrderState, act: Act) -> OrderState | None:
    """None when the machine has no such way."""
    return TRANSITIONS.get((state, act))
