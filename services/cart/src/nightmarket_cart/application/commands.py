"""The caller changes a cart of theirs."""

from dataclasses import dataclass
from typing import TypeAlias

from nightmarket_cart.application.change import Decide, change_cart
from nightmarket_cart.application.ports import CartKey, CartStore, CatalogClient, Cause
from nightmarket_cart.domain.cart import Cart, Variant, check_quantity
from nightmarket_cart.domain.errors import VariantNotInShop
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.core.requests import check_request_id, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLine:
    request_id: str
    actor: Principal
    shop_id: str
    variant_id: str
    quantity: int
    show_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuantity:
    request_id: str
    actor: Principal
    shop_id: str
    variant_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLine:
    request_id: str
    actor: Principal
    shop_id: str
    variant_id: str


Command: TypeAlias = AddLine | SetQuantity | RemoveLine


async def add_line(command: AddLine, *, store: CartStore, catalog: CatalogClient) -> Cart:
    check_quantity(command.quantity)

    async def prepare() -> Decide:
        variant = await _variant(command, catalog=catalog)
        return lambda cart: cart.added(variant, command.quantity, show_id=command.show_id)

    return await change_cart(key_of(command), cause_of(command), prepare, store=store)


async def set_quantity(command: SetQuantity, *, store: CartStore, catalog: CatalogClient) -> Cart:
    check_quantity(command.quantity)

    async def prepare() -> Decide:
        variant = await _variant(command, catalog=catalog)
        return lambda cart: cart.with_quantity(variant, command.quantity)

    return await change_cart(key_of(command), cause_of(command), prepare, store=store)


async def remove_line(command: RemoveLine, *, store: CartStore) -> Cart:
    async def prepare() -> Decide:
        return lambda cart: cart.without(command.variant_id)

    return await change_cart(key_of(command), cause_of(command), prepare, store=store)


def key_of(command: Command) -> CartKey:
    return CartKey(user_id=command.actor.user_id, shop_id=command.shop_id)


def cause_of(command: Command) -> Cause:
    return Cause(
        kind=type(command).__name__,
        id=check_request_id(command.request_id),
        digest=digest_of(command),
    )


async def _variant(command: AddLine | SetQuantity, *, catalog: CatalogClient) -> Variant:
    found = (await catalog.variants([command.variant_id])).get(command.variant_id)
    if found is None:
        raise VariantNotInShop(variant_id=command.variant_id)
    found.require_in(command.shop_id)
    return found
