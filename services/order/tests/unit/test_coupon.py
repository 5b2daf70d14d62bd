from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money
from nightmarket_order.domain.coupon import Coupon, heard_code
from nightmarket_order.domain.delivery import DeliveryKind, ShippingMethod
from nightmarket_order.domain.price import price_of

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)


def twd(minor: int) -> Money:
    return Money(currency_code="TWD", amount_minor=minor)


def coupon(**fields: Any) -> Coupon:
    return Coupon(
        **({"shop_id": "s", "code": "MOON", "minimum": twd(0), "percent_off": 10} | fields)
    )


@pytest.mark.parametrize(
    "typed",
    ["moon100", " MOON 100 ", "ＭＯＯＮ１００", "Moon\u3000100", "moon\u200b100", "mo on1 00"],
)
def test_every_hand_writes_the_same_code(typed: str) -> None:
    assert heard_code(typed) == "MOON100"


def test_a_code_may_be_of_any_script() -> None:
    assert coupon(code="雙十一 １００").checked().code == "雙十一100"
    assert coupon(code="ลดราคาดี").checked().code == "ลดราคาดี"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"code": "AB"}, "code"),
        ({"code": "A" * 25}, "code"),
        ({"code": "A;B;C"}, "code"),
        ({"percent_off": 0}, "percent_off"),
        ({"percent_off": 101}, "percent_off"),
        ({"percent_off": 10, "amount_off": twd(100)}, "percent_off"),
        ({"percent_off": 0, "amount_off": twd(0)}, "amount_off"),
        ({"percent_off": 0, "amount_off": twd(150)}, "amount_off"),
        (
            {"percent_off": 0, "amount_off": Money(currency_code="THB", amount_minor=1)},
            "amount_off",
        ),
        ({"minimum": twd(-100)}, "minimum"),
        ({"minimum": twd(50)}, "minimum"),
        ({"valid_from": NOW, "valid_until": NOW}, "until_time"),
        ({"max_uses": 0}, "max_uses"),
        ({"max_uses_per_person": -1}, "max_uses_per_person"),
    ],
)
def test_a_code_that_makes_no_sense_is_refused(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(DomainError) as caught:
        coupon(**fields).checked()
    assert (caught.value.reason, caught.value.metadata) == ("FIELD_INVALID", {"field": named})


@pytest.mark.parametrize(
    ("fields", "used", "reason"),
    [
        ({}, 0, None),
        ({"minimum": Money(currency_code="THB", amount_minor=0)}, 0, "COUPON_UNKNOWN"),
        ({"valid_from": NOW + timedelta(seconds=1)}, 0, "COUPON_NOT_YET"),
        ({"valid_from": NOW}, 0, None),
        ({"valid_until": NOW}, 0, "COUPON_EXPIRED"),
        ({"valid_until": NOW + timedelta(seconds=1)}, 0, None),
        ({"stopped_at": NOW}, 0, "COUPON_EXPIRED"),
        ({"max_uses": 3, "used": 3}, 0, "COUPON_USED_UP"),
        ({"max_uses": 3, "used": 2}, 0, None),
        ({"max_uses_per_person": 1}, 1, "COUPON_USED_BY_YOU"),
        ({"max_uses_per_person": 2}, 1, None),
        ({"minimum": twd(10_100)}, 0, "COUPON_MINIMUM"),
        ({"minimum": twd(10_000)}, 0, None),
    ],
)
def test_a_refusal_has_its_reason(fields: dict[str, Any], used: int, reason: str | None) -> None:
    refusal = coupon(**fields).refusal(twd(10_000), at=NOW, used_by_person=used)
    assert (refusal.reason if refusal else None) == reason


@pytest.mark.parametrize(
    ("off", "subtotal", "shipping", "discount"),
    [
        ({"percent_off": 10}, 39_900, 0, 3_900),  # 39.9 dollars are 39
        ({"percent_off": 100}, 39_900, 6_000, 39_900),
        ({"percent_off": 100}, 39_900, 0, 39_800),  # a dollar stays: nobody can pay nothing
        ({"percent_off": 0, "amount_off": twd(5_000)}, 39_900, 0, 5_000),
        ({"percent_off": 0, "amount_off": twd(50_000)}, 39_900, 6_000, 39_900),
        ({"percent_off": 0, "amount_off": twd(50_000)}, 39_900, 0, 39_800),
        ({"percent_off": 1}, 9_900, 0, 0),
    ],
)
def test_what_a_code_takes_off(
    off: dict[str, Any], subtotal: int, shipping: int, discount: int
) -> None:
    one = coupon(**off).checked()
    assert one.discount_of(twd(subtotal), shipping=twd(shipping)) == twd(discount)


def test_satang_are_charged_in_baht() -> None:
    baht = Money(currency_code="THB", amount_minor=1_255)
    one = coupon(minimum=replace(baht, amount_minor=0), percent_off=10).checked()
    assert one.discount_of(baht, shipping=baht * 0).amount_minor == 125


@given(
    subtotal=st.integers(1, 10**7),
    fee=st.integers(0, 10**4),
    percent=st.integers(0, 100),
    amount=st.integers(1, 10**7),
)
def test_a_total_is_whole_payable_and_the_sum_of_its_parts(
    subtotal: int, fee: int, percent: int, amount: int
) -> None:
    off = coupon(percent_off=percent, amount_off=None if percent else twd(amount * 100)).checked()
    method = ShippingMethod(kind=DeliveryKind.HOME, fee=twd(fee * 100))
    price = price_of(twd(subtotal * 100), method, off)
    assert price.total == price.subtotal + price.shipping - price.discount
    assert price.total.amount_minor >= 100
    assert price.total.amount_minor % 100 == 0
    assert 0 <= price.discount.amount_minor <= price.subtotal.amount_minor
