"""What the handlers need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nightmarket_cart.domain.cart import Cart, Cause, Variant
from nightmarket_kit.core.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class CartKey:
    """Whose cart of which shop; a guest's id is never a person's."""

    owner_id: str
    shop_id: str
    is_guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A cart of a person as it was read, to be written to the archive."""

    key: CartKey
    cart: Cart


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedCart:
    """A guest's cart that nobody changes any more; `id` names this content, `user_id` gets it."""

    id: str
    user_id: str
    shop_id: str
    cart: Cart


class CartStore(Protocol):
    async def get(self, key: CartKey) -> Cart: ...
    async def get_each(self, keys: Sequence[CartKey]) -> list[Cart | DomainError]:
        """In their order; one that cannot be read does not keep the others away."""

    async def find(self, key: CartKey, cause: Cause) -> tuple[Cart, str | None]:
        """The cart, and the digest of `cause` when it was applied before; one snapshot."""

    async def save(self, key: CartKey, cart: Cart, cause: Cause) -> bool:
        """Store a cart made of the version before it and mark `cause` as applied, in one step.

        False when the cart changed since it was read or the cause is marked already: read again.
        A person's cart is noted as changed in the same step.
        """


class GuestCarts(Protocol):
    async def shops_of(self, guest_id: str, *, limit: int) -> Sequence[str]: ...
    async def seal(self, guest_id: str, shop_id: str, *, user_id: str) -> SealedCart | None:
        """Take the guest's cart out of use for `user_id`; an earlier seal stands and is returned."""

    async def drop_sealed(self, guest_id: str, shop_id: str, *, seal: str) -> None:
        """Forget that seal, none for ""; and the shop when nothing of the guest is left there."""


class ChangedCarts(Protocol):
    async def changed(self, *, limit: int) -> Sequence[Saved]:
        """Carts that the archive may not have yet, those that wait longest first."""

    async def read(self, key: CartKey) -> Saved | None: ...
    async def settle(self, saved: Sequence[Saved]) -> None:
        """They are in the archive; whatever changed meanwhile stays noted."""

    async def overtake(self, saved: Saved, *, version: int) -> None:
        """Give the cart a version above `version`, unless it changed since."""


class CartArchive(Protocol):
    async def load(self, key: CartKey) -> Cart | None:
        """The cart under a version that no earlier copy ever had."""

    async def save(self, saved: Sequence[Saved]) -> dict[CartKey, int]:
        """Keep each unless the archive has a later version or another cart under the same one.

        Returns the versions of those that were refused.
        """

    async def note_applied(self, event_id: str) -> None:
        """The event's effect is in the archive: the audit asks for this."""


class CatalogClient(Protocol):
    async def variants(self, variant_ids: Sequence[str]) -> dict[str, Variant]:
        """Unknown ids are left out."""
