"""Rows to what they are."""

from collections.abc import Sequence

import asyncpg

from nightmarket_kit.core.money import Money
from nightmarket_payment.domain.method import Method
from nightmarket_payment.domain.notice import CodeKind, PayCode
from nightmarket_payment.domain.payment import Attempt, AttemptState, Payment, PaymentState

SELECT_PAYMENT_FOR_UPDATE = """
SELECT id, order_id, shop_id, user_id, currency_code, amount_minor, state, provider, attempts,
       version, created_at, settled_at, refunded_minor
FROM payments WHERE id = $1 FOR NO KEY UPDATE
"""
SELECT_SETTLED_ATTEMPT = """
SELECT id, payment_id, number, provider, merchant_trade_no, currency_code, amount_minor, state,
       order_no, items, return_to, provider_ref, refund_handle, misses, next_check_at, checked_at,
       created_at, method, pay_until
FROM attempts WHERE payment_id = $1 AND state = 'settled'
"""


def to_payment(row: asyncpg.Record) -> Payment:
    return Payment(
        id=str(row["id"]),
        order_id=str(row["order_id"]),
        shop_id=str(row["shop_id"]),
        user_id=str(row["user_id"]),
        amount=to_money(row),
        state=PaymentState(row["state"]),
        provider=row["provider"],
        attempts=row["attempts"],
        version=row["version"],
        created_at=row["created_at"],
        settled_at=row["settled_at"],
        refunded=Money(currency_code=row["currency_code"], amount_minor=row["refunded_minor"]),
    )


def to_attempt(row: asyncpg.Record) -> Attempt:
    return Attempt(
        id=str(row["id"]),
        payment_id=str(row["payment_id"]),
        number=row["number"],
        provider=row["provider"],
        reference=row["merchant_trade_no"],
        amount=to_money(row),
        state=AttemptState(row["state"]),
        order_no=row["order_no"],
        items=tuple(row["items"]),
        return_to=row["return_to"],
        created_at=row["created_at"],
        next_check_at=row["next_check_at"],
        misses=row["misses"],
        checked_at=row["checked_at"],
        provider_ref=row["provider_ref"],
        refund_handle=row["refund_handle"],
        method=Method(row["method"]) if row["method"] else None,
        pay_until=row["pay_until"],
    )


def to_money(row: asyncpg.Record) -> Money:
    return Money(currency_code=row["currency_code"], amount_minor=row["amount_minor"])


def from_pay_code(code: PayCode | None) -> list[str]:
    return [] if code is None else [code.kind.value, code.bank, code.number]


def to_pay_code(stored: Sequence[str]) -> PayCode | None:
    if not stored:
        return None
    kind, bank, number = stored
    return PayCode(kind=CodeKind(kind), bank=bank, number=number)
