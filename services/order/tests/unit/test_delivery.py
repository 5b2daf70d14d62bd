from dataclasses import replace
from typing import Any

import pytest

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import Money
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.delivery import (
    HOME,
    Delivery,
    DeliveryKind,
    ShippingMethod,
    Store,
    StoreChain,
    checked_methods,
    method_for,
    offered,
)

SEVEN = StoreChain.SEVEN_ELEVEN


def money(minor: int, code: str = "TWD") -> Money:
    return Money(currency_code=code, amount_minor=minor)


HOME_METHOD = ShippingMethod(kind=DeliveryKind.HOME, fee=money(10_000), free_from=money(150_000))
STORE_METHOD = ShippingMethod(kind=DeliveryKind.STORE, fee=money(6_000), chains=(SEVEN,))
STORE = Store(chain=SEVEN, code="123456", name="夜市門市")


def refusal(call: Any) -> tuple[str, dict[str, str]]:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.reason, caught.value.metadata


def test_a_fee_is_free_from_its_amount_on() -> None:
    assert HOME_METHOD.fee_of(money(149_900)) == money(10_000)
    assert HOME_METHOD.fee_of(money(150_000)) == money(0)
    assert STORE_METHOD.fee_of(money(10**9)) == money(6_000)


def test_a_shop_that_set_nothing_sends_home_for_nothing_in_any_currency() -> None:
    (only,) = offered((), currency_code="THB")
    assert (only.kind, only.fee) == (DeliveryKind.HOME, money(0, "THB"))


def test_a_cart_in_another_currency_is_offered_nothing() -> None:
    assert offered((HOME_METHOD,), currency_code="THB") == ()


def test_methods_are_kept_in_one_order_and_home_has_no_chains() -> None:
    stored = checked_methods([STORE_METHOD, replace(HOME_METHOD, chains=(SEVEN,))])
    assert stored == (HOME_METHOD, STORE_METHOD)


@pytest.mark.parametrize(
    ("methods", "named"),
    [
        ([], "kind"),
        ([HOME_METHOD, HOME_METHOD], "kind"),
        ([replace(HOME_METHOD, fee=money(-100))], "fee"),
        ([replace(HOME_METHOD, fee=money(150))], "fee"),
        ([replace(HOME_METHOD, free_from=money(150))], "free_from"),
        ([replace(HOME_METHOD, free_from=money(100, "THB"))], "free_from"),
        ([replace(STORE_METHOD, chains=())], "chains"),
        ([replace(STORE_METHOD, fee=money(100, "THB"))], "kind"),
        ([ShippingMethod(kind=DeliveryKind.HOME, fee=money(1, "THB")), STORE_METHOD], "fee"),
    ],
)
def test_methods_that_do_not_fit_together_are_refused(
    methods: list[ShippingMethod], named: str
) -> None:
    assert refusal(lambda: checked_methods(methods)) == ("FIELD_INVALID", {"field": named})


@pytest.mark.parametrize(
    ("store", "named"),
    [
        (None, "store_chain"),
        (replace(STORE, code="12"), "store_code"),
        (replace(STORE, code="12 456"), "store_code"),
        (replace(STORE, name=" "), "store_name"),
        (replace(STORE, name="a\nb"), "store_name"),
        (replace(STORE, name="a" * 61), "store_name"),
    ],
)
def test_a_store_needs_chain_code_and_name(store: Store | None, named: str) -> None:
    delivery = Delivery(kind=DeliveryKind.STORE, store=store)
    assert refusal(delivery.checked) == ("CONTACT_INVALID", {"field": named})


def test_a_store_is_kept_as_its_chain_prints_it() -> None:
    delivery = Delivery(kind=DeliveryKind.STORE, store=replace(STORE, code=" f12345 ", name=" 夜 "))
    assert delivery.checked().store == replace(STORE, code="F12345", name="夜")


def test_home_has_no_store() -> None:
    assert Delivery(store=STORE).checked() == HOME


def test_what_the_shop_does_not_offer_is_refused() -> None:
    pick_up = Delivery(kind=DeliveryKind.STORE, store=STORE)
    assert refusal(lambda: method_for(pick_up, [HOME_METHOD])) == (
        "DELIVERY_UNAVAILABLE",
        {"delivery": "store"},
    )
    other = replace(STORE_METHOD, chains=(StoreChain.HI_LIFE,))
    assert refusal(lambda: method_for(pick_up, [other])) == (
        "CONTACT_INVALID",
        {"field": "store_chain"},
    )
    assert method_for(pick_up, [HOME_METHOD, STORE_METHOD]) == STORE_METHOD


def test_where_somebody_collects_is_in_no_repr() -> None:
    assert "123456" not in repr(STORE)
    assert "夜市" not in repr(STORE)


def test_an_address_is_not_kept_where_it_is_not_needed() -> None:
    contact = Contact(name="Mei", phone="0912345678", address="1 Road")
    assert contact.checked(with_address=False).address == ""
    assert replace(contact, address="").checked(with_address=False).name == "Mei"
    assert refusal(replace(contact, address="").checked)[1] == {"field": "address"}
