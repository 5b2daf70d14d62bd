"""Form, cashier, notice and query against ECPay's twin, its bad days included."""

from datetime import timedelta
from typing import Any

import pytest
import structlog

from nightmarket_kit.testing.plugin import poll_until

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]
JSON = {"accept": "application/json"}


async def pay(rig: Any, started: Any, **dials: Any) -> dict[str, Any]:
    page = await rig.checkout(started)
    if dials:
        number = started.redirect.fields["MerchantTradeNo"]
        answer = await rig.twin.put("/_dials/ecpay", json={"merchant_trade_no": number, **dials})
        assert answer.status_code == 200, answer.text
    answer = await rig.twin.post(page["pay_url"], json={}, headers=JSON)
    paid: dict[str, Any] = answer.json()
    return paid


async def becomes(rig: Any, started: Any, state: str) -> None:
    async def holds() -> bool:
        return bool((await rig.state(started))[0] == state)

    await poll_until(holds)


async def asked_about(rig: Any, after_s: float) -> int:
    rig.clock.advance(timedelta(seconds=after_s))
    return int(await rig.core.poll())


async def test_form_pay_notice(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    paid = await pay(rig, started)

    async def answered() -> bool:
        return len(rig.gateway_answers) == 1

    await poll_until(answered)
    assert rig.gateway_answers == [(200, "1|OK")]
    assert await rig.state(started) == ("settled", ["settled"])
    result = paid["browser_result"]
    assert result["url"].endswith("/callbacks/ecpay/return")
    await rig.twin.post(
        "/_ecpay/send-notice",
        json={
            "MerchantTradeNo": started.redirect.fields["MerchantTradeNo"],
        },
    )
    assert await rig.told("payment.settled", order_id) == 1
    assert await asked_about(rig, 10) == 0


async def test_doubled_notices(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    await pay(rig, started, duplicate=5)
    await becomes(rig, started, "settled")

    async def all_there() -> bool:
        return len(rig.gateway_answers) == 6

    await poll_until(all_there)
    assert await rig.told("payment.settled", order_id) == 1


async def test_a_silent_provider_is_asked(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    await pay(rig, started, silent=True)
    assert await asked_about(rig, 4) == 0
    assert await asked_about(rig, 1) == 1
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.told("payment.settled", order_id) == 1
    assert await asked_about(rig, 3600) == 0


@pytest.mark.parametrize("way", ["literal", "form"])
async def test_answers_with_a_plus_are_read_either_way(rig: Any, way: str) -> None:
    await rig.twin.put("/_dials/ecpay", json={"query_plus": way})
    started = await rig.start(rig.order())
    await pay(rig, started, silent=True, query_plus=way)
    assert await asked_about(rig, 5) == 1
    assert await rig.state(started) == ("settled", ["settled"])


async def test_unpaid_is_asked_by_the_schedule_and_then_left(rig: Any) -> None:
    started = await rig.start(rig.order())
    await rig.checkout(started)
    asked = [await asked_about(rig, 5) for _ in range(14)]
    assert asked == [1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert await rig.state(started) == ("pending", ["created"])
    assert await rig.one("SELECT next_check_at FROM attempts") is None


async def test_the_browsers_return_brings_the_query_forward(rig: Any) -> None:
    started = await rig.start(rig.order())
    await pay(rig, started, silent=True)
    await rig.record(rig.body(started), "result")
    assert await rig.core.poll() == 1
    assert await rig.state(started) == ("settled", ["settled"])


async def test_a_forged_notice_is_sent_again_and_then_believed(rig: Any) -> None:
    started = await rig.start(rig.order())
    await pay(rig, started, forge=1)

    async def twice() -> bool:
        return len(rig.gateway_answers) == 2

    await poll_until(twice)
    assert rig.gateway_answers == [(200, "0|CheckMacValue Error"), (200, "1|OK")]
    assert await rig.state(started) == ("settled", ["settled"])
    assert await rig.one("SELECT count(*) FROM quarantine") == 1


async def test_a_wrong_amount_is_not_paid_until_the_query_says_so(rig: Any) -> None:
    started = await rig.start(rig.order())
    await pay(rig, started, wrong_amount=-688)

    async def kept() -> bool:
        return bool(await rig.one("SELECT count(*) = 1 FROM notices WHERE verdict IS NOT NULL"))

    await poll_until(kept)
    assert await rig.state(started) == ("pending", ["created"])
    await asked_about(rig, 5)
    assert await rig.state(started) == ("settled", ["settled"])


async def test_simulated_money_is_none_whoever_is_asked(rig: Any) -> None:
    started = await rig.start(rig.order())
    await pay(rig, started, simulate_paid=True)

    async def kept() -> bool:
        return bool(await rig.one("SELECT count(*) = 1 FROM notices WHERE verdict = 'simulated'"))

    await poll_until(kept)
    await asked_about(rig, 5)
    assert await rig.state(started) == ("pending", ["created"])


async def test_failure_then_success(rig: Any) -> None:
    order_id = rig.order()
    started = await rig.start(order_id)
    await pay(rig, started, fail_then_succeed=True)
    await becomes(rig, started, "settled")
    assert await rig.told("payment.settled", order_id) == 1


async def test_a_failed_card_and_a_lost_success_is_found_by_asking(rig: Any) -> None:
    started = await rig.start(rig.order())
    page = await rig.checkout(started)
    await rig.twin.post(page["fail_url"], json={}, headers=JSON)
    await becomes(rig, started, "failed")
    await asked_about(rig, 5)
    assert await rig.state(started) == ("failed", ["failed"])
    number = started.redirect.fields["MerchantTradeNo"]
    await rig.twin.put("/_dials/ecpay", json={"merchant_trade_no": number, "silent": True})
    await rig.twin.post(page["pay_url"], json={}, headers=JSON)
    await asked_about(rig, 5)
    assert await rig.state(started) == ("settled", ["settled"])


async def test_two_attempts_both_paid(rig: Any) -> None:
    order_id = rig.order()
    tries = [await rig.start(order_id), await rig.start(order_id)]
    await pay(rig, tries[0], silent=True)
    await pay(rig, tries[1])
    await becomes(rig, tries[0], "settled")
    await asked_about(rig, 5)
    assert await rig.state(tries[0]) == ("settled", ["refund_due", "settled"])
    assert await rig.told("payment.settled", order_id) == 1


async def test_a_refused_query_shuts_the_door_and_is_not_unpaid(rig: Any) -> None:
    tries = [await rig.start(rig.order()) for _ in range(3)]
    for one in tries:
        await pay(rig, one, silent=True)
    await rig.twin.put("/_dials/ecpay", json={"query_403": True})
    for one in tries:
        number = one.redirect.fields["MerchantTradeNo"]
        dials = {"merchant_trade_no": number, "query_403": True}
        await rig.twin.put("/_dials/ecpay", json=dials)
    with structlog.testing.capture_logs() as logs:
        assert await asked_about(rig, 5) == 1
    assert "provider refuses queries" in [log["event"] for log in logs]
    assert await asked_about(rig, 3600) == 0
    await rig.twin.delete("/_dials/ecpay")
    rig.core.ecpay._closed_until = 0.0  # half an hour later
    assert await asked_about(rig, 3600) == 3
    assert [(await rig.state(one))[0] for one in tries] == ["settled"] * 3


async def test_no_answer_is_unknown_and_asked_again(
    rig: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await rig.start(rig.order())
    await pay(rig, started, silent=True)
    with monkeypatch.context() as patch:
        patch.setattr(rig.core.ecpay, "_query_url", "http://twin.test/nowhere")
        assert await asked_about(rig, 5) == 1
    assert await rig.state(started) == ("pending", ["created"])
    assert await rig.one("SELECT misses FROM attempts") == 1
    assert await asked_about(rig, 5) == 1
    assert await rig.state(started) == ("settled", ["settled"])


async def test_an_attempt_that_never_reached_ecpay_is_unpaid(rig: Any) -> None:
    started = await rig.start(rig.order())
    assert await asked_about(rig, 5) == 1
    assert await rig.state(started) == ("pending", ["created"])
    assert await rig.one("SELECT misses FROM attempts") == 0
    assert await rig.one("SELECT count(*) FROM notices") == 0
