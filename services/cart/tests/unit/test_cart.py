from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_cart.domain.cart import MAX_LINES, Cart, Deal, Variant
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money


def variant(id_: str, **prices: int) -> Variant:
    return Variant(
        id=id_,
        product_id="p",
        shop_id="s",
        title="Tea",
        image_url="",
        prices=tuple(
            Money(currency_code=code, amount_minor=minor) for code, minor in prices.items()
        ),
        on_hand=5,
    )


TEA = variant("tea", TWD=500)
RICE = variant("rice", TWD=100, THB=90)
SOUP = variant("soup", THB=80)


def reason_of(call: object) -> str:
    assert callable(call)
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.reason


def test_lines_keep_the_order_in_which_they_came() -> None:
    cart = Cart().added(TEA, 1, show_id="a").added(RICE, 2, show_id="").added(TEA, 3, show_id="b")
    assert [(line.variant_id, line.quantity) for line in cart.lines] == [("tea", 4), ("rice", 2)]
    assert cart.lines[0].show_id == "b"
    assert cart.version == 3


def test_adding_from_nowhere_keeps_the_show() -> None:
    cart = Cart().added(TEA, 1, show_id="a").added(TEA, 1, show_id="")
    assert cart.lines[0].show_id == "a"


def test_a_cart_has_one_currency() -> None:
    assert reason_of(lambda: Cart().added(RICE, 1, show_id="")) == "PRICE_MISSING"
    cart = Cart().added(TEA, 1, show_id="").added(RICE, 1, show_id="")
    assert {line.seen_price.currency_code for line in cart.lines} == {"TWD"}
    assert reason_of(lambda: cart.added(SOUP, 1, show_id="")) == "PRICE_MISSING"
    emptied = cart.without("tea").without("rice")
    assert emptied.added(SOUP, 1, show_id="").currency_code == "THB"


def test_touching_a_line_accepts_the_price_of_today() -> None:
    cart = Cart().added(TEA, 1, show_id="")
    dearer = variant("tea", TWD=600)
    for touched in (cart.added(dearer, 1, show_id=""), cart.with_quantity(dearer, 1)):
        assert touched.lines[0].seen_price.amount_minor == 600


def test_limits() -> None:
    cart = Cart().added(TEA, 999, show_id="")
    assert reason_of(lambda: cart.added(TEA, 1, show_id="")) == "QUANTITY_INVALID"
    assert reason_of(lambda: cart.with_quantity(RICE, 1)) == "LINE_NOT_FOUND"
    full = Cart()
    for number in range(MAX_LINES):
        full = full.added(variant(str(number), TWD=1), 1, show_id="")
    assert reason_of(lambda: full.added(TEA, 1, show_id="")) == "CART_FULL"
    assert full.added(variant("7", TWD=1), 1, show_id="").lines[7].quantity == 2


def test_removing_what_is_not_there_is_fine() -> None:
    assert Cart().without("tea").lines == ()


@given(st.dictionaries(st.sampled_from(["tea", "rice", "other"]), st.integers(1, 9)))
def test_what_was_ordered_leaves_and_the_rest_stays(ordered: dict[str, int]) -> None:
    cart = Cart().added(TEA, 5, show_id="").added(RICE, 2, show_id="")
    left = {line.variant_id: line.quantity for line in cart.less(ordered).lines}
    for id_, had in (("tea", 5), ("rice", 2)):
        assert left.get(id_, 0) == max(0, had - ordered.get(id_, 0))
    assert "other" not in left


def test_of_two_lines_the_cheaper_price_stands_with_its_deal() -> None:
    at = datetime(2026, 11, 5, tzinfo=UTC)
    price = Money(currency_code="TWD", amount_minor=300)
    deal = Deal(id="d", show_id="s", price=price, left=1, per_person=0, ends_at=at)
    mine = Cart().added(TEA, 1, show_id="")
    merged = mine.merged(Cart().added(replace(TEA, deals=(deal,)), 1, show_id="s"))
    assert [(one.quantity, one.deal_id) for one in merged.lines] == [(2, "d")]
    assert merged.lines[0].seen_price == price
    assert (
        Cart().added(replace(TEA, deals=(deal,)), 1, show_id="s").merged(mine).lines[0].deal_id
        == "d"
    )
