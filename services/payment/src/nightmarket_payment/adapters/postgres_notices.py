"""Notices and quarantine on Postgres. The insert is the check for copies."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.postgres import Connection
from nightmarket_payment.adapters.postgres_rows import from_pay_code, to_money, to_pay_code
from nightmarket_payment.domain.notice import Kind, Notice, Outcome, Verdict

FIRST_TRY_AFTER: Final = timedelta(seconds=5)  # the call that stored it applies it before that
KEPT_BODY: Final = 8192

INSERT_NOTICE = """
INSERT INTO notices (id, dedupe_key, provider, kind, merchant_trade_no, provider_ref, outcome, code,
                     currency_code, amount_minor, simulated, is_ours, body, content_type, copies,
                     received_at, last_received_at, tries, next_try_at, refund_handle, pay_until,
                     pay_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $15, 0, $16, $17, $18,
        $19)
ON CONFLICT (dedupe_key) DO UPDATE
    SET copies = notices.copies + 1, last_received_at = excluded.last_received_at
RETURNING id
"""
SELECT_UNPROCESSED_FOR_UPDATE = """
SELECT dedupe_key, provider, kind, merchant_trade_no, provider_ref, outcome, code, currency_code,
       amount_minor, simulated, is_ours, body, content_type, refund_handle, pay_until, pay_code
FROM notices WHERE id = $1 AND processed_at IS NULL FOR NO KEY UPDATE
"""
FINISH_NOTICE = "UPDATE notices SET processed_at = $2, verdict = $3 WHERE id = $1"
LEASE_UNPROCESSED = """
UPDATE notices
SET tries = tries + 1, next_try_at = $1 + least(interval '1 hour', interval '5 s' * 2 ^ least(tries, 10))
WHERE id IN (SELECT id FROM notices WHERE processed_at IS NULL AND next_try_at <= $1
             ORDER BY next_try_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id
"""
INSERT_QUARANTINE = """
INSERT INTO quarantine (digest, provider, kind, reason, body, size, content_type, copies,
                        received_at, last_received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)
ON CONFLICT (provider, kind, digest) DO UPDATE
    SET copies = quarantine.copies + 1, last_received_at = excluded.last_received_at
"""
DELETE_QUARANTINED = """
DELETE FROM quarantine WHERE (provider, kind, digest) IN (
    SELECT provider, kind, digest FROM quarantine WHERE last_received_at < $1 LIMIT 1000)
"""


class PostgresNotices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, notice: Notice, *, at: datetime) -> str:
        notice_id = await self._connection.fetchval(
            INSERT_NOTICE,
            new_id(),
            notice.dedupe_key,
            notice.provider,
            notice.kind.value,
            notice.reference,
            notice.provider_ref,
            notice.outcome.value,
            notice.code,
            notice.amount.currency_code if notice.amount else None,
            notice.amount.amount_minor if notice.amount else None,
            notice.simulated,
            notice.is_ours,
            notice.body,
            _text(notice.content_type),
            at,
            at + FIRST_TRY_AFTER,
            notice.refund_handle,
            notice.pay_until,
            from_pay_code(notice.pay_code),
        )
        return str(notice_id)

    async def lock_unprocessed(self, notice_id: str) -> Notice | None:
        row = await self._connection.fetchrow(SELECT_UNPROCESSED_FOR_UPDATE, notice_id)
        if row is None:
            return None
        return Notice(
            provider=row["provider"],
            kind=Kind(row["kind"]),
            reference=row["merchant_trade_no"],
            provider_ref=row["provider_ref"],
            outcome=Outcome(row["outcome"]),
            code=row["code"],
            amount=None if row["amount_minor"] is None else to_money(row),
            simulated=row["simulated"],
            is_ours=row["is_ours"],
            dedupe_key=row["dedupe_key"],
            body=row["body"],
            content_type=row["content_type"],
            refund_handle=row["refund_handle"],
            pay_until=row["pay_until"],
            pay_code=to_pay_code(row["pay_code"]),
        )

    async def finish(self, notice_id: str, verdict: Verdict, *, at: datetime) -> None:
        await self._connection.execute(FINISH_NOTICE, notice_id, at, verdict.value)

    async def lease_unprocessed(self, *, at: datetime, limit: int) -> list[str]:
        rows = await self._connection.fetch(LEASE_UNPROCESSED, at, limit)
        return [str(row["id"]) for row in rows]

    async def quarantine(
        self,
        *,
        provider: str,
        kind: Kind,
        reason: str,
        body: bytes,
        content_type: str,
        at: datetime,
    ) -> None:
        await self._connection.execute(
            INSERT_QUARANTINE,
            hashlib.sha256(body).digest(),
            provider,
            kind.value,
            reason,
            body[:KEPT_BODY],
            len(body),
            _text(content_type),
            at,
        )

    async def forget_quarantined(self, *, before: datetime) -> int:
        status = await self._connection.execute(DELETE_QUARANTINED, before)
        return int(status.rsplit(" ", 1)[-1])


def _text(value: str) -> str:
    """A header's text as Postgres takes it, bounded."""
    return value.replace("\x00", "")[:200]
