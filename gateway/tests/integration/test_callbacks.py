"""What payment providers and the media server send."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from gateway.tests.driver import (
    FOREIGN,
    HOOK_SECRET,
    NOWHERE,
    REPUBLISH_SECRET,
    Gateway,
    Services,
    reason_of,
    running,
)
from nightmarket.payment.v1 import payment_service_pb2
from nightmarket.stream.v1 import media_service_pb2
from nightmarket_kit.core.errors import Forbidden, Invalid, Unavailable

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
FORM = "application/x-www-form-urlencoded"
AUTH = f"/internal/media/auth?secret={HOOK_SECRET}"
HOOKS = "/internal/media/hooks"


@pytest.fixture
def replies(services: Services) -> Services:
    services.answers["RecordNotice"] = payment_service_pb2.RecordNoticeResponse(
        reply="1|OK", payment_id="p1", return_to="/orders/1?tab=pay"
    )
    return services


@pytest.mark.parametrize("path", ["/callbacks/ecpay", "/callbacks/ecpay/"])
@pytest.mark.parametrize(
    "body",
    [
        b"RtnCode=1&CustomField1=%E5%A4%9C%E5%B8%82&CheckMacValue=AB+CD%2b",
        b"a=1&a=2&&=&b",
        bytes(range(256)),
        b"",
    ],
)
async def test_a_notice_goes_on_byte_for_byte_and_the_reply_comes_back_verbatim(
    gateway: Gateway, replies: Services, path: str, body: bytes
) -> None:
    headers = {"Content-Type": FORM, "Origin": FOREIGN}
    answer = await gateway.client.post(path, content=body, headers=headers)
    assert (answer.status_code, answer.content) == (200, b"1|OK")
    assert answer.headers["content-type"].startswith("text/plain")
    (call,) = replies.of("RecordNotice")
    assert call.request == payment_service_pb2.RecordNoticeRequest(
        provider="ecpay", kind="notice", body=body, content_type=FORM
    )
    assert "authorization" not in call.metadata
    assert 0 < call.left_s < 5.1


@pytest.mark.parametrize("error", [Unavailable(reason="DATABASE_AWAY"), Invalid(reason="BAD")])
async def test_a_failure_of_ours_is_never_ok(
    gateway: Gateway, services: Services, error: Exception
) -> None:
    services.answers["RecordNotice"] = error  # type: ignore[assignment]
    answer = await gateway.client.post("/callbacks/ecpay", content=b"x=1")
    assert answer.status_code >= 400
    assert b"OK" not in answer.content


async def test_without_payment_the_provider_is_told_to_come_again(
    valkey_url: str, services: Services
) -> None:
    async with running(valkey_url, services, payment_target=NOWHERE) as gateway:
        answer = await gateway.client.post("/callbacks/ecpay", content=b"x=1")
        assert reason_of(answer) == (503, "SERVICE_UNAVAILABLE")


async def test_the_buyers_browser_is_taken_back(gateway: Gateway, replies: Services) -> None:
    answer = await gateway.client.post("/callbacks/ecpay/return", content=b"RtnCode=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/orders/1?tab=pay&payment_id=p1"
    assert replies.of("RecordNotice")[0].request.kind == "result"
    replies.answers["RecordNotice"] = payment_service_pb2.RecordNoticeResponse()
    unknown = await gateway.client.post("/callbacks/ecpay/return", content=b"")
    assert unknown.headers["location"] == "/?payment_id="


async def test_a_notice_is_never_asked_for_with_get(gateway: Gateway) -> None:
    answer = await gateway.client.get("/callbacks/ecpay")
    assert reason_of(answer) == (405, "METHOD_NOT_ALLOWED")


def question(**fields: Any) -> dict[str, Any]:
    """As MediaMTX asks."""
    return {
        "user": "",
        "password": "",
        "token": "",
        "ip": "10.0.0.1",
        "action": "publish",
        "path": "live/abc",
        "protocol": "rtmp",
        "id": "conn-1",
        "query": "",
        **fields,
    }


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"query": "key=k-1&x=y"}, "k-1"),
        ({"query": "x=y&key=k%2B1"}, "k+1"),
        ({"token": "k-2"}, "k-2"),
        ({"password": "k-3"}, "k-3"),
        ({"token": "k-2", "query": "key=k-1"}, "k-2"),
        ({"query": "x=y"}, ""),
        ({"query": "key="}, ""),
        ({"query": "&&=%ff"}, ""),
    ],
)
async def test_the_stream_key_is_found_wherever_the_encoder_put_it(
    gateway: Gateway, services: Services, fields: dict[str, str], key: str
) -> None:
    answer = await gateway.client.post(AUTH, json=question(**fields))
    assert (answer.status_code, answer.content) == (204, b"")
    (call,) = services.of("AuthorizeMedia")
    assert call.request == media_service_pb2.AuthorizeMediaRequest(
        action=media_service_pb2.MEDIA_ACTION_PUBLISH,
        path="live/abc",
        key=key,
        connection_id="conn-1",
        protocol="rtmp",
    )
    assert 0 < call.left_s < 5.1


async def test_readers_are_asked_for_too(gateway: Gateway, services: Services) -> None:
    fields = {"action": "read", "protocol": "hls", "id": None, "new_field": 1}
    assert (await gateway.client.post(AUTH, json=question(**fields))).status_code == 204
    request = services.of("AuthorizeMedia")[0].request
    assert request.action == media_service_pb2.MEDIA_ACTION_READ
    assert request.connection_id == ""


async def test_who_may_watch_the_original_may_watch_it_with_opus(
    gateway: Gateway, services: Services
) -> None:
    fields = {"action": "read", "protocol": "webrtc", "path": "rtc/abc", "token": "t-1"}
    assert (await gateway.client.post(AUTH, json=question(**fields))).status_code == 204
    request = services.of("AuthorizeMedia")[0].request
    assert (request.path, request.key) == ("live/abc", "t-1")
    services.answers["AuthorizeMedia"] = Forbidden(reason="SHOW_NOT_LIVE")
    answer = await gateway.client.post(AUTH, json=question(**fields))
    assert reason_of(answer) == (403, "SHOW_NOT_LIVE")


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "publish", "protocol": "rtmp"},
        {"action": "publish", "protocol": "webrtc", "token": REPUBLISH_SECRET},
        {"action": "read", "protocol": "hls"},
    ],
)
async def test_nobody_sends_to_the_republishers_path_nor_reads_it_otherwise(
    gateway: Gateway, services: Services, fields: dict[str, str]
) -> None:
    answer = await gateway.client.post(AUTH, json=question(path="rtc/abc", **fields))
    assert reason_of(answer) == (403, "HOOK_REFUSED")
    assert services.calls == []


@pytest.mark.parametrize(
    ("action", "path", "token", "status"),
    [
        ("read", "live/abc", REPUBLISH_SECRET, 204),
        ("publish", "rtc/abc", REPUBLISH_SECRET, 204),
        ("publish", "live/abc", REPUBLISH_SECRET, 403),
        ("read", "rtc/abc", REPUBLISH_SECRET, 403),
        ("read", "live/abc", "", 403),
        ("read", "live/abc", "密碼", 403),
        ("publish", "rtc/abc", HOOK_SECRET, 403),
    ],
)
async def test_rtsp_is_the_republishers_alone(
    gateway: Gateway, services: Services, action: str, path: str, token: str, status: int
) -> None:
    asked = question(action=action, path=path, token=token, protocol="rtsp")
    assert (await gateway.client.post(AUTH, json=asked)).status_code == status
    assert services.calls == []


@pytest.mark.parametrize("action", ["playback", "api", "metrics", "pprof", ""])
async def test_everything_else_is_refused(
    gateway: Gateway, services: Services, action: str
) -> None:
    answer = await gateway.client.post(AUTH, json=question(action=action))
    assert reason_of(answer) == (403, "HOOK_REFUSED")
    assert services.calls == []


async def test_no_of_the_service_is_no(gateway: Gateway, services: Services) -> None:
    services.answers["AuthorizeMedia"] = Forbidden(reason="STREAM_KEY_INVALID")
    answer = await gateway.client.post(AUTH, json=question(token="k"))
    assert reason_of(answer) == (403, "STREAM_KEY_INVALID")


@pytest.mark.parametrize("secret", [None, "", "wrong", HOOK_SECRET[:-1], HOOK_SECRET + "x", "密碼"])
async def test_nobody_asks_without_the_secret(
    gateway: Gateway, services: Services, secret: str | None
) -> None:
    params = {} if secret is None else {"secret": secret}
    path = AUTH.partition("?")[0]
    answer = await gateway.client.post(path, params=params, json=question(token="k"))
    assert reason_of(answer) == (403, "HOOK_REFUSED")
    headers: Any = {} if secret is None else {"X-Hook-Secret": secret.encode()}
    hook = await gateway.client.post(HOOKS, json=report(), headers=headers)
    assert reason_of(hook) == (403, "HOOK_REFUSED")
    assert services.calls == []


def report(**fields: Any) -> dict[str, Any]:
    return {
        "event": "available",
        "path": "live/abc",
        "source_id": "conn-1",
        "occurred_at": "2026-11-05T12:00:00.250Z",
        **fields,
    }


async def test_hooks_are_reported(gateway: Gateway, services: Services) -> None:
    headers = {"X-Hook-Secret": HOOK_SECRET}
    segment = {"event": "recording", "segment_path": "live/abc/1.mp4", "segment_duration_s": 2.5}
    for body in (report(), report(event="unavailable", source_id=None), report(**segment)):
        answer = await gateway.client.post(HOOKS, json=body, headers=headers)
        assert (answer.status_code, answer.content) == (204, b"")
    came, went, recorded = (call.request for call in services.of("ReportMedia"))
    assert came.event == media_service_pb2.MEDIA_EVENT_AVAILABLE
    at = came.occur_time.ToDatetime(tzinfo=UTC)
    assert at == datetime(2026, 11, 5, 12, 0, 0, 250_000, tzinfo=UTC)
    assert (went.event, went.source_id) == (media_service_pb2.MEDIA_EVENT_UNAVAILABLE, "")
    assert recorded.segment_path == "live/abc/1.mp4"
    assert recorded.segment_duration.ToMilliseconds() == 2500


@pytest.mark.parametrize(
    "fields",
    [
        {"event": "else"},
        {"segment_duration_s": -1},
        {"segment_duration_s": 1e300},
        {"occurred_at": "yesterday"},
        {"occurred_at": "0001-01-01T00:00:00+10:00"},
    ],
)
async def test_hooks_that_make_no_sense_are_refused(
    gateway: Gateway, services: Services, fields: dict[str, Any]
) -> None:
    headers = {"X-Hook-Secret": HOOK_SECRET}
    answer = await gateway.client.post(HOOKS, json=report(**fields), headers=headers)
    assert reason_of(answer) == (400, "BODY_INVALID")
    assert services.calls == []


async def test_neither_keys_nor_secrets_nor_notices_are_logged(
    gateway: Gateway,
    services: Services,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    hidden = {"query": "key=kq-hidden", "token": "kt-hidden", "password": "kp-hidden"}
    client = gateway.client
    with structlog.testing.capture_logs() as events:
        await client.post(AUTH, json=question(**hidden))
        await client.post(AUTH, json=question(action="playback", **hidden))
        await client.post(AUTH.replace(HOOK_SECRET, "s-hidden"), json=question(**hidden))
        await client.post(AUTH, json=question(action=["l-hidden"]))
        services.answers["AuthorizeMedia"] = Unavailable(reason="X")
        await client.post(AUTH, json=question(**hidden))
        monkeypatch.setattr(gateway.app.state, "clients", None)  # a bug of ours: logged whole
        await client.post(AUTH, json=question(**hidden))
        await client.post("/callbacks/ecpay", content=b"CustomField1=n-hidden")
    ours = [
        record.getMessage() + str(record.exc_text)
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore", "uvicorn.access"))
    ]  # the first two are the test's own client; the last is off, only pytest hears it
    assert not logging.getLogger("uvicorn.access").propagate
    text = "\n".join([*ours, *map(str, events)])
    assert "request failed" in text
    assert "hidden" not in text
    assert HOOK_SECRET not in text
