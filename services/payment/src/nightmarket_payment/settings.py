"""Payment's settings; names without prefix are shared by the fleet or are the provider's own."""

import re
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated, Final, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from nightmarket_kit.runtime.settings import SharedSettings, shared
from nightmarket_payment.domain.method import Method
from nightmarket_payment.domain.payment import Schedule
from nightmarket_payment.domain.refund_ask import RefundTerms

_OFFER: Final = re.compile(r"(card|atm|cvs)=([1-9][0-9]{0,5})-([1-9][0-9]{0,5})")


def read_offers(text: str) -> dict[Method, tuple[int, int]]:
    """`atm=11-49999,cvs=33-6000`: whole units, in this order. ValueError for anything else."""
    offers = dict[Method, tuple[int, int]]()
    for part in text.replace(" ", "").split(",") if text.strip() else ():
        found = _OFFER.fullmatch(part)
        if found is None:
            raise ValueError("ECPAY_METHODS is a list like card=5-199999,atm=11-49999")
        method, least, most = Method(found[1]), int(found[2]), int(found[3])
        if method in offers or least > most:
            raise ValueError("ECPAY_METHODS names each way once, the least before the most")
        offers[method] = (least, most)
    return offers


class PaymentSettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="PAYMENT_")

    database_url: str = Field(description="DSN of payment's own database")
    grpc_listen: str = Field(description="host:port to serve on")
    order_target: str = shared("ORDER_TARGET", doc="host:port of the order service")
    callback_url: str = Field(
        max_length=193,
        description="public address that providers post notices to, no slash at the end; browsers "
        "come back to it with /return behind",
    )
    accept_simulated: bool = Field(
        default=False, description="let the provider's test notices settle; never in production"
    )
    poll_every_s: float = Field(default=5.0, gt=0, description="seconds between looks for due work")
    check_after_s: Annotated[tuple[float, ...], NoDecode] = Field(
        default=(600.0, 1200.0, 2400.0, 7200.0, 86400.0),
        description="comma list: seconds after an attempt began at which its provider is asked",
    )
    query_break_s: float = Field(
        default=1800.0, gt=0, description="seconds without queries after the provider refused one"
    )
    reconcile_at: time = Field(
        default=time(15, 0),
        description="when the day before is compared with the provider's files, on the provider's own "
        "clock; ECPay's are complete after 14:00 in Taipei",
    )
    file_gap_s: float = Field(
        default=61.0,
        ge=0,
        description="seconds between two files of one kind; ECPay gives one a minute",
    )
    refund_ask_days: float = Field(
        default=7.0,
        gt=0,
        description="days after the parcel came in which a buyer may ask for money back",
    )
    refund_answer_days: float = Field(
        default=3.0,
        gt=0,
        description="days that a shop is given to answer; told to both, not enforced",
    )
    manager_refund_most_minor: int = Field(
        default=1_000_000,
        ge=0,
        description="the most that a manager gives back at once, in minor units; an owner gives any amount",
    )
    ecpay_merchant_id: str = shared("ECPAY_MERCHANT_ID", doc="MerchantID at ECPay")
    ecpay_hash_key: SecretStr = shared("ECPAY_HASH_KEY", doc="HashKey of the merchant")
    ecpay_hash_iv: SecretStr = shared("ECPAY_HASH_IV", doc="HashIV of the merchant")
    ecpay_check_code: SecretStr = shared(
        "ECPAY_CHECK_CODE",
        SecretStr(""),
        doc="CreditCheckCode of the back office, for refunds; empty: they are paid out by hand",
    )
    ecpay_url: str = shared("ECPAY_URL", doc="ECPay's address, without /Cashier")
    ecpay_files_url: str = shared(
        "ECPAY_FILES_URL",
        "",
        doc="ECPay's address for the order file, without /PaymentMedia; empty: no daily comparison",
    )
    ecpay_choose_payment: str = shared(
        "ECPAY_CHOOSE_PAYMENT",
        "Credit",
        doc="ChoosePayment of who did not choose before: Credit, ALL, ATM, CVS …",
    )
    ecpay_methods: str = shared(
        "ECPAY_METHODS",
        "card=5-199999,atm=11-49999,cvs=33-6000",
        doc="what buyers choose from in our checkout, in this order, each with the least and most dollars "
        "of the contract: card, atm, cvs; empty: they choose at ECPay's page",
    )
    ecpay_min_dollars: int = shared("ECPAY_MIN_DOLLARS", 5, doc="least amount of one payment")
    ecpay_max_dollars: int = shared("ECPAY_MAX_DOLLARS", 199_999, doc="most of one payment")

    @property
    def schedule(self) -> Schedule:
        return Schedule(after=tuple(timedelta(seconds=one) for one in self.check_after_s))

    @property
    def ecpay_offers(self) -> Mapping[Method, tuple[int, int]]:
        return read_offers(self.ecpay_methods)

    @property
    def terms(self) -> RefundTerms:
        return RefundTerms(
            ask_for=timedelta(days=self.refund_ask_days),
            answer_within=timedelta(days=self.refund_answer_days),
            manager_most_minor=self.manager_refund_most_minor,
        )

    @field_validator("check_after_s", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(","))
        return value

    @field_validator("check_after_s")
    @classmethod
    def _rises(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if not value or value[0] <= 0 or list(value) != sorted(set(value)):
            raise ValueError("PAYMENT_CHECK_AFTER_S is a rising list of seconds")
        return value

    @field_validator("ecpay_methods")
    @classmethod
    def _names_offers(cls, value: str) -> str:
        read_offers(value)
        return value

    @field_validator("callback_url", "ecpay_url", "ecpay_files_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _real_money_in_production(self) -> Self:
        if self.accept_simulated and self.environment == "production":
            raise ValueError("PAYMENT_ACCEPT_SIMULATED must be false in production")
        return self
