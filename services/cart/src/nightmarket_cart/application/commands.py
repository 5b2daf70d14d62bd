"""The caller, a person or a guest, changes a cart of theirs."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from nightmarket_cart.application.change import Decide, change_cart
from nightmarket_cart.application.ports import CartKey, CartStore, CatalogClient
from nightmarket_cart.domain.cart import Cart, Cause, Variant, check_quantity
from nightmarket_cart.domain.errors import VariantNotInShop
from nightmarket_kit.core.requests import check_request_id, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLine:
    request_id: str
    key: CartKey
    variant_id: str
    quantity: int
    show_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuantity:
    request_id: str
    key: CartKey
    variant_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLine:
    request_id: str
    key: CartKey
    variant_id: str


Command: TypeAlias = AddLine | SetQuantity | RemoveLine


async def add_line(command: AddLine, *, store: CartStore, catalog: CatalogClient) -> Cart:
    check_quantity(command.quantity)

    async def prepare() -> Decide:
        variant = await _variant(command, catalog=catalog)
        return lambda cart: cart.added(variant, command.quantity, show_id=command.show_id)

    return await change_cart(command.key, cause_of(command), prepare, store=store)


async def set_quantity(command: SetQuantity, *, store: CartStore, catalog: CatalogClient) -> Cart:
    check_quantity(command.quantity)

    async def prepare() -> Decide:
        variant = await _variant(command, catalog=catalog)
        return lambda cart: cart.with_quantity(variant, command.quantity)

    return await change_cart(command.key, cause_of(command), prepare, store=store)


async def remove_line(command: RemoveLine, *, store: CartStore) -> Cart:
    async def prepare() -> Decide:
        return lambda cart: cart.without(command.variant_id)

    return await change_cart(command.key, cause_of(command), prepare, store=store)


def cause_of(command: Command) -> Cause:
    """Without the owner, whom the store tells apart: a guest's press, sent again after the log-in and
    the merge, is still the same press.
    """
    return Cause(
        kind=type(command).__name__,
        id=check_request_id(command.request_id),
        digest=digest_of(replace(command, key=_anybodys(command.key))),
    )


def _anybodys(key: CartKey) -> CartKey:
    return CartKey(owner_id="", shop_id=key.shop_id)


async def _variant(command: AddLine | SetQuantity, *, catalog: CatalogClient) -> Variant:
    found = (await catalog.variants([command.variant_id])).get(command.variant_id)
    if found is None:
        raise VariantNotInShop(variant_id=command.variant_id)
    found.require_in(command.key.shop_id)
    return found
