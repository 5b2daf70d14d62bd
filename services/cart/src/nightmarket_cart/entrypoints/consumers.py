"""What cart does when others tell facts: what was ordered leaves the cart."""

from nightmarket.order.v1 import events_pb2
from nightmarket_cart.application.ports import CartArchive, CartStore, ChangedCarts
from nightmarket_cart.application.take_out_ordered import TakeOutOrdered, take_out_ordered
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.runtime.inbox import Subscription
from nightmarket_kit.runtime.kafka import IncomingEvent

GROUP = "cart"


def subscriptions(
    store: CartStore, changed: ChangedCarts, archive: CartArchive
) -> list[Subscription]:
    async def placed(message: events_pb2.OrderPlaced, event: IncomingEvent) -> None:
        command = TakeOutOrdered(
            event_id=event.id,
            user_id=check_id(message.user_id, "user_id"),
            shop_id=check_id(message.shop_id, "shop_id"),
            quantities={line.variant_id: line.quantity for line in message.lines},
            cart_version=message.cart_version,
        )
        await take_out_ordered(command, store=store, changed=changed, archive=archive)

    return [Subscription(topic="order.placed", message=events_pb2.OrderPlaced, handle=placed)]
