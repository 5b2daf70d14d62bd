from datetime import timedelta

import pytest
from pydantic import ValidationError

from nightmarket_payment.settings import PaymentSettings

ENVIRONMENT = {
    "ENVIRONMENT": "production",
    "KAFKA_BOOTSTRAP": "127.0.0.1:1",
    "JWKS_URL": "http://127.0.0.1:1/jwks.json",
    "TOKEN_ISSUER": "https://id.test",
    "TOKEN_AUDIENCE": "nightmarket",
    "SERVICE_TOKEN": "x" * 32,
    "PAYMENT_DATABASE_URL": "postgresql://127.0.0.1/payment",
    "PAYMENT_GRPC_LISTEN": "127.0.0.1:0",
    "PAYMENT_CALLBACK_URL": "https://shop.example/callbacks/ecpay/",
    "ORDER_TARGET": "127.0.0.1:1",
    "ECPAY_MERCHANT_ID": "3002607",
    "ECPAY_HASH_KEY": "pwFHCqoQZGmho4w6",
    "ECPAY_HASH_IV": "EkRm7iFT261dpevs",
    "ECPAY_URL": "https://payment.ecpay.com.tw/",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def test_defaults_are_productions() -> None:
    settings = PaymentSettings()
    assert not settings.accept_simulated
    assert settings.callback_url == "https://shop.example/callbacks/ecpay"
    assert settings.ecpay_url == "https://payment.ecpay.com.tw"
    assert settings.schedule.after[0] == timedelta(minutes=10)
    assert settings.schedule.after[-1] == timedelta(days=1)
    assert "pwFHCqoQZGmho4w6" not in repr(settings)


def test_the_schedule_is_a_comma_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENT_CHECK_AFTER_S", "5, 10,20,60")
    assert PaymentSettings().check_after_s == (5, 10, 20, 60)


@pytest.mark.parametrize("value", ["", "10,5", "0,5", "x", "5,5"])
def test_other_schedules_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PAYMENT_CHECK_AFTER_S", value)
    with pytest.raises(ValidationError):
        PaymentSettings()


def test_ways_to_pay_are_a_list_with_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(PaymentSettings().ecpay_offers) == ["card", "atm", "cvs"]
    monkeypatch.setenv("ECPAY_METHODS", "cvs=33-20000, card=5-199999")
    offers = PaymentSettings().ecpay_offers
    assert [*offers.items()] == [("cvs", (33, 20_000)), ("card", (5, 199_999))]
    monkeypatch.setenv("ECPAY_METHODS", "")
    assert PaymentSettings().ecpay_offers == {}


@pytest.mark.parametrize("value", ["card", "card=0-5", "card=9-5", "shells=1-2", "cvs=1-2,cvs=1-3"])
def test_other_lists_of_ways_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ECPAY_METHODS", value)
    with pytest.raises(ValidationError):
        PaymentSettings()


def test_simulated_money_is_refused_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENT_ACCEPT_SIMULATED", "true")
    with pytest.raises(ValidationError, match="PAYMENT_ACCEPT_SIMULATED"):
        PaymentSettings()
    monkeypatch.setenv("ENVIRONMENT", "local")
    assert PaymentSettings().accept_simulated
