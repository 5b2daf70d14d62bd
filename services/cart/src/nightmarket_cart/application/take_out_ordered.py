"""What was ordered leaves the cart; what was put in meanwhile stays.

It is in the archive before the event counts as applied: a cart restored after that never holds again
what was ordered. Before that the event comes again, and a restored cart knows whether it was applied.
"""

from dataclasses import dataclass

from nightmarket_cart.application.change import Decide, change_cart
from nightmarket_cart.application.ports import CartArchive, CartKey, CartStore, ChangedCarts
from nightmarket_cart.application.write_behind import write_now
from nightmarket_cart.domain.cart import Cause
from nightmarket_kit.core.errors import Unavailable

TRIES = 5  # a cart that was restored meanwhile is changed again


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutOrdered:
    event_id: str
    user_id: str
    shop_id: str
    quantities: dict[str, int]
    cart_version: int = 0


async def take_out_ordered(
    command: TakeOutOrdered, *, store: CartStore, changed: ChangedCarts, archive: CartArchive
) -> None:
    async def prepare() -> Decide:
        return lambda cart: cart.less(command.quantities, version=command.cart_version)

    key = CartKey(owner_id=command.user_id, shop_id=command.shop_id)
    cause = Cause(kind="event", id=command.event_id, digest="applied")
    for _ in range(TRIES):
        cart = await change_cart(key, cause, prepare, store=store)
        if await write_now(key, cart, store=changed, archive=archive):
            await archive.note_applied(command.event_id)
            return
    raise Unavailable(reason="SERVICE_UNAVAILABLE")
