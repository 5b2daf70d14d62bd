"""A running payment service (gRPC port, Postgres) between a fake order service and ECPay's twin."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import grpc
import httpx
import pytest
import pytest_asyncio
from grpc_status import rpc_status
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import SecretStr

from nightmarket.order.v1 import order_pb2, order_service_pb2, order_service_pb2_grpc
from nightmarket.payment.v1 import payment_service_pb2, payment_service_pb2_grpc
from nightmarket.type.v1 import money_pb2
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import NotFound, PreconditionFailed
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_server import Guard
from nightmarket_kit.runtime.status import from_rpc_error, to_status
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_kit.runtime.tokens import TokenVerifier
from nightmarket_kit.testing.plugin import MakeDatabase
from nightmarket_payment.adapters.ecpay_form import TAIPEI
from nightmarket_payment.adapters.ecpay_mac import Keys, signed
from nightmarket_payment.bootstrap import Core, build_core
from nightmarket_payment.entrypoints.grpc_server import ACCESS
from nightmarket_payment.settings import PaymentSettings
from nightmarket_sandbox.app import build_app
from nightmarket_sandbox.settings import SandboxSettings

KEYS = Keys(hash_key="pwFHCqoQZGmho4w6", hash_iv="EkRm7iFT261dpevs")
FORM = "application/x-www-form-urlencoded"
SERVICE_TOKEN = "service-token-of-32-characters-xx"
SANDBOX = "http://twin.test"
CALLBACK = "http://127.0.0.1:7777/callbacks/ecpay"
JSON = {"accept": "application/json"}
SHOP_ID, BUYER = new_id(), new_id()


@dataclass
class FakeOrders(order_service_pb2_grpc.OrderServiceServicer):
    """Orders by id; keeps the metadata of each question. What happens around a cancel is a test's."""

    orders: dict[str, order_pb2.Order] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    before_cancel: Callable[[], None] | None = None
    on_cancel: Callable[[], Awaitable[None]] | None = None

    async def GetOrder(self, request: Any, context: Any) -> Any:  # noqa: N802 - the schema's name
        self.asked.append({key: str(value) for key, value in context.invocation_metadata()})
        order = self.orders.get(request.order_id)
        if order is None:
            gone = NotFound(reason="ORDER_NOT_FOUND", order_id=request.order_id)
            status = to_status(gone, domain="order.nightmarket")
            await context.abort_with_status(rpc_status.to_status(status))
        return order_service_pb2.GetOrderResponse(order=order)

    async def CancelOrder(self, request: Any, context: Any) -> Any:  # noqa: N802
        """For the shop: what is paid and not shipped."""
        if self.before_cancel is not None:
            self.before_cancel()
        order = self.orders[request.order_id]
        if order.state not in {order_pb2.ORDER_STATE_PAID, order_pb2.ORDER_STATE_PACKED}:
            gone = PreconditionFailed(reason="ORDER_STATE", order_id=request.order_id)
            status = to_status(gone, domain="order.nightmarket")
            await context.abort_with_status(rpc_status.to_status(status))
        order.state = order_pb2.ORDER_STATE_CANCELLED
        self.cancelled.append(order.order_id)
        if self.on_cancel is not None:
            await self.on_cancel()
        return order_service_pb2.CancelOrderResponse(order=order)


@dataclass
class Rig:
    """`buyer` is who pays unless a test says otherwise."""

    core: Core
    clock: FixedClock
    orders: FakeOrders
    stub: payment_service_pb2_grpc.PaymentServiceStub
    twin: httpx.AsyncClient
    key: ECKey
    gateway_answers: list[tuple[int, str]] = field(default_factory=list)
    buyer: str = BUYER

    def token(self, user_id: str, role: str = "") -> str:
        now = int(time.time())
        claims = {
            "iss": "https://id.test",
            "aud": "nightmarket",
            "sub": user_id,
            "sid": "s",
            "roles": {SHOP_ID: role} if role else {},
            "exp": now + 300,
        }
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}, claims, self.key)

    def order(self, user_id: str = BUYER, minor: int = 168_800, **changes: Any) -> str:
        order_id = new_id()
        values: dict[str, Any] = {
            "order_id": order_id,
            "order_no": f"NM{len(self.orders.orders)}",
            "shop_id": SHOP_ID,
            "user_id": user_id,
            "state": order_pb2.ORDER_STATE_PLACED,
            "lines": [order_pb2.OrderLine(title="Python T恤 <紅>", quantity=2)],
            "total": money_pb2.Money(currency_code="TWD", amount_minor=minor),
            "pay_deadline": to_timestamp(self.clock.now() + timedelta(minutes=15)),
        }
        self.orders.orders[order_id] = order_pb2.Order(**(values | changes))
        return order_id

    async def start(
        self, order_id: str, *, user_id: str = BUYER, request_id: str = "", **changes: str
    ) -> payment_service_pb2.StartPaymentResponse:
        request = payment_service_pb2.StartPaymentRequest(
            request_id=request_id or new_id(),
            order_id=order_id,
            **({"provider": "ecpay", "return_to": "/orders/1?x=1"} | changes),
        )
        return await self.stub.StartPayment(request, timeout=10, metadata=self._user(user_id))

    async def get(self, payment_id: str, *, user_id: str = BUYER) -> Any:
        request = payment_service_pb2.GetPaymentRequest(payment_id=payment_id)
        answer = await self.stub.GetPayment(request, timeout=10, metadata=self._user(user_id))
        return answer.payment

    async def refund(
        self, payment_id: str, minor: int, *, request_id: str = "", role: str = "manager"
    ) -> Any:
        request = payment_service_pb2.RequestRefundRequest(
            request_id=request_id or new_id(),
            payment_id=payment_id,
            amount=money_pb2.Money(currency_code="TWD", amount_minor=minor),
            reason="one cup was broken",
        )
        metadata = (("authorization", f"Bearer {self.token('seller', role)}"),)
        answer = await self.stub.RequestRefund(request, timeout=10, metadata=metadata)
        return answer.refund

    async def refunds(self, payment_id: str) -> list[tuple[str, int, str]]:
        """State, minor units and code of each, oldest first."""
        rows = await self.core.database.pool.fetch(
            "SELECT state, amount_minor, code FROM refunds WHERE payment_id = $1 ORDER BY id",
            payment_id,
        )
        return [(row["state"], row["amount_minor"], row["code"]) for row in rows]

    async def balances(self) -> dict[str, int]:
        """Minor units by account; accounts that are even are left out."""
        rows = await self.core.database.pool.fetch(
            "SELECT account, sum(amount_minor)::bigint AS minor FROM ledger_entries GROUP BY account"
        )
        found = {row["account"]: row["minor"] for row in rows if row["minor"]}
        assert sum(found.values()) == 0
        return found

    async def dial(self, **dials: Any) -> None:
        (await self.twin.put("/_dials/ecpay", json=dials)).raise_for_status()

    async def twin_trade(self, started: Any) -> dict[str, Any]:
        number = started.redirect.fields["MerchantTradeNo"]
        answer = await self.twin.get("/_ecpay/trades", params={"merchant_trade_no": number})
        trade: dict[str, Any] = answer.json()["trades"][0]
        return trade

    def _user(self, user_id: str) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.token(user_id)}"),)

    async def record(
        self, body: bytes, kind: str = "notice", provider: str = "ecpay"
    ) -> payment_service_pb2.RecordNoticeResponse:
        request = payment_service_pb2.RecordNoticeRequest(
            provider=provider, kind=kind, body=body, content_type=FORM
        )
        return await self.stub.RecordNotice(
            request, timeout=10, metadata=(("x-service-token", SERVICE_TOKEN),)
        )

    def body(self, started: Any, /, **changes: str | None) -> bytes:
        """A notice of the attempt as ECPay writes it: paid, unless changed."""
        form = started if isinstance(started, dict) else dict(started.redirect.fields)
        fields: dict[str, str | None] = {
            "CustomField1": "",
            "MerchantID": "3002607",
            "MerchantTradeNo": form["MerchantTradeNo"],
            "PaymentDate": "2026/01/01 09:10:00",
            "PaymentType": "Credit_CreditCard",
            "RtnCode": "1",
            "RtnMsg": "交易成功",
            "SimulatePaid": "0",
            "TradeAmt": form["TotalAmount"],
            "TradeNo": "2601010908070001",
            "card4no": "2222",
            "card6no": "431195",
        } | changes
        kept = {name: value for name, value in fields.items() if value is not None}
        return urlencode(signed(kept, KEYS)).encode()

    def signed(self, form: dict[str, str]) -> dict[str, str]:
        return signed(form, KEYS)

    async def one(self, sql: str, *arguments: Any) -> Any:
        return await self.core.database.pool.fetchval(sql, *arguments)

    async def state(self, started: Any) -> tuple[str, list[str]]:
        """State of the payment and of its attempts in their order."""
        payment_id = started.payment.payment_id
        pool = self.core.database.pool
        rows = await pool.fetch(
            "SELECT state FROM attempts WHERE payment_id = $1 ORDER BY number", payment_id
        )
        state = await self.one("SELECT state FROM payments WHERE id = $1", payment_id)
        return state, [row["state"] for row in rows]

    async def told(self, topic: str, order_id: str) -> int:
        sql = "SELECT count(*) FROM outbox WHERE topic = $1 AND key = $2"
        return int(await self.one(sql, topic, order_id))

    async def gateway(self, request: httpx.Request) -> httpx.Response:
        """What the edge does with a provider's call."""
        kind = "result" if request.url.path.endswith("/return") else "notice"
        try:
            recorded = await self.record(request.content, kind)
        except grpc.aio.AioRpcError:
            return httpx.Response(503)
        self.gateway_answers.append((200, recorded.reply))
        return httpx.Response(200, text=recorded.reply)

    async def checkout(self, started: Any) -> dict[str, Any]:
        """The buyer's browser posts the form to the twin."""
        path = started.redirect.url.removeprefix(SANDBOX)
        answer = await self.twin.post(path, data=dict(started.redirect.fields), headers=JSON)
        page: dict[str, Any] = answer.json()
        assert "pay_url" in page, page
        return page


def settings_of(dsn: str, **changes: Any) -> PaymentSettings:
    values: dict[str, Any] = {
        "environment": "test",
        "kafka_bootstrap": "127.0.0.1:1",
        "jwks_url": "http://127.0.0.1:1/",
        "token_issuer": "https://id.test",
        "token_audience": "nightmarket",
        "service_token": SecretStr(SERVICE_TOKEN),
        "database_url": dsn,
        "grpc_listen": "127.0.0.1:0",
        "callback_url": CALLBACK,
        "check_after_s": "5,10,20,60",
        "query_break_s": 60.0,
        "ecpay_merchant_id": "3002607",
        "ecpay_hash_key": SecretStr(KEYS.hash_key),
        "ecpay_hash_iv": SecretStr(KEYS.hash_iv),
        "ecpay_check_code": SecretStr("59997889"),
        "ecpay_url": f"{SANDBOX}/ecpay",
        "ecpay_files_url": f"{SANDBOX}/ecpay",
        "file_gap_s": 0.0,
    }
    return PaymentSettings(**(values | changes))


MakeRig = Callable[..., Awaitable[Rig]]


@pytest_asyncio.fixture
async def make_rig(make_database: MakeDatabase) -> AsyncIterator[MakeRig]:
    async with AsyncExitStack() as stack:
        yield lambda **changes: _make_rig(stack, make_database, changes)


@pytest_asyncio.fixture
async def rig(make_rig: MakeRig) -> Rig:
    return await make_rig()


async def _make_rig(
    stack: AsyncExitStack, make_database: MakeDatabase, changes: dict[str, Any]
) -> Rig:
    orders = FakeOrders()
    order_server = grpc.aio.server()
    order_service_pb2_grpc.add_OrderServiceServicer_to_server(orders, order_server)
    port = order_server.add_insecure_port("127.0.0.1:0")
    await order_server.start()
    stack.push_async_callback(order_server.stop, 0)
    key = ECKey.generate_key("P-256", {"kid": "k1"})
    rigs: list[Rig] = []

    async def to_gateway(request: httpx.Request) -> httpx.Response:
        return await rigs[0].gateway(request)

    twin_app = build_app(
        SandboxSettings(
            sandbox_public_url=SANDBOX,
            line_channel_id="1650000001",
            line_channel_secret=SecretStr("x" * 32),
            ecpay_merchant_id="3002607",
            ecpay_hash_key=SecretStr(KEYS.hash_key),
            ecpay_hash_iv=SecretStr(KEYS.hash_iv),
            ecpay_resend_gap_s=0.05,
        ),
        client=lambda: httpx.AsyncClient(transport=httpx.MockTransport(to_gateway)),
    )
    await stack.enter_async_context(twin_app.router.lifespan_context(twin_app))
    transport = httpx.ASGITransport(twin_app)
    twin = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=SANDBOX))
    settings = settings_of(
        await make_database("nightmarket_payment"), order_target=f"127.0.0.1:{port}", **changes
    )
    clock = FixedClock(_outside_the_closing(datetime.now(UTC).replace(microsecond=0)))
    core = build_core(
        settings, clock=clock, guard=_guard(settings, key), transport=httpx.ASGITransport(twin_app)
    )
    for component in (core.database, core.ecpay, core.orders, core.server):
        await component.start()
        stack.push_async_callback(component.stop, 2.0)
    channel = await stack.enter_async_context(
        grpc.aio.insecure_channel(f"127.0.0.1:{core.server.port}")
    )
    stub = payment_service_pb2_grpc.PaymentServiceStub(channel)
    rigs.append(Rig(core=core, clock=clock, orders=orders, stub=stub, twin=twin, key=key))
    return rigs[0]


def _outside_the_closing(now: datetime) -> datetime:
    """Refunds wait while ECPay closes its day; tests of them must not."""
    if now.astimezone(TAIPEI).hour == 20:
        return now - timedelta(hours=1)
    return now


def _guard(settings: PaymentSettings, key: ECKey) -> Guard:
    async def keys() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    return Guard(
        verifier=TokenVerifier(
            keys, issuer=settings.token_issuer, audience=settings.token_audience
        ),
        service_token=SERVICE_TOKEN,
        access=ACCESS,
    )


@pytest.fixture
def reason_of() -> Callable[[grpc.aio.AioRpcError], str]:
    return lambda error: from_rpc_error(error).reason
