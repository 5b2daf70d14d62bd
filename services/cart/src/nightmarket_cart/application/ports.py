"""What the handlers need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nightmarket_cart.domain.cart import Cart, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class CartKey:
    user_id: str
    shop_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What makes a change happen, once: a request (`kind` is its method) or an event.

    The same id with another digest is another body. Ids are told apart per person.
    """

    kind: str
    id: str
    digest: str


class CartStore(Protocol):
    async def get(self, key: CartKey) -> Cart: ...
    async def find(self, key: CartKey, cause: Cause) -> tuple[Cart, str | None]:
        """The cart, and the digest of `cause` when it was applied before; one snapshot."""

    async def save(self, key: CartKey, cart: Cart, cause: Cause) -> bool:
        """Store a cart made of the version before it and mark `cause` as applied, in one step.

        False when the cart changed since it was read or the cause is marked already: read again.
        """


class CatalogClient(Protocol):
    async def variants(self, variant_ids: Sequence[str]) -> dict[str, Variant]:
        """Unknown ids are left out."""
