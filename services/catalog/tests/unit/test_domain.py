from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_catalog.domain.errors import OutOfStock
from nightmarket_catalog.domain.product import Product, Variant
from nightmarket_catalog.domain.reservation import Holds, ReservedLine, in_lock_order
from nightmarket_catalog.domain.stock import MAX_QUANTITY, Entry, EntryKind, Stock
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money

PRICE = Money(currency_code="TWD", amount_minor=500)
VARIANT = Variant(id="v1", sku="TEA-1", title="", prices=(PRICE,))


def product(**changes: Any) -> Product:
    good = {
        "id_": "p1",
        "shop_id": "s1",
        "title": "Tea",
        "description": "",
        "image_urls": (),
        "variants": (VARIANT,),
        "at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Product.create(**(good | changes))


def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": "x" * 5001}, "description"),
        ({"image_urls": ("https://a.test/1",) * 21}, "image_urls"),
        ({"image_urls": ("javascript:alert(1)",)}, "image_urls"),
        ({"variants": ()}, "variants"),
        ({"variants": (VARIANT, VARIANT)}, "sku"),
        ({"variants": (VARIANT, replace(VARIANT, sku="TEA-2"))}, "variant_title"),
    ],
)
def test_a_product_names_the_field_that_is_wrong(changes: dict[str, Any], field: str) -> None:
    error = refusal(lambda: product(**changes))
    assert (error.reason, error.metadata) == ("PRODUCT_INVALID", {"field": field})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sku": " "}, "sku"),
        ({"sku": "x" * 65}, "sku"),
        ({"prices": ()}, "prices"),
        ({"prices": (PRICE, PRICE)}, "prices"),
        ({"prices": (Money(currency_code="TWD", amount_minor=0),)}, "prices"),
    ],
)
def test_a_variant_names_the_field_that_is_wrong(changes: dict[str, Any], field: str) -> None:
    assert refusal(lambda: replace(VARIANT, **changes)).metadata == {"field": field}


def test_a_price_changes_only_what_was_read() -> None:
    changed = product().with_price("v1", replace(PRICE, amount_minor=600), etag="1")
    assert (changed.variants[0].prices[0].amount_minor, changed.etag) == (600, "2")
    assert refusal(lambda: changed.with_price("v1", PRICE, etag="1")).reason == "ETAG_MISMATCH"
    assert refusal(lambda: changed.with_price("v9", PRICE, etag="")).reason == "VARIANT_NOT_FOUND"


def opened(on_hand: int, variant_id: str = "v") -> Stock:
    return Stock.opened(
        variant_id=variant_id, product_id="p", shop_id="s", on_hand=on_hand, actor="u"
    )


def added_up(entries: tuple[Entry, ...]) -> tuple[int, int, int]:
    """On hand, held, sold as the ledger says."""
    sums = {kind: sum(one.quantity for one in entries if one.kind is kind) for kind in EntryKind}
    taken = sums[EntryKind.RELEASED] + sums[EntryKind.SOLD]
    return (
        sums[EntryKind.RECEIVED]
        + sums[EntryKind.ADJUSTED]
        + sums[EntryKind.RELEASED]
        - sums[EntryKind.HELD],
        sums[EntryKind.HELD] - taken,
        sums[EntryKind.SOLD],
    )


@given(st.lists(st.tuples(st.sampled_from(["adjust", "hold", "sell", "back"]), st.integers(-9, 9))))
def test_stock_is_conserved_and_its_ledger_adds_up(steps: list[tuple[str, int]]) -> None:
    stock, received = opened(5), 5
    for verb, figure in steps:
        quantity = abs(figure)
        with suppress(DomainError):
            if verb == "adjust":
                stock = stock.adjusted(figure, actor="u", reason="count")
                received += figure
            elif verb == "hold":
                stock = stock.with_hold(quantity, order_id="o")
            elif quantity <= stock.held:
                move = stock.with_sale if verb == "sell" else stock.with_release
                stock = move(quantity, order_id="o")
        assert stock.received == received
        assert min(stock.on_hand, stock.held, stock.sold) >= 0
        assert added_up(stock.entries) == (stock.on_hand, stock.held, stock.sold)
        assert len(stock.entries) == stock.version


@given(
    st.lists(
        st.dictionaries(st.sampled_from("ab"), st.integers(1, 4), min_size=1),
        min_size=1,
        max_size=9,
    )
)
def test_a_group_is_decided_as_if_one_after_the_other(orders: list[dict[str, int]]) -> None:
    before = {variant_id: replace(opened(6, variant_id), entries=()) for variant_id in "ab"}
    holds, alone = Holds(before), dict(before)
    for number, wanted in enumerate(orders):
        lines = in_lock_order(
            tuple(ReservedLine(variant_id=one, quantity=n) for one, n in wanted.items())
        )
        told = None
        try:
            holds.take(str(number), lines)
        except OutOfStock as refused:
            told = refused.metadata
        expected = None
        for line in lines:
            on_hand = alone[line.variant_id].on_hand
            if expected is None and line.quantity > on_hand:
                expected = {
                    "variant_id": line.variant_id,
                    "available": str(on_hand),
                    "asked": str(line.quantity),
                }
        assert told == expected
        if expected is None:
            for line in lines:
                alone[line.variant_id] = alone[line.variant_id].with_hold(
                    line.quantity, order_id=str(number)
                )
    changed = {stock.variant_id: stock for stock in holds.changed()}
    assert changed == {one: stock for one, stock in alone.items() if stock != before[one]}


def test_lines_are_locked_in_one_order_and_named_once() -> None:
    a, b = ReservedLine(variant_id="a", quantity=1), ReservedLine(variant_id="b", quantity=1)
    assert in_lock_order((b, a)) == (a, b)
    for lines in ((), (a, a), (replace(a, quantity=0),), (replace(a, quantity=MAX_QUANTITY + 1),)):
        assert refusal(lambda lines=lines: in_lock_order(lines)).reason == "QUANTITY_INVALID"
