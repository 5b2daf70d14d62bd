"""One way to change a cart: read, decide, store if nobody was faster; else once more.

`decide` is given the cart and may be called several times; it has no effect of its own. Request and
event ids are marked in the same atomic step as the change, so each is applied once. A repetition is
answered before `prepare` asks anybody else: it works when catalog is away. The cart itself remembers
its last causes, too: they survive with it where the marks do not.
"""

from collections.abc import Awaitable, Callable

from nightmarket_cart.application.ports import CartKey, CartStore
from nightmarket_cart.domain.cart import Cart, Cause
from nightmarket_kit.core.errors import RequestIdReused, Unavailable

TRIES = 300  # somebody wins each round: more than that many changes of one cart at once
Decide = Callable[[Cart], Cart]


async def change_cart(
    key: CartKey, cause: Cause, prepare: Callable[[], Awaitable[Decide]], *, store: CartStore
) -> Cart:
    """The cart after; a cause that was applied before answers with the cart as it is."""
    decide: Decide | None = None
    for _ in range(TRIES):
        cart, marked = await store.find(key, cause)
        earlier = marked if marked is not None else cart.digest_of(cause)
        if earlier is not None:
            if earlier != cause.digest:
                raise RequestIdReused(request_id=cause.id)
            return cart
        if decide is None:
            decide = await prepare()
            continue  # asking took its time: read again
        after = decide(cart).caused_by(cause)
        if await store.save(key, after, cause):
            return after
    raise Unavailable(reason="SERVICE_UNAVAILABLE")
