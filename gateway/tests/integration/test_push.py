"""The push token of the phone that calls."""

from typing import Any

import pytest

from gateway.tests.driver import ALICE, Gateway, Services, bearer, reason_of
from nightmarket.identity.v1 import identity_pb2
from nightmarket_kit.core.errors import Invalid
from nightmarket_kit.core.ids import new_id

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
PATH = "/v1/me/push-token"
BODY = {"platform": "ios", "provider": "apns", "token": "0a1b2c", "locale": "th-TH"}


def headers(key: str = "") -> dict[str, str]:
    return {**bearer(ALICE), "Idempotency-Key": key or new_id()}


async def test_a_token_is_put_for_the_caller(gateway: Gateway, services: Services) -> None:
    who = headers("k1")
    answer = await gateway.client.put(PATH, json=BODY, headers=who)
    assert (answer.status_code, answer.content) == (204, b"")
    (call,) = services.of("PutPushToken")
    assert call.metadata["authorization"] == who["Authorization"]
    assert (call.request.platform, call.request.provider) == (
        identity_pb2.PUSH_PLATFORM_IOS,
        identity_pb2.PUSH_PROVIDER_APNS,
    )
    assert (call.request.token, call.request.locale) == ("0a1b2c", "th-TH")
    android = {**BODY, "platform": "android", "provider": "fcm"}
    assert (await gateway.client.put(PATH, json=android, headers=headers())).status_code == 204
    second = services.of("PutPushToken")[1].request
    assert (second.platform, second.provider) == (
        identity_pb2.PUSH_PLATFORM_ANDROID,
        identity_pb2.PUSH_PROVIDER_FCM,
    )


async def test_one_key_is_one_request_and_removing_is_another(
    gateway: Gateway, services: Services
) -> None:
    for _ in range(2):
        await gateway.client.put(PATH, json=BODY, headers=headers("k1"))
    answer = await gateway.client.delete(PATH, headers=headers("k1"))
    assert answer.status_code == 204
    first, again = (call.request.request_id for call in services.of("PutPushToken"))
    (removed,) = (call.request.request_id for call in services.of("RemovePushToken"))
    assert first == again != removed
    assert first


@pytest.mark.parametrize(
    "changes",
    [
        {"platform": "h5"},
        {"provider": "expo"},
        {"token": ""},
        {"token": "x" * 4097},
        {"locale": "x" * 36},
        {"user_id": ALICE},
    ],
)
async def test_what_is_no_address_is_refused_without_repeating_it(
    gateway: Gateway, services: Services, changes: dict[str, Any]
) -> None:
    answer = await gateway.client.put(PATH, json=BODY | changes, headers=headers())
    assert reason_of(answer) == (400, "BODY_INVALID")
    assert BODY["token"] not in answer.text
    assert services.of("PutPushToken") == []


async def test_identitys_refusal_is_passed_on(gateway: Gateway, services: Services) -> None:
    services.answers["PutPushToken"] = Invalid(reason="PUSH_PLATFORM_INVALID")
    answer = await gateway.client.put(PATH, json=BODY, headers=headers())
    assert reason_of(answer) == (400, "PUSH_PLATFORM_INVALID")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_it_takes_a_person_and_a_key(gateway: Gateway, method: str) -> None:
    body = BODY if method == "PUT" else None
    guest = await gateway.client.request(method, PATH, json=body)
    assert reason_of(guest) == (401, "TOKEN_MISSING")
    keyless = await gateway.client.request(method, PATH, json=body, headers=bearer())
    assert reason_of(keyless) == (400, "IDEMPOTENCY_KEY_MISSING")
