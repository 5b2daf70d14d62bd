from dataclasses import replace

import pytest

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import MAX_MINOR, Money
from nightmarket_order.domain.checkout import CartLine, agreed_lines, require_agreed
from nightmarket_order.domain.price import subtotal_of


def money(minor: int, currency_code: str = "TWD") -> Money:
    return Money(currency_code=currency_code, amount_minor=minor)


LINE = CartLine(
    variant_id="v1",
    product_id="p1",
    title="Tea",
    quantity=3,
    seen_price=money(100),
    unit_price=money(100),
    price_changed=False,
    show_id="",
)


def refusal(*lines: CartLine) -> tuple[str, dict[str, str]]:
    with pytest.raises(DomainError) as caught:
        agreed_lines("s1", lines)
    return caught.value.reason, caught.value.metadata


def test_an_empty_cart_is_no_order() -> None:
    assert refusal() == ("CART_EMPTY", {"shop_id": "s1"})


def test_a_changed_price_names_the_line_and_both_prices() -> None:
    changed = replace(LINE, variant_id="v2", unit_price=money(120), price_changed=True)
    assert refusal(LINE, changed) == (
        "PRICE_CHANGED",
        {"variant_id": "v2", "seen_minor": "100", "now_minor": "120"},
    )


def test_a_line_that_is_not_sold_any_more_is_out_of_stock() -> None:
    assert refusal(replace(LINE, unit_price=None)) == (
        "OUT_OF_STOCK",
        {"variant_id": "v1", "available": "0", "asked": "3"},
    )


def test_currencies_never_mix() -> None:
    other = replace(LINE, seen_price=money(5, "THB"), unit_price=money(5, "THB"))
    assert refusal(LINE, other)[0] == "PRICE_CHANGED"


@pytest.mark.parametrize("expected", [money(299), money(301), money(300, "THB")])
def test_another_total_than_the_one_seen_is_refused(expected: Money) -> None:
    with pytest.raises(DomainError) as caught:
        require_agreed(subtotal_of(agreed_lines("s1", (LINE,))), expected=expected)
    assert caught.value.reason == "TOTAL_CHANGED"
    assert caught.value.metadata["total_minor"] == "300"


def test_the_total_is_the_sum_of_the_lines() -> None:
    lines = agreed_lines("s1", (LINE, replace(LINE, variant_id="v2", quantity=1)))
    assert subtotal_of(lines) == money(400)


def test_a_total_beyond_exact_numbers_is_refused() -> None:
    huge = replace(LINE, seen_price=money(MAX_MINOR), unit_price=money(MAX_MINOR))
    with pytest.raises(DomainError) as caught:
        subtotal_of(agreed_lines("s1", (huge,)))
    assert caught.value.reason == "MONEY_INVALID"
