"""Facts of flash deals become entries of their room."""

from typing import Final

from nightmarket.catalog.v1 import catalog_pb2, events_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_gateway.rooms import entries, selling
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.rooms.moderation import rooms_key
from nightmarket_gateway.schemas.deals import DEAL_STATES
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_kit.runtime.valkey import RawValkey

RUNNING: Final = catalog_pb2.DEAL_STATE_RUNNING


class DealNews:
    def __init__(self, *, log_: RoomLog, valkey: RawValkey) -> None:
        self._log = log_
        self._valkey = valkey

    def subscriptions(self) -> list[Subscription]:
        return [
            Subscription(topic="deal.changed", message=events_pb2.DealChanged, handle=self._changed)
        ]

    async def _changed(self, message: events_pb2.DealChanged, event: IncomingEvent) -> None:
        """A deal that begins is told in rooms of its own shop: catalog does not know whose the show is."""
        deal = message.deal
        if deal.state == RUNNING and not await self._valkey.sismember(
            rooms_key(deal.shop_id), deal.show_id
        ):
            return
        entry = entries.encoded(
            selling.Deal(
                ts=int(event.time.timestamp() * 1000),
                deal_id=deal.deal_id,
                product_id=deal.product_id,
                variant_id=deal.variant_id,
                state=DEAL_STATES[deal.state],
                price=_price(deal.price),
                was=_price(deal.was),
                quantity=deal.quantity,
                left=deal.left,
                per_person=deal.per_person,
                starts=deal.start_time.ToMilliseconds(),
                ends=deal.end_time.ToMilliseconds(),
                closes=deal.close_time.ToMilliseconds(),
            )
        )
        await self._log.append(
            deal.show_id,
            entry,
            dedupe=f"event:{event.id}",
            state_field=f"deal:{deal.variant_id}",
            state_value=entry,
            sequence=event.sequence,
        )


def _price(money: money_pb2.Money) -> selling.CardPrice:
    return selling.CardPrice(currency_code=money.currency_code, amount_minor=money.amount_minor)
