"""What a state machine over payment's own Postgres is made of."""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import run_state_machine_as_test as run_machine

from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.testing.plugin import MakeDatabase
from nightmarket_payment.adapters.postgres import PostgresPaymentUow


class StoredMachine(RuleBasedStateMachine):
    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]
    payment_id = ""
    order_id = ""

    def uow(self) -> PostgresPaymentUow:
        return PostgresPaymentUow(self.database)

    def at_once(
        self, *calls: Coroutine[Any, Any, Any], refusals: set[str] | None = None
    ) -> list[Any]:
        async def gathered() -> list[Any]:
            return await asyncio.gather(*calls, return_exceptions=True)

        answers = self.runner.run(gathered())
        for one in answers:
            if isinstance(one, BaseException):
                if not isinstance(one, DomainError):
                    raise one
                assert refusals is None or one.reason in refusals, one
        return answers

    def settled(self) -> bool:
        return "settled" in self.stored()["attempts"].values()

    def stored(self) -> dict[str, Any]:
        return dict(self.runner.run(self._stored()))

    async def _stored(self) -> dict[str, Any]:
        pool, payment_id = self.database.pool, self.payment_id or None
        payment = await pool.fetchrow(
            "SELECT state, refunded_minor FROM payments WHERE id = $1", payment_id
        )
        attempts = await pool.fetch(
            "SELECT merchant_trade_no, state FROM attempts WHERE payment_id = $1", payment_id
        )
        refunds = await pool.fetch(
            "SELECT r.state, r.cause, r.amount_minor, a.merchant_trade_no FROM refunds r "
            "JOIN attempts a ON a.id = r.attempt_id WHERE r.payment_id = $1",
            payment_id,
        )
        books = await pool.fetch(
            "SELECT account, sum(amount_minor)::bigint AS minor FROM ledger_entries "
            "WHERE payment_id = $1 GROUP BY account",
            payment_id,
        )
        events = await pool.fetch("SELECT topic FROM outbox WHERE key = $1", self.order_id)
        return {
            "payment": payment["state"] if payment else "",
            "refunded": payment["refunded_minor"] if payment else 0,
            "attempts": {row["merchant_trade_no"]: row["state"] for row in attempts},
            "refunds": [dict(row) for row in refunds],
            "books": {row["account"]: row["minor"] for row in books if row["minor"]},
            "told": [row["topic"] for row in events],
        }


def run_on_postgres(machine: type[StoredMachine], make_database: MakeDatabase) -> None:
    with asyncio.Runner() as runner:

        async def opened() -> Database:
            database = Database(await make_database("nightmarket_payment"))
            await database.start()
            return database

        machine.runner, machine.database = runner, runner.run(opened())
        try:
            run_machine(
                machine,
                settings=settings(
                    max_examples=50,
                    stateful_step_count=25,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(machine.database.stop(5.0))
