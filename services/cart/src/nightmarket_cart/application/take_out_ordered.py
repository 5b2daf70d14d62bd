"""What was ordered leaves the cart; what was put in meanwhile stays."""

from dataclasses import dataclass

from nightmarket_cart.application.change import Decide, change_cart
from nightmarket_cart.application.ports import CartKey, CartStore, Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutOrdered:
    event_id: str
    user_id: str
    shop_id: str
    quantities: dict[str, int]


async def take_out_ordered(command: TakeOutOrdered, *, store: CartStore) -> None:
    async def prepare() -> Decide:
        return lambda cart: cart.less(command.quantities)

    key = CartKey(user_id=command.user_id, shop_id=command.shop_id)
    cause = Cause(kind="event", id=command.event_id, digest="applied")
    await change_cart(key, cause, prepare, store=store)
