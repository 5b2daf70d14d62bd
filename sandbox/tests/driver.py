"""Plays the relying party and the merchant: what the tests need to drive the twins."""

import asyncio
import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx

from nightmarket_sandbox.ecpay.mac import MacKeys, signed

BASE = "http://sandbox.test"
CHANNEL = "1650000001"
SECRET = "0123456789abcdef0123456789abcdef"
CALLBACK = "http://127.0.0.1:8000/v1/auth/line/callback"
VERIFIER = "a" * 20 + "-._~" + "B" * 20
KEYS = MacKeys(key="pwFHCqoQZGmho4w6", iv="EkRm7iFT261dpevs")
JSON = {"accept": "application/json"}
GAP_S = 0.01


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class Merchant:
    """The merchant's server: keeps what it was sent and answers what the test says."""

    answers: list[httpx.Response] = field(default_factory=list)
    delay_s: float = 0.0
    bodies: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        pairs = parse_qsl(request.content.decode(), keep_blank_values=True)
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        self.bodies.append(dict(pairs))
        self.paths.append(request.url.path)
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        return self.answers.pop(0) if self.answers else httpx.Response(200, text="1|OK")

    async def expect(self, count: int) -> list[dict[str, str]]:
        await poll_until(lambda: len(self.bodies) >= count)
        return self.bodies


async def poll_until(holds: Callable[[], bool], *, within_s: float = 5.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.005)


def challenge(verifier: str = VERIFIER) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorize_params(**changes: str | None) -> dict[str, str]:
    params: dict[str, str | None] = {
        "response_type": "code",
        "client_id": CHANNEL,
        "redirect_uri": CALLBACK,
        "state": "st4te",
        "scope": "profile openid email",
        "nonce": "n0nce",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        "sandbox_user": "buyer1",
    }
    return {name: value for name, value in (params | changes).items() if value is not None}


async def authorize(http: httpx.AsyncClient, **changes: str | None) -> dict[str, str]:
    response = await http.get("/line/oauth2/v2.1/authorize", params=authorize_params(**changes))
    assert response.status_code == 302, response.text
    query = parse_qs(urlsplit(response.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def exchange(http: httpx.AsyncClient, code: str, **changes: str | None) -> httpx.Response:
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": CHANNEL,
        "client_secret": SECRET,
        "code_verifier": VERIFIER,
    }
    form |= changes
    data = {name: value for name, value in form.items() if value is not None}
    return await http.post("/line/oauth2/v2.1/token", data=data)


async def login(http: httpx.AsyncClient, **changes: str | None) -> dict[str, Any]:
    answer = await authorize(http, **changes)
    response = await exchange(http, answer["code"])
    assert response.status_code == 200, response.text
    tokens: dict[str, Any] = response.json()
    return tokens


def order_form(number: str = "LIVE20260101A001", /, **changes: str | None) -> dict[str, str]:
    form: dict[str, str | None] = {
        "MerchantID": "3002607",
        "MerchantTradeNo": number,
        "MerchantTradeDate": "2026/01/01 09:08:07",
        "PaymentType": "aio",
        "TotalAmount": "1688",
        "TradeDesc": "主播's pick~",
        "ItemName": "A款(紅)*1 & B款+贈品 100%!#運費_60-元.",
        "ReturnURL": "http://127.0.0.1:7777/notify",
        "ChoosePayment": "Credit",
        "EncryptType": "1",
    }
    form |= changes
    return signed({name: value for name, value in form.items() if value is not None}, KEYS)


async def checkout(
    http: httpx.AsyncClient, number: str = "LIVE20260101A001", /, **changes: str | None
) -> dict[str, Any]:
    response = await http.post(
        "/ecpay/Cashier/AioCheckOut/V5", data=order_form(number, **changes), headers=JSON
    )
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert "pay_url" in body, body
    return body


async def trade(http: httpx.AsyncClient, number: str = "LIVE20260101A001") -> dict[str, Any]:
    response = await http.get("/_ecpay/trades", params={"merchant_trade_no": number})
    found: dict[str, Any] = response.json()["trades"][0]
    return found
