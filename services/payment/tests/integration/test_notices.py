import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import grpc
import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightmarket.order.v1 import events_pb2 as order_events
from nightmarket.payment.v1 import events_pb2, payment_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_payment.domain.errors import PaymentNotFound
from nightmarket_payment.entrypoints.consumers import subscriptions

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
REFUSED = "0|CheckMacValue Error"


async def test_a_paid_notice_settles_and_is_told_once(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    recorded = await rig.record(rig.body(started))
    assert recorded.reply == "1|OK"
    assert recorded.payment_id == started.payment.payment_id
    assert recorded.return_to == "/orders/1?x=1"
    assert await rig.state(started) == ("settled", ["settled"])
    seen = await rig.get(recorded.payment_id)
    assert seen.state == payment_pb2.PAYMENT_STATE_SETTLED
    row = await rig.core.database.pool.fetchrow("SELECT * FROM outbox")
    event = events_pb2.PaymentSettled.FromString(row["payload"])
    assert (row["topic"], row["key"]) == ("payment.settled", order_id)
    assert (event.payment_id, event.order_id) == (recorded.payment_id, order_id)
    assert event.amount.amount_minor == 168_800
    assert event.settle_time == seen.settle_time
    kept = await rig.one("SELECT body FROM notices")
    assert kept == rig.body(started)


async def test_copies_at_once_and_later_change_nothing(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    first, resend = rig.body(started), rig.body(started, RtnMsg="paid")
    answers = await asyncio.gather(*(rig.record(body) for body in [first, resend] * 6))
    assert {answer.reply for answer in answers} == {"1|OK"}
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.told("payment.settled", order_id) == 1
    assert await rig.one("SELECT copies FROM notices") == 12


CODES = {
    "paid": {},
    "again": {"RtnMsg": "paid"},
    "failed": {"RtnCode": "10200058"},
    "late": {"RtnCode": "10200115"},
    "code": {"RtnCode": "10100073", "SimulatePaid": None},
    "simulated": {"SimulatePaid": "1"},
    "cheap": {"TradeAmt": "1"},
    "foreign": {"MerchantID": "2000132"},
    "forged": {"CheckMacValue": "0" * 64},
}
MONEY = {"paid", "again"}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    notices=st.lists(
        st.tuples(st.sampled_from([0, 1]), st.sampled_from(sorted(CODES))), min_size=1, max_size=6
    ),
    data=st.data(),
)
async def test_any_order_with_copies_ends_alike(
    rig: Any, notices: list[tuple[int, str]], data: st.DataObject
) -> None:
    ends = []
    orders = [notices, data.draw(st.permutations(notices + notices[:3]))]
    for order in orders:
        order_id = rig.order()
        tries = [await rig.start(order_id), await rig.start(order_id)]
        for number, name in order:
            body = rig.body(tries[number], **CODES[name])
            if name == "forged":
                body = body[:-64] + b"0" * 64
            recorded = await rig.record(body)
            assert recorded.reply == (REFUSED if name == "forged" else "1|OK")
        state, attempts = await rig.state(tries[0])
        paid = {number for number, name in order if name in MONEY}
        assert await rig.told("payment.settled", order_id) == (1 if paid else 0)
        assert attempts.count("settled") == (1 if paid else 0)
        assert attempts.count("refund_due") == max(0, len(paid) - 1)
        ends.append((state, sorted(attempts)))
    assert ends[0] == ends[1]


async def test_wrong_amount_never_pays_and_the_right_one_still_does(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    with structlog.testing.capture_logs() as logs:
        wrong = await rig.record(rig.body(started, TradeAmt="1"))
        assert (await rig.record(rig.body(started, TradeAmt="168800"))).reply == "1|OK"
    assert wrong.reply == "1|OK"
    assert await rig.state(started) == ("pending", ["created"])
    assert await rig.one("SELECT count(*) FROM notices WHERE verdict = 'amount_mismatch'") == 2
    assert [log["event"] for log in logs if log["log_level"] == "error"] == [
        "payment security event"
    ] * 2
    await rig.record(rig.body(started))
    assert await rig.state(started) == ("settled", ["settled"])


async def test_a_foreign_merchant_never_pays(rig: Any) -> None:
    started = await rig.start(rig.order())
    await rig.record(rig.body(started, MerchantID="2000132"))
    assert await rig.state(started) == ("pending", ["created"])
    assert await rig.one("SELECT verdict FROM notices") == "foreign_merchant"


async def test_forged_changes_nothing_but_the_quarantine(rig: Any) -> None:
    started = await rig.start(rig.order())
    true = rig.body(started)
    for place in range(0, len(true), 7):
        body = bytearray(true)
        body[place] = body[place] ^ 0x01
        answer = await rig.record(bytes(body))
        assert (answer.reply, answer.payment_id, answer.return_to) == (REFUSED, "", "")
    assert await rig.state(started) == ("pending", ["created"])
    assert await rig.one("SELECT count(*) FROM notices") == 0
    assert await rig.one("SELECT count(*) FROM outbox") == 0
    quarantined = await rig.one("SELECT count(*) FROM quarantine")
    assert quarantined == len(range(0, len(true), 7))


async def test_quarantine_is_bounded_and_counts_copies(rig: Any) -> None:
    for body in (b"x" * 100_000, b"x" * 100_000, b"\xff\x00"):
        with structlog.testing.capture_logs() as logs:
            assert (await rig.record(body)).reply == REFUSED
        assert logs[0]["event"] == "notice quarantined"
    rows = await rig.core.database.pool.fetch(
        "SELECT octet_length(body) AS kept, size, copies FROM quarantine ORDER BY size"
    )
    assert [tuple(row.values()) for row in rows] == [(2, 2, 1), (8192, 100_000, 2)]
    rig.clock.advance(timedelta(days=91))
    assert await rig.core.forget() == 2


async def test_simulated_never_settles_by_default(rig: Any, make_rig: Any) -> None:
    started = await rig.start(rig.order())
    assert (await rig.record(rig.body(started, SimulatePaid="1"))).reply == "1|OK"
    assert await rig.state(started) == ("pending", ["created"])
    training = await make_rig(accept_simulated=True)
    started = await training.start(training.order())
    await training.record(training.body(started, SimulatePaid="1"))
    assert await training.state(started) == ("settled", ["settled"])


async def test_late_success_after_failure_settles(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    await rig.record(rig.body(started, RtnCode="10200058"))
    assert await rig.state(started) == ("failed", ["failed"])
    assert await rig.told("payment.failed", order_id) == 1
    rig.clock.advance(timedelta(days=2))
    await rig.record(rig.body(started))
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.told("payment.settled", order_id) == 1


async def test_two_paid_attempts_settle_once_and_the_second_is_due_back(rig: Any) -> None:
    order_id = rig.order()
    tries = [await rig.start(order_id), await rig.start(order_id)]
    with structlog.testing.capture_logs() as logs:
        await asyncio.gather(*(rig.record(rig.body(one)) for one in tries))
    state, attempts = await rig.state(tries[0])
    assert (state, sorted(attempts)) == ("settled", ["refund_due", "settled"])
    assert await rig.told("payment.settled", order_id) == 1
    assert "paid twice: the second goes back" in [log["event"] for log in logs]


async def test_a_notice_before_its_attempt_is_kept_and_applied_later(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    early = rig.body(started)
    payment_id = started.payment.payment_id
    pool = rig.core.database.pool
    attempt = await pool.fetchrow(
        "DELETE FROM attempts WHERE payment_id = $1 RETURNING *", payment_id
    )
    answer = await rig.record(early)
    assert (answer.reply, answer.payment_id) == ("1|OK", "")
    rig.clock.advance(timedelta(seconds=6))
    assert await rig.core.apply_stored() == 1
    assert await rig.one("SELECT processed_at FROM notices") is None
    assert await rig.core.apply_stored() == 0  # its next turn is later
    places = ", ".join(f"${number}" for number in range(1, len(attempt) + 1))
    await pool.execute(f"INSERT INTO attempts VALUES ({places})", *attempt.values())  # noqa: S608
    rig.clock.advance(timedelta(hours=1))
    assert await rig.core.apply_stored() == 1
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.told("payment.settled", order_id) == 1


async def test_stored_but_not_applied_is_applied_by_the_loop(
    rig: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a kill between the two commits."""
    order_id = rig.order()
    started = await rig.start(order_id)

    async def killed(*_: Any, **__: Any) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("nightmarket_payment.application.record_notice.apply_notice", killed)
        with pytest.raises(grpc.aio.AioRpcError):
            await rig.record(rig.body(started))
    assert await rig.state(started) == ("pending", ["created"])
    rig.clock.advance(timedelta(seconds=6))
    await asyncio.gather(rig.core.apply_stored(), rig.core.apply_stored())
    await rig.record(rig.body(started))  # and ECPay's resend
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.told("payment.settled", order_id) == 1


async def test_without_the_database_nothing_is_acknowledged(rig: Any, postgres_url: str) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    name = await rig.one("SELECT current_database()")
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
    )
    with pytest.raises(grpc.aio.AioRpcError) as down:
        await rig.record(rig.body(started))
    assert down.value.code() is grpc.StatusCode.INTERNAL
    await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await admin.close()
    assert (await rig.record(rig.body(started, RtnMsg="paid"))).reply == "1|OK"
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.told("payment.settled", order_id) == 1


async def test_the_browsers_word_only_asks(rig: Any) -> None:
    started = await rig.start(rig.order())
    recorded = await rig.record(rig.body(started), "result")
    assert (recorded.reply, recorded.return_to) == ("1|OK", "/orders/1?x=1")
    assert await rig.state(started) == ("pending", ["created"])
    due = await rig.one("SELECT next_check_at FROM attempts")
    assert due == rig.clock.now()
    rig.clock.advance(timedelta(seconds=1))
    again = await rig.record(rig.body(started), "result")  # replayed by the shopper
    assert again.payment_id == started.payment.payment_id
    assert await rig.one("SELECT next_check_at FROM attempts") == due


async def test_unknown_kinds_and_providers_are_refused(
    rig: Any, reason_of: Callable[[grpc.aio.AioRpcError], str]
) -> None:
    for kind, provider, reason in (
        ("query", "ecpay", "NOTICE_INVALID"),
        ("notice", "omise", "PROVIDER_NOT_AVAILABLE"),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await rig.record(b"", kind, provider)
        assert reason_of(refused.value) == reason


async def test_no_card_and_no_key_in_logs(rig: Any) -> None:
    with structlog.testing.capture_logs() as logs:
        started = await rig.start(rig.order())
        await rig.record(rig.body(started, RtnCode="10200058"))
        await rig.record(rig.body(started)[:-1] + b"0")
        await rig.record(rig.body(started))
        await rig.core.poll()
    text = repr(logs)
    for secret in ("pwFHCqoQZGmho4w6", "EkRm7iFT261dpevs", "431195", "card4no", "CheckMac"):
        assert secret not in text


def refund_due(payment_id: str, order_id: str) -> tuple[Any, IncomingEvent]:
    message = order_events.RefundDue(order_id=order_id, payment_id=payment_id, cause="cancelled")
    event = IncomingEvent(
        id=new_id(),
        type=message.DESCRIPTOR.full_name,
        source="/nightmarket/order",
        subject=order_id,
        sequence=1,
        time=None,  # type: ignore[arg-type]
        topic="order.refund_due",
        partition=0,
        offset=0,
        payload=message.SerializeToString(),
    )
    return message, event


async def test_money_that_the_order_cannot_take_is_due_back_once(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    payment_id = started.payment.payment_id
    (subscription,) = subscriptions(rig.core.uow, rig.clock)
    message, event = refund_due(payment_id, order_id)
    with pytest.raises(PaymentNotFound):  # no money came
        await subscription.handle(message, event)
    await rig.record(rig.body(started))
    for _ in range(2):
        await subscription.handle(message, event)
    assert (await rig.get(payment_id)).state == payment_pb2.PAYMENT_STATE_REFUND_DUE
    version = await rig.one("SELECT version FROM payments")
    assert version == 3
    await rig.record(rig.body(started, TradeNo="2"))  # another success of the same attempt
    assert await rig.state(started) == ("refund_due", ["settled"])
    with pytest.raises(PaymentNotFound):
        await subscription.handle(*refund_due(new_id(), order_id))
