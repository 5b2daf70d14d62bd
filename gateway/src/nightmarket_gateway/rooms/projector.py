"""Facts of the services become entries of room logs, once each (dedupe by event id, in the log's own step).

A shop's rooms are those of its shows that are announced or live; stock goes to all of them. Which
these are follows from the status that stands in the room: the topics of one show are read side by
side, and what comes late must not open an ended show again.
"""

from typing import Final, Literal, TypeAlias

from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2
from nightmarket.catalog.v1 import events_pb2 as catalog_events
from nightmarket.identity.v1 import events_pb2 as identity_events
from nightmarket.order.v1 import events_pb2 as order_events
from nightmarket.stream.v1 import events_pb2 as stream_events
from nightmarket_gateway.auth import Gatekeeper
from nightmarket_gateway.clients import Clients
from nightmarket_gateway.rooms import entries, selling
from nightmarket_gateway.rooms.claims import ClaimNews
from nightmarket_gateway.rooms.deals import DealNews
from nightmarket_gateway.rooms.log import LIFE_MS, RoomLog, state_key
from nightmarket_gateway.rooms.moderation import Moderation, rooms_key
from nightmarket_gateway.rooms.stock import StockNews
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_kit.runtime.valkey import RawValkey

GROUP: Final = "gateway"
OrderEvent: TypeAlias = (
    order_events.OrderPlaced | order_events.OrderPaid | order_events.OrderCancelled
)

# KEYS state of the room, rooms of the shop. ARGV room, life.
FOLLOW: Final = """
local status = redis.call('HGET', KEYS[1], 'status')
if status and cjson.decode(status).state == 'ended' then return redis.call('SREM', KEYS[2], ARGV[1]) end
redis.call('SADD', KEYS[2], ARGV[1])
return redis.call('PEXPIRE', KEYS[2], ARGV[2])
"""


class Projector:
    def __init__(
        self,
        *,
        log_: RoomLog,
        valkey: RawValkey,
        clients: Clients,
        keeper: Gatekeeper,
        moderation: Moderation,
    ) -> None:
        self._log = log_
        self._valkey = valkey
        self._follow = valkey.register_script(FOLLOW)
        self._clients = clients
        self._keeper = keeper
        self._moderation = moderation
        self.stock = StockNews(log_=log_, valkey=valkey)
        self._claims = ClaimNews(log_=log_)
        self._deals = DealNews(log_=log_, valkey=valkey)

    def subscriptions(self) -> list[Subscription]:
        return [
            *self._moderation.subscriptions(),
            *self._claims.subscriptions(),
            *self._deals.subscriptions(),
            Subscription(
                topic="stream.scheduled",
                message=stream_events.StreamScheduled,
                handle=self._scheduled,
            ),
            Subscription(topic="stream.live", message=stream_events.StreamLive, handle=self._live),
            Subscription(
                topic="stream.ended", message=stream_events.StreamEnded, handle=self._ended
            ),
            Subscription(
                topic="product.pinned", message=stream_events.ProductPinned, handle=self._pinned
            ),
            Subscription(
                topic="stock.changed",
                message=catalog_events.StockChanged,
                handle=self.stock.changed,
            ),
            Subscription(
                topic="order.placed", message=order_events.OrderPlaced, handle=self._placed
            ),
            Subscription(topic="order.paid", message=order_events.OrderPaid, handle=self._paid),
            Subscription(
                topic="order.cancelled", message=order_events.OrderCancelled, handle=self._cancelled
            ),
            Subscription(
                topic="session.revoked",
                message=identity_events.SessionRevoked,
                handle=self._revoked,
            ),
        ]

    async def _post(
        self, room: str, event: IncomingEvent, *, field: str, body: entries.State
    ) -> None:
        entry = entries.encoded(body)
        await self._log.append(
            room,
            entry,
            dedupe=f"event:{event.id}",
            state_field=field,
            state_value=entry,
            sequence=event.sequence,
        )

    async def _scheduled(
        self, message: stream_events.StreamScheduled, event: IncomingEvent
    ) -> None:
        await self._set_status("scheduled", message.shop_id, message.show_id, event)

    async def _live(self, message: stream_events.StreamLive, event: IncomingEvent) -> None:
        await self._set_status("live", message.shop_id, message.show_id, event)

    async def _ended(self, message: stream_events.StreamEnded, event: IncomingEvent) -> None:
        await self._set_status("ended", message.shop_id, message.show_id, event)

    async def _set_status(
        self,
        state: Literal["scheduled", "live", "ended"],
        shop_id: str,
        show_id: str,
        event: IncomingEvent,
    ) -> None:
        await self._post(
            show_id, event, field="status", body=entries.Status(ts=_ts(event), state=state)
        )
        await self._follow(keys=[state_key(show_id), rooms_key(shop_id)], args=[show_id, LIFE_MS])
        if (
            state != "ended"
        ):  # after it is among the shop's rooms: what changes from now on is told there
            await self._moderation.show_rules(show_id, shop_id, event)

    async def _pinned(self, message: stream_events.ProductPinned, event: IncomingEvent) -> None:
        """The overlay needs no further call: the product goes along."""
        product = None
        if message.product_id:
            found = await self._clients.catalog.BatchGetProducts(
                catalog_service_pb2.BatchGetProductsRequest(product_ids=[message.product_id])
            )
            product = _card(found.products[0], message.show_id) if found.products else None
        await self._post(
            message.show_id,
            event,
            field="pin",
            body=selling.Pin(ts=_ts(event), product_id=message.product_id, product=product),
        )

    async def _placed(self, message: order_events.OrderPlaced, event: IncomingEvent) -> None:
        await self._order("placed", message, event)

    async def _paid(self, message: order_events.OrderPaid, event: IncomingEvent) -> None:
        await self._order("paid", message, event)

    async def _cancelled(self, message: order_events.OrderCancelled, event: IncomingEvent) -> None:
        await self._order("cancelled", message, event)

    async def _order(
        self,
        state: Literal["placed", "paid", "cancelled"],
        message: OrderEvent,
        event: IncomingEvent,
    ) -> None:
        """To the shop's own room. The topics are read side by side: news that was overtaken is none."""
        await self._log.append(
            message.shop_id,
            entries.encoded(_order_entry(state, message, event)),
            dedupe=f"event:{event.id}",
            state_of=message.order_id,
            state_field="order",
            sequence=event.sequence,
        )

    async def _revoked(
        self, message: identity_events.SessionRevoked, _event: IncomingEvent
    ) -> None:
        await self._keeper.mark_revoked(message.session_id)


def _ts(event: IncomingEvent) -> int:
    return int(event.time.timestamp() * 1000)


def _order_entry(
    state: Literal["placed", "paid", "cancelled"], message: OrderEvent, event: IncomingEvent
) -> selling.Order:
    return selling.Order(
        ts=_ts(event),
        order_id=message.order_id,
        order_number=message.order_no,
        show_ids=sorted({line.show_id for line in message.lines if line.show_id}),
        state=state,
        total=selling.OrderTotal(
            currency=message.total.currency_code, amount=message.total.amount_minor
        ),
        lines=[
            selling.OrderLine(
                product_id=line.product_id,
                variant_id=line.variant_id,
                title=line.title,
                quantity=line.quantity,
            )
            for line in message.lines
        ],
    )


def _card(product: catalog_pb2.Product, show_id: str) -> selling.Card:
    return selling.Card(
        product_id=product.product_id,
        title=product.title,
        image_url=product.image_urls[0] if product.image_urls else "",
        variants=[
            selling.CardVariant(
                variant_id=variant.variant_id,
                title=variant.title,
                on_hand=_left(variant.stock, show_id),
                prices=[
                    selling.CardPrice(
                        currency_code=price.currency_code, amount_minor=price.amount_minor
                    )
                    for price in variant.prices
                ],
            )
            for variant in product.variants
        ],
    )


def _left(stock: catalog_pb2.Stock, show_id: str) -> int:
    """What buyers of that show can have."""
    return stock.on_hand + sum(one.quantity for one in stock.allocations if one.show_id == show_id)
