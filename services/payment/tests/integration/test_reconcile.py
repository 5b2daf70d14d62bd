"""The provider's files beside our books, against ECPay's twin and its bad days."""

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any

import asyncpg
import grpc
import pytest
from pydantic import SecretStr

from nightmarket.payment.v1 import payment_service_pb2
from nightmarket_kit.core.ids import new_id
from nightmarket_payment.adapters.ecpay_form import TAIPEI
from nightmarket_payment.entrypoints import operator

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
PAID = 168_800
JSON = {"accept": "application/json"}


def today(rig: Any) -> date:
    moment: datetime = rig.clock.now()
    return moment.astimezone(TAIPEI).date()


async def pay(rig: Any, *, silent: bool = False) -> Any:
    started = await rig.start(rig.order(minor=PAID))
    page = await rig.checkout(started)
    if silent:
        number = started.redirect.fields["MerchantTradeNo"]
        await rig.dial(merchant_trade_no=number, silent=True)
    await rig.twin.post(page["pay_url"], json={}, headers=JSON)
    if not silent:
        async with asyncio.timeout(10):
            while (await rig.twin_trade(started))["acknowledged"] == 0:
                await asyncio.sleep(0.01)
    return started


async def compare(rig: Any, **dials: Any) -> Any:
    """Yesterday and today, whose files are there early; what today, with its fault, came to."""
    await rig.dial(files_early=True, **(dials | {"file_fault": None}))
    await rig.core.reconcile(today(rig) - timedelta(days=1))
    await rig.dial(files_early=True, **dials)
    return await rig.core.reconcile(today(rig))


async def differences(rig: Any) -> list[tuple[str, str]]:
    rows = await rig.core.database.pool.fetch("SELECT kind, state FROM differences ORDER BY id")
    return [(row["kind"], row["state"]) for row in rows]


async def history(rig: Any) -> list[str]:
    rows = await rig.core.database.pool.fetch(
        "SELECT act FROM difference_history ORDER BY difference_id, number"
    )
    return [row["act"] for row in rows]


async def test_a_day_that_agrees_has_no_difference_however_often(rig: Any) -> None:
    for _ in range(3):
        await pay(rig)
    for _ in range(3):
        result = await compare(rig)
        assert (result.rows, result.opened, result.closed) == (3, (), 0)
    assert await differences(rig) == []
    assert await rig.one("SELECT count(*) FROM provider_rows") == 3


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("missing_row", "missing_at_provider"),
        ("extra_row", "missing_with_us"),
        ("other_amount", "amount_differs"),
        ("doubled_row", "doubled"),
    ],
)
async def test_a_difference_is_named_once_and_a_later_file_closes_it(
    rig: Any, fault: str, name: str
) -> None:
    await pay(rig)
    for _ in range(2):
        await compare(rig, file_fault=fault)
    assert await differences(rig) == [(name, "open")]
    assert (await compare(rig)).closed == 1
    assert await differences(rig) == [(name, "explained")]
    await compare(rig, file_fault=fault)
    assert await differences(rig) == [(name, "open")]
    assert await history(rig) == ["opened", "explained", "reopened"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("unreachable", "refused"),
        ("error_page", "unreadable"),
        ("big5", "unreadable"),
        ("cut", "unreadable"),
    ],
)
async def test_no_file_is_unknown_and_asked_for_again(rig: Any, fault: str, code: str) -> None:
    await pay(rig)
    result = await compare(rig, file_fault=fault)
    assert result.no_file.code == code
    assert await differences(rig) == []
    assert await rig.one("SELECT code FROM reconciliations ORDER BY day DESC LIMIT 1") == code
    assert (await compare(rig)).rows == 1
    assert await differences(rig) == []


async def test_wrong_keys_get_no_file(make_rig: Any) -> None:
    rig = await make_rig(ecpay_hash_key=SecretStr("another-key-0001"))
    result = await compare(rig)
    assert (result.no_file.code, result.no_file.detail) == ("unreadable", "it ends within a line")


async def test_a_payment_whose_notice_was_lost_is_asked_about_at_once(rig: Any) -> None:
    started = await pay(rig, silent=True)
    await compare(rig)
    assert await differences(rig) == [("state_differs", "open")]
    assert await rig.state(started) == ("pending", ["created"])
    assert await rig.core.poll() == 1
    assert await rig.state(started) == ("settled", ["settled"])
    await compare(rig)
    assert await differences(rig) == [("state_differs", "explained")]


async def test_what_the_bank_gave_back_is_compared_too(rig: Any) -> None:
    started = await pay(rig)
    await rig.dial(card_state="closed")
    await rig.refund(started.payment.payment_id, 50_000)
    await rig.core.settle_refunds()
    await compare(rig, card_state="closed")
    assert await differences(rig) == []
    rig.clock.advance(timedelta(days=4))
    await compare(rig, card_state="closed", file_fault="missing_refund")
    assert await differences(rig) == []
    rig.clock.advance(timedelta(days=1))
    await compare(rig, card_state="closed", file_fault="missing_refund")
    assert await differences(rig) == [("refund_missing_at_provider", "open")]
    await compare(rig, card_state="closed")
    assert await differences(rig) == [("refund_missing_at_provider", "explained")]


async def test_money_given_back_in_the_back_office_is_seen(rig: Any) -> None:
    started = await pay(rig)
    await rig.dial(card_state="closed")
    trade = await rig.twin_trade(started)
    form = {
        "MerchantID": "3002607",
        "MerchantTradeNo": started.redirect.fields["MerchantTradeNo"],
        "TradeNo": trade["trade_no"],
        "Action": "R",
        "TotalAmount": "300",
    }
    await rig.twin.post("/ecpay/CreditDetail/DoAction", data=rig.signed(form))
    await compare(rig, card_state="closed")
    assert await differences(rig) == [("refund_missing_with_us", "open")]
    assert await rig.one("SELECT theirs_minor FROM differences") == 30_000


async def test_two_at_once_name_it_once(rig: Any) -> None:
    await pay(rig)
    await rig.dial(files_early=True, file_fault="doubled_row")
    await asyncio.gather(*(rig.core.reconcile(today(rig)) for _ in range(4)))
    assert await differences(rig) == [("doubled", "open")]
    assert await history(rig) == ["opened"]


async def test_the_day_turns_in_taipei(rig: Any) -> None:
    """At 14:59 there the day before is not due yet, at 15:00 it is; what was missed is made up for."""
    morning = datetime.combine(today(rig), time(14, 59), tzinfo=TAIPEI)
    rig.clock.advance(morning - rig.clock.now())
    assert [await rig.core.reconcile_due() for _ in range(3)] == [1, 1, 0]
    days = "SELECT array_agg(day ORDER BY day) FROM reconciliations"
    yesterday = today(rig) - timedelta(days=1)
    assert await rig.one(days) == [yesterday - timedelta(days=n) for n in (2, 1)]
    rig.clock.advance(timedelta(minutes=1))
    assert [await rig.core.reconcile_due() for _ in range(2)] == [1, 0]
    assert (await rig.one(days))[-1] == yesterday
    rig.clock.advance(timedelta(days=3))
    assert [await rig.core.reconcile_due() for _ in range(4)] == [1, 1, 1, 0]


async def test_a_file_that_does_not_come_is_asked_for_less_and_less(rig: Any) -> None:
    await rig.dial(file_fault="unreachable")
    assert [await rig.core.reconcile_due() for _ in range(3)] == [1, 1, 0]
    rig.clock.advance(timedelta(minutes=5))
    assert [await rig.core.reconcile_due() for _ in range(3)] == [1, 1, 0]
    rig.clock.advance(timedelta(minutes=5))
    assert await rig.core.reconcile_due() == 0
    rig.clock.advance(timedelta(minutes=6))
    await rig.dial()
    assert [await rig.core.reconcile_due() for _ in range(3)] == [1, 1, 0]
    assert await rig.one("SELECT count(*) FROM reconciliations WHERE state = 'compared'") == 2


async def test_the_history_of_a_difference_is_only_added_to(rig: Any) -> None:
    await pay(rig)
    await compare(rig, file_fault="doubled_row")
    for sql in ("UPDATE difference_history SET note = 'x'", "DELETE FROM difference_history"):
        with pytest.raises(asyncpg.RaiseError):
            await rig.core.database.pool.execute(sql)


async def test_the_operators_commands(rig: Any) -> None:
    await pay(rig)
    core = rig.core
    day = today(rig).isoformat()

    async def reconcile(text: str) -> int:
        return await operator.reconcile(
            text, compare=core.reconcile, queries=core.queries, provider="ecpay"
        )

    async def settle(difference_id: str, how: str, note: str) -> int:
        return await operator.settle(difference_id, how, note, uow=core.uow, clock=core.clock)

    await rig.dial(files_early=True, file_fault="extra_row")
    assert await reconcile("yesterday") == operator.NOT_DONE
    assert await reconcile(day) == operator.DIFFERENCES
    found = str(await rig.one("SELECT id FROM differences"))
    assert await settle(found, "forgotten", "") == operator.NOT_DONE
    assert await settle(found, "other", "") == operator.NOT_DONE
    assert await settle(new_id(), "accepted", "") == operator.NOT_DONE
    assert await settle(found, "other", "another shop of the same merchant") == 0
    assert await settle(found, "accepted", "") == operator.NOT_DONE
    assert await history(rig) == ["opened", "settled"]
    assert await reconcile(day) == 0
    await rig.dial(file_fault="unreachable")
    assert await reconcile(day) == operator.NOT_DONE


async def test_money_of_another_amount_is_held_for_a_person_at_once(rig: Any) -> None:
    started = await rig.start(rig.order(minor=PAID))
    for _ in range(2):
        await rig.record(rig.body(started, TradeAmt="1588"))
    assert await rig.state(started) == ("pending", ["created"])
    assert await differences(rig) == [("amount_differs", "open")]
    # yesterday's file says nothing of it; today's, which has no such payment, explains it
    await rig.dial(files_early=True)
    await rig.core.reconcile(today(rig) - timedelta(days=1))
    assert await differences(rig) == [("amount_differs", "open")]
    await rig.core.reconcile(today(rig))
    assert await history(rig) == ["opened", "explained"]


async def test_what_the_shop_sees_and_settles(rig: Any) -> None:
    started = await pay(rig)
    await compare(rig, file_fault="other_amount")

    async def listed(role: str, *, closed: bool = False) -> Any:
        request = payment_service_pb2.ListDifferencesRequest(
            shop_id=started.payment.shop_id, closed=closed
        )
        return await rig.stub.ListDifferences(request, timeout=10, metadata=as_(role))

    def as_(role: str) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {rig.token('seller', role)}"),)

    (found,) = (await listed("manager")).differences
    assert (found.kind, found.order_id) == ("amount_differs", started.payment.order_id)
    assert (found.ours.amount_minor, found.theirs.amount_minor) == (PAID, PAID + 10_000)
    (day,) = (await listed("manager")).days
    assert (day.day, day.code) == (today(rig).isoformat(), "")
    request_id = new_id()

    async def settle(role: str, request_id: str = request_id, how: str = "provider_wrong") -> Any:
        request = payment_service_pb2.SettleDifferenceRequest(
            request_id=request_id,
            difference_id=found.difference_id,
            settlement=how,
            note="told to ECPay",
        )
        return await rig.stub.SettleDifference(request, timeout=10, metadata=as_(role))

    for role, how in (("packer", "accepted"), ("manager", "somehow")):
        with pytest.raises(grpc.aio.AioRpcError):
            await settle(role, new_id(), how)
    done = await asyncio.gather(*(settle("manager") for _ in range(4)))
    assert {len(one.difference.history) for one in done} == {2}
    with pytest.raises(grpc.aio.AioRpcError):
        await settle("owner", new_id())
    last = done[0].difference.history[-1]
    assert (last.act, last.settlement, last.note, last.actor_id) == (
        "settled",
        "provider_wrong",
        "told to ECPay",
        "seller",
    )
    assert not (await listed("manager")).differences
    assert len((await listed("manager", closed=True)).differences) == 1
    await compare(rig, file_fault="other_amount")
    assert await differences(rig) == [("amount_differs", "settled")]
