"""What somebody put into carts as a guest goes into their own, once.

The guest's cart is sealed first: its content cannot change any more and its seal's id is the cause of
the change to the person's cart. After a crash at any point the next call finds the seal and goes on;
what a guest adds later is another cart. Whoever comes finishes a seal for the person it was made for.
"""

from dataclasses import dataclass

from nightmarket_cart.application.change import Decide, change_cart
from nightmarket_cart.application.ports import CartKey, CartStore, GuestCarts, SealedCart
from nightmarket_cart.domain.cart import Cause

SHOPS = 50  # in one call; the caller comes again while more are left


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeGuest:
    user_id: str
    guest_id: str


async def merge_guest(command: MergeGuest, *, store: CartStore, guests: GuestCarts) -> bool:
    """False when carts are left for another call."""
    shops = await guests.shops_of(command.guest_id, limit=SHOPS)
    for shop_id in shops:
        # again: a seal of before may stand while the guest has filled another cart
        while sealed := await guests.seal(command.guest_id, shop_id, user_id=command.user_id):
            if sealed.cart.lines:
                await _take_over(sealed, store=store)
            await guests.drop_sealed(command.guest_id, shop_id, seal=sealed.id)
        await guests.drop_sealed(command.guest_id, shop_id, seal="")
    return len(shops) < SHOPS


async def _take_over(sealed: SealedCart, *, store: CartStore) -> None:
    async def prepare() -> Decide:
        return lambda cart: cart.merged(sealed.cart)

    key = CartKey(owner_id=sealed.user_id, shop_id=sealed.shop_id)
    cause = Cause(kind="merge", id=sealed.id, digest="merged")
    await change_cart(key, cause, prepare, store=store)
