import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_kit.core.money import Money
from nightmarket_payment.adapters.ecpay import EcpayProvider
from nightmarket_payment.adapters.ecpay_form import clean, item_name, new_trade_no
from nightmarket_payment.adapters.ecpay_mac import Keys, is_signed
from nightmarket_payment.application.ports import Redirect
from nightmarket_payment.domain.payment import Attempt, AttemptState

KEYS = Keys(hash_key="pwFHCqoQZGmho4w6", hash_iv="EkRm7iFT261dpevs")
AT = datetime(2026, 1, 1, 17, 30, 5, tzinfo=UTC)
ITEMS = ('T恤 "紅" #1 <b>x</b> ; rm `ls`', "Python 帽子")


def attempt(amount_minor: int = 168_800, **changes: Any) -> Attempt:
    values: dict[str, Any] = {
        "id": "a",
        "payment_id": "p",
        "number": 1,
        "provider": "ecpay",
        "reference": new_trade_no("test", AT),
        "amount": Money(currency_code="TWD", amount_minor=amount_minor),
        "state": AttemptState.CREATED,
        "order_no": "NM-1001",
        "items": ITEMS,
        "return_to": "/orders/1",
        "created_at": AT,
        "next_check_at": None,
    }
    return Attempt(**(values | changes))


def provider(choose_payment: str = "Credit") -> EcpayProvider:
    return EcpayProvider(
        url="https://pay.example/base",
        merchant_id="3002607",
        keys=KEYS,
        callback_url="https://shop.example/callbacks/ecpay",
        check_code="1",
        environment="test",
        choose_payment=choose_payment,
    )


def form(one: Attempt, choose_payment: str = "Credit") -> Redirect:
    return asyncio.run(provider(choose_payment).open(one)).redirect


def test_the_form_as_ecpay_wants_it() -> None:
    redirect = form(attempt())
    fields = dict(redirect.fields)
    assert redirect.url == "https://pay.example/base/Cashier/AioCheckOut/V5"
    assert is_signed(fields, KEYS)
    assert all(fields.values())
    assert fields["TotalAmount"] == "1688"
    assert fields["MerchantTradeDate"] == "2026/01/02 01:30:05"  # Taipei
    assert fields["ReturnURL"] == "https://shop.example/callbacks/ecpay"
    assert fields["OrderResultURL"] == "https://shop.example/callbacks/ecpay/return"
    assert (fields["ChoosePayment"], fields["EncryptType"]) == ("Credit", "1")
    assert (fields["NeedExtraPaidInfo"], fields["PaymentType"]) == ("Y", "aio")
    assert "PaymentInfoURL" not in fields


def test_the_same_attempt_gives_the_same_form() -> None:
    one = attempt()
    assert form(one) == form(one)


def test_methods_with_a_code_say_where_the_code_goes() -> None:
    fields = form(attempt(), "ATM").fields
    assert fields["PaymentInfoURL"] == fields["ReturnURL"]
    assert fields["ClientRedirectURL"] == f"{fields['ReturnURL']}/return"
    assert "OrderResultURL" not in fields
    assert "ClientRedirectURL" not in form(attempt(), "Credit").fields
    assert form(attempt(), "ALL").fields["IgnorePayment"] == "BARCODE"


def test_cents_are_never_rounded_away() -> None:
    with pytest.raises(ValueError, match="not a multiple"):
        form(attempt(168_850))


def test_numbers_are_letters_and_digits_and_do_not_repeat() -> None:
    numbers = {new_trade_no("local", AT) for _ in range(2000)}
    assert len(numbers) == 2000
    assert all(re.fullmatch(r"L[0-9A-Z]{19}", number) for number in numbers)
    assert new_trade_no("production", AT)[0] == "P"
    assert new_trade_no("1st", AT)[0] == "X"


def test_words_and_marks_that_ecpay_refuses_are_made_harmless() -> None:
    name = item_name(ITEMS)
    assert name == "T恤 紅 1 b x /b rm ls#Ｐython 帽子"
    assert clean("ecosystem Bash%26\x00x") == "ecosystem Ｂash 26 x"


def test_nothing_to_name_is_still_a_name() -> None:
    assert item_name(()) == "Order"
    assert item_name(("#", "<>")) == "Order"


@given(st.lists(st.text(max_size=120), max_size=12))
def test_item_names_are_never_empty_and_never_too_long(items: list[str]) -> None:
    name = item_name(items)
    assert 1 <= len(name) <= 200
    assert len(name.encode()) <= 400
    assert "##" not in name
    assert name == name.strip("# ")
