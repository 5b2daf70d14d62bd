"""One trace from the tap to the paid order, through HTTP, gRPC and Kafka, in a real run."""

import json
import secrets
from typing import Any

import pytest
from support.fleet import Fleet, eventually

from nightmarket_local.demo.people import CONTACT, Buyer, Host

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(90)]
# (service of the parent, service of the child, what the child does)
EDGES = {
    ("gateway", "order", "/nightmarket.order.v1.OrderService/PlaceOrder"),
    ("order", "cart", "/nightmarket.cart.v1.CartService/BatchGetCarts"),
    ("cart", "catalog", "/nightmarket.catalog.v1.CatalogService/BatchGetVariants"),
    ("order", "catalog", "/nightmarket.catalog.v1.StockService/BatchReserve"),
    ("order", "order", "publish order.placed"),
    ("order", "cart", "consume order.placed"),
    ("gateway", "payment", "/nightmarket.payment.v1.PaymentService/StartPayment"),
    ("payment", "payment", "publish payment.settled"),
    ("payment", "order", "consume payment.settled"),
    ("order", "order", "publish order.paid"),
    ("order", "catalog", "consume order.paid"),
    ("catalog", "gateway", "consume stock.changed"),
}


def spans_of(fleet: Fleet, trace_id: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in (fleet.state / "spans").glob("*.jsonl"):
        for line in file.read_text().splitlines():
            if trace_id in line:
                span = json.loads(line)
                span["service"] = span["resource"]["attributes"]["service.name"]
                found[span["context"]["span_id"]] = span
    return found


def edges_of(spans: dict[str, dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Edges between services; client and server halves of one call count as one."""
    return {
        (spans[span["parent_id"]]["service"], span["service"], span["name"])
        for span in spans.values()
        if span["parent_id"] in spans
    }


async def test_one_trace_leads_from_the_tap_to_the_paid_order(fleet: Fleet, host: Host) -> None:
    api = await fleet.person("buyer1")
    buyer = Buyer(api=api, room=fleet.room(host.show_id))
    trace_id = secrets.token_hex(16)
    api.traceparent = f"00-{trace_id}-{secrets.token_hex(8)}-01"
    await buyer.buy(host, product=host.products[0])
    assert buyer.state == "paid"
    missing: set[tuple[str, str, str]] = set()

    async def complete() -> bool:
        spans = {
            f"0x{key.removeprefix('0x')}": span for key, span in spans_of(fleet, trace_id).items()
        }
        missing.clear()
        missing.update(EDGES - edges_of(spans))
        return not missing

    # the test before may have killed a service: its group waits for the dead member first
    try:
        await eventually(complete, within_s=45)
    except AssertionError:
        raise AssertionError(f"edges not seen: {sorted(missing)}") from None


async def test_logs_carry_ids_and_no_secret(fleet: Fleet, host: Host) -> None:
    api = await fleet.person("buyer2")
    await Buyer(api=api, room=fleet.room(host.show_id)).buy(host, product=host.products[0])
    key = host.credentials["stream_key"].split("key=")[1]
    secrets_ = [
        key,
        host.api.token,
        api.token,
        api._refresh,
        CONTACT["phone"],
        CONTACT["address"],
        fleet.environment["SERVICE_TOKEN"],
        fleet.environment["LINE_CHANNEL_SECRET"],
        fleet.environment["ECPAY_HASH_KEY"],
        fleet.environment["MEDIA_HOOK_SECRET"],
    ]
    for log in [*(fleet.state / "logs").glob("*.log"), *(fleet.state / "spans").glob("*.jsonl")]:
        text = log.read_text(errors="replace")
        for number, secret in enumerate(secrets_):
            assert secret not in text, f"secret {number} in {log.name}"
