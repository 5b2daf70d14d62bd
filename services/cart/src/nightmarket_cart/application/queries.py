"""The cart as a screen shows it: today's prices and stock beside what the person saw."""

from collections.abc import Sequence
from dataclasses import dataclass

from nightmarket_cart.application.ports import CartKey, CartStore, CatalogClient
from nightmarket_cart.domain.cart import Cart, Deal, Line, Variant
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money, total


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """`variant` is None when it is not sold any more, `unit_price` also when it has lost its price. `deal`
    is the flash deal that makes the price, while it runs.
    """

    line: Line
    variant: Variant | None
    unit_price: Money | None
    deal: Deal | None = None

    @property
    def price_changed(self) -> bool:
        return self.unit_price is not None and self.unit_price != self.line.seen_price

    @property
    def available(self) -> int:
        if self.variant is None or self.unit_price is None:
            return 0
        if self.deal is not None:
            return self.deal.available
        return self.variant.left_for(self.line.show_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CartView:
    shop_id: str
    version: int
    ordered_version: int
    lines: tuple[LineView, ...]

    @property
    def total(self) -> Money | None:
        """Sum of the lines that can be had; None when there are none, or beyond exact numbers."""
        priced = [
            (one.unit_price, one.line.quantity)
            for one in self.lines
            if one.unit_price and one.available > 0
        ]
        if not priced:
            return None
        try:
            return total(
                [price * quantity for price, quantity in priced],
                currency_code=priced[0][0].currency_code,
            )
        except ValueError:
            return None


async def get_cart(key: CartKey, *, store: CartStore, catalog: CatalogClient) -> CartView:
    return await view_of(await store.get(key), shop_id=key.shop_id, catalog=catalog)


async def get_carts(
    keys: Sequence[CartKey], *, store: CartStore, catalog: CatalogClient
) -> list[CartView | DomainError]:
    """In their order, each with what `get_cart` would have said."""
    carts = await store.get_each(keys)
    variants = await _variants_of([one for one in carts if isinstance(one, Cart)], catalog)
    return [
        _view_of(one, key.shop_id, variants) if isinstance(one, Cart) else one
        for key, one in zip(keys, carts, strict=True)
    ]


async def view_of(cart: Cart, *, shop_id: str, catalog: CatalogClient) -> CartView:
    return _view_of(cart, shop_id, await _variants_of([cart], catalog))


async def _variants_of(carts: Sequence[Cart], catalog: CatalogClient) -> dict[str, Variant]:
    ids = sorted({line.variant_id for cart in carts for line in cart.lines})
    return await catalog.variants(ids) if ids else {}


def _view_of(cart: Cart, shop_id: str, variants: dict[str, Variant]) -> CartView:
    return CartView(
        shop_id=shop_id,
        version=cart.version,
        ordered_version=cart.ordered_version,
        lines=tuple(_view(line, variants.get(line.variant_id)) for line in cart.lines),
    )


def _view(line: Line, variant: Variant | None) -> LineView:
    if variant is None:
        return LineView(line=line, variant=None, unit_price=None)
    currency_code = line.seen_price.currency_code
    deal = variant.deal_in(line.show_id, currency_code)
    price = variant.price_in(currency_code) if deal is None else deal.price
    return LineView(line=line, variant=variant, unit_price=price, deal=deal)
