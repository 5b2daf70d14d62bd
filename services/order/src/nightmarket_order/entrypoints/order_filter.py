"""What a member of the shop looks for. Contacts are searched only for who may see them."""

from datetime import datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp

from nightmarket.order.v1 import order_service_pb2
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.runtime.times import from_timestamp
from nightmarket_order.application.queries import OrderFilter
from nightmarket_order.domain.order_no import heard_order_no
from nightmarket_order.entrypoints.order_views import STATES

_STATES: Final = {message: state for state, message in STATES.items()}


def read_filter(
    request: order_service_pb2.ListOrdersRequest, *, with_contacts: bool
) -> OrderFilter:
    text = request.text.strip()
    return OrderFilter(
        show_id=check_id(request.show_id, "show_id") if request.show_id else None,
        states=tuple(_STATES[state] for state in request.states if state in _STATES),
        number=heard_order_no(text),
        person=text if with_contacts else "",
        placed_from=_time(request.placed_from, is_set=request.HasField("placed_from")),
        placed_before=_time(request.placed_before, is_set=request.HasField("placed_before")),
    )


def read_token_filter(request: order_service_pb2.ListOrdersRequest) -> list[str]:
    """What a page token belongs to: everything that was asked for but the page."""
    asked = order_service_pb2.ListOrdersRequest()
    asked.CopyFrom(request)
    asked.ClearField("page_size")
    asked.ClearField("page_token")
    return [asked.SerializeToString(deterministic=True).hex()]


def _time(message: Timestamp, *, is_set: bool) -> datetime | None:
    return from_timestamp(message) if is_set else None
