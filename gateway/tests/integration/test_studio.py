"""The studio's routes: what goes to the services, and what becomes of their answers."""

from datetime import UTC, datetime

import pytest

from gateway.tests.driver import (
    ALICE,
    NOWHERE,
    ORIGIN,
    SHOP,
    SHOW,
    Gateway,
    Services,
    bearer,
    reason_of,
    running,
)
from nightmarket.order.v1 import order_service_pb2, sales_pb2
from nightmarket.stream.v1 import stream_pb2, stream_service_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.errors import Forbidden, PreconditionFailed
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.times import to_timestamp

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
AT = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
PRODUCT, SIXTH = new_id(), new_id()


def alice() -> dict[str, str]:
    return bearer(ALICE) | {"Idempotency-Key": new_id()}


def show(**fields: object) -> stream_pb2.Show:
    return stream_pb2.Show(
        show_id=SHOW,
        shop_id=SHOP,
        title="週五夜市",
        state=stream_pb2.SHOW_STATE_SCHEDULED,
        **fields,
    )


async def test_how_a_show_starts_goes_there_and_back(gateway: Gateway, services: Services) -> None:
    by_hand = show(starts=stream_pb2.SHOW_STARTS_HOST)
    services.answers["CreateShow"] = stream_service_pb2.CreateShowResponse(show=by_hand)
    path = f"/v1/shops/{SHOP}/shows"
    for body, asked in (
        ({"title": "x"}, stream_pb2.SHOW_STARTS_SIGNAL),
        ({"title": "x", "starts": "host"}, stream_pb2.SHOW_STARTS_HOST),
    ):
        made = await gateway.client.post(path, json=body, headers=alice())
        assert (made.status_code, made.json()["starts"]) == (201, "host")
        assert services.of("CreateShow")[-1].request.starts == asked
    wrong = await gateway.client.post(path, json={"title": "x", "starts": "later"}, headers=alice())
    assert reason_of(wrong) == (400, "BODY_INVALID")
    # A stream of the release before says nothing.
    services.answers["GetShow"] = stream_service_pb2.GetShowResponse(show=show())
    found = await gateway.client.get(f"/v1/shows/{SHOW}")
    assert found.json()["starts"] == "signal"


async def test_only_what_is_said_is_changed(gateway: Gateway, services: Services) -> None:
    services.answers["UpdateShow"] = stream_service_pb2.UpdateShowResponse(show=show())
    path = f"/v1/shows/{SHOW}"
    assert (await gateway.client.patch(path, json={}, headers=alice())).status_code == 200
    asked = services.of("UpdateShow")[-1].request
    assert not asked.HasField("title")
    assert not asked.HasField("schedule_time")
    assert asked.starts == stream_pb2.SHOW_STARTS_UNSPECIFIED
    body = {"title": "Night", "schedule_time": AT.isoformat(), "starts": "signal"}
    assert (await gateway.client.patch(path, json=body, headers=alice())).status_code == 200
    asked = services.of("UpdateShow")[-1].request
    assert (asked.title, asked.starts) == ("Night", stream_pb2.SHOW_STARTS_SIGNAL)
    assert asked.schedule_time == to_timestamp(AT)
    without_key = await gateway.client.patch(path, json=body, headers=bearer(ALICE))
    assert reason_of(without_key) == (400, "IDEMPOTENCY_KEY_MISSING")


async def test_a_page_of_ours_may_patch(gateway: Gateway) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "PATCH"}
    answer = await gateway.client.options(f"/v1/shows/{SHOW}", headers=headers)
    assert answer.status_code == 200
    assert "PATCH" in answer.headers["access-control-allow-methods"]


async def test_starting_without_a_signal_is_refused(gateway: Gateway, services: Services) -> None:
    class SignalMissing(PreconditionFailed):
        reason = "SIGNAL_MISSING"

    services.answers["StartShow"] = SignalMissing(show_id=SHOW)
    answer = await gateway.client.post(f"/v1/shows/{SHOW}/start", headers=alice())
    assert reason_of(answer) == (409, "SIGNAL_MISSING")
    guest = await gateway.client.post(f"/v1/shows/{SHOW}/start")
    assert reason_of(guest) == (401, "TOKEN_MISSING")


async def test_a_ticket_is_shown(gateway: Gateway, services: Services) -> None:
    services.answers["CreateMediaTicket"] = stream_service_pb2.CreateMediaTicketResponse(
        ticket=stream_pb2.MediaTicket(
            use=stream_pb2.TICKET_USE_PREVIEW,
            url="http://media.test/live/x/whep",
            token="ticket.secret",
            expire_time=to_timestamp(AT),
        )
    )
    path = f"/v1/shows/{SHOW}/media-tickets"
    answer = await gateway.client.post(path, json={"use": "preview"}, headers=alice())
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "use": "preview",
            "url": "http://media.test/live/x/whep",
            "token": "ticket.secret",
            "rtmp_server": "",
            "rtmp_key": "",
            "expire_time": "2026-11-05T12:00:00Z",
        },
    )
    call = services.of("CreateMediaTicket")[-1]
    assert call.request.use == stream_pb2.TICKET_USE_PREVIEW
    assert call.request.request_id
    services.answers["CreateMediaTicket"] = stream_service_pb2.CreateMediaTicketResponse(
        ticket=stream_pb2.MediaTicket(
            use=stream_pb2.TICKET_USE_PUBLISH,
            rtmp_server="rtmp://media.test/live",
            rtmp_key="x?key=ticket.secret",
        )
    )
    shown = (await gateway.client.post(path, json={"use": "publish"}, headers=alice())).json()
    assert (shown["rtmp_server"], shown["rtmp_key"]) == (
        "rtmp://media.test/live",
        "x?key=ticket.secret",
    )
    wrong = await gateway.client.post(path, json={"use": "watch"}, headers=alice())
    assert reason_of(wrong) == (400, "BODY_INVALID")


async def test_the_signal_is_told(gateway: Gateway, services: Services) -> None:
    path = f"/v1/shows/{SHOW}/ingest"
    services.answers["GetIngest"] = stream_service_pb2.GetIngestResponse()
    none = (await gateway.client.get(path, headers=bearer(ALICE))).json()
    assert none == {
        "signal": "none",
        "protocol": "",
        "since": None,
        "tracks": [],
        "bytes_received": 0,
        "bitrate_bps": 0,
        "readers": 0,
        "warnings": [],
    }
    services.answers["GetIngest"] = stream_service_pb2.GetIngestResponse(
        ingest=stream_pb2.Ingest(
            is_receiving=True,
            protocol="rtmp",
            since=to_timestamp(AT),
            tracks=[stream_pb2.Track(kind=stream_pb2.TRACK_KIND_VIDEO, codec="H264")],
            bytes_received=10,
            bitrate_bps=2_500_000,
            readers=3,
            warnings=["AUDIO_MISSING"],
        )
    )
    seen = (await gateway.client.get(path, headers=bearer(ALICE))).json()
    assert (seen["signal"], seen["since"]) == ("receiving", "2026-11-05T12:00:00Z")
    assert seen["tracks"] == [{"kind": "video", "codec": "H264"}]
    assert (seen["bitrate_bps"], seen["warnings"]) == (2_500_000, ["AUDIO_MISSING"])


def sold() -> order_service_pb2.GetShowSalesResponse:
    amount = money_pb2.Money(currency_code="TWD", amount_minor=64_000)
    sums = {"units": 2, "amount": amount}
    minutes = [sales_pb2.MinuteSales(time=to_timestamp(AT), orders=1, **sums)]
    return order_service_pb2.GetShowSalesResponse(
        sales=sales_pb2.ShowSales(
            currencies=[sales_pb2.CurrencySales(orders=1, **sums)],
            products=[
                sales_pb2.ProductSales(product_id=PRODUCT, title="蔥油餅", minutes=minutes, **sums),
                sales_pb2.ProductSales(product_id=SIXTH, title="茶", **sums),
            ],
            minutes=minutes,
        )
    )


async def test_a_summary_puts_viewers_chat_and_sales_together(
    gateway: Gateway, services: Services
) -> None:
    minute = int(AT.timestamp()) // 60
    await gateway.raw.hset(
        f"rtmin:{{{SHOW}}}",
        mapping={f"v:{minute + 1}": 9, f"v:{minute}": 12, f"c:{minute}": 5},
    )
    await gateway.raw.hset(f"rtsum:{{{SHOW}}}", mapping={"peak": 12, "chat": 5})
    services.answers["GetShow"] = stream_service_pb2.GetShowResponse(
        show=show(live_time=to_timestamp(AT))
    )
    services.answers["GetShowSales"] = sold()
    answer = await gateway.client.get(f"/v1/shows/{SHOW}/summary", headers=bearer(ALICE))
    call = services.of("GetShowSales")[-1].request
    assert (call.shop_id, call.show_id) == (SHOP, SHOW)
    start, second = "2026-11-05T12:00:00Z", "2026-11-05T12:01:00Z"
    sums = {"units": 2, "currency": "TWD", "amount": 64_000}
    minutes = [{"time": start, "orders": 1, **sums}]
    assert answer.json() == {
        "show_id": SHOW,
        "start_time": start,
        "end_time": None,
        "viewers": {
            "peak": 12,
            "minutes": [{"time": start, "count": 12}, {"time": second, "count": 9}],
        },
        "chat": {"total": 5, "minutes": [{"time": start, "count": 5}]},
        "sales": {
            "currencies": [{"orders": 1, **sums}],
            "products": [
                {"product_id": PRODUCT, "title": "蔥油餅", **sums, "minutes": minutes},
                {"product_id": SIXTH, "title": "茶", **sums, "minutes": []},
            ],
            "minutes": minutes,
        },
    }


async def test_who_may_not_see_the_sales_sees_no_summary(
    gateway: Gateway, services: Services
) -> None:
    class RoleMissing(Forbidden):
        reason = "ROLE_MISSING"

    services.answers["GetShowSales"] = RoleMissing(shop_id=SHOP)
    answer = await gateway.client.get(f"/v1/shows/{SHOW}/summary", headers=bearer(ALICE))
    assert reason_of(answer) == (403, "ROLE_MISSING")


async def test_without_valkey_there_is_no_summary(services: Services) -> None:
    services.answers["GetShowSales"] = sold()
    async with running(f"redis://{NOWHERE}/0", services) as gateway:
        answer = await gateway.client.get(f"/v1/shows/{SHOW}/summary", headers=bearer(ALICE))
        assert reason_of(answer) == (503, "SERVICE_UNAVAILABLE")


async def test_a_shops_orders_are_asked_for_by_show(gateway: Gateway, services: Services) -> None:
    path = f"/v1/shops/{SHOP}/orders?show_id={SHOW}&page_token=t&page_size=2"
    assert (await gateway.client.get(path, headers=bearer(ALICE))).status_code == 200
    asked = services.of("ListOrders")[-1].request
    assert (asked.shop_id, asked.show_id, asked.page_token, asked.page_size) == (SHOP, SHOW, "t", 2)
