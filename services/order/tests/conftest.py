"""Order's real gRPC port on a real database, between a fake cart and a fake catalog on real ports."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import grpc
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey

from nightmarket.cart.v1 import cart_pb2, cart_service_pb2, cart_service_pb2_grpc
from nightmarket.catalog.v1 import catalog_pb2, stock_service_pb2, stock_service_pb2_grpc
from nightmarket.claim.v1 import claim_pb2
from nightmarket.claim.v1 import events_pb2 as claim_events
from nightmarket.order.v1 import (
    address_service_pb2_grpc,
    checkout_service_pb2,
    checkout_service_pb2_grpc,
    delivery_pb2,
    order_pb2,
    order_service_pb2,
    order_service_pb2_grpc,
)
from nightmarket.payment.v1 import events_pb2 as payment_events
from nightmarket.type.v1 import money_pb2, refusal_pb2
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.errors import DomainError, PreconditionFailed
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.grpc_server import Access, GrpcServer, Guard
from nightmarket_kit.runtime.kafka import IncomingEvent
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp
from nightmarket_kit.runtime.tokens import TokenVerifier
from nightmarket_kit.testing.plugin import MakeDatabase
from nightmarket_order.adapters.cart_grpc import GrpcCart
from nightmarket_order.adapters.catalog_grpc import GrpcCatalog
from nightmarket_order.adapters.postgres import PostgresOrderStatements, PostgresOrderUow
from nightmarket_order.adapters.postgres_queries import PostgresOrderQueries, PostgresTermQueries
from nightmarket_order.application.fulfil_order import Spans
from nightmarket_order.application.place_order import Checkouts
from nightmarket_order.application.ports import Due, MoneyNews
from nightmarket_order.application.sweep import sweep_overdue
from nightmarket_order.entrypoints.consumers import subscriptions
from nightmarket_order.entrypoints.grpc_addresses import ACCESS as ADDRESS_ACCESS
from nightmarket_order.entrypoints.grpc_addresses import AddressServicer
from nightmarket_order.entrypoints.grpc_checkout import ACCESS as CHECKOUT_ACCESS
from nightmarket_order.entrypoints.grpc_checkout import CheckoutServicer
from nightmarket_order.entrypoints.grpc_server import ACCESS, OrderServicer

SECRET = "the secret that our services show each other"
SPANS = Spans(delivered_after=timedelta(days=7), completed_after=timedelta(days=3))
PAY_WINDOW = timedelta(minutes=15)
PATIENCE = timedelta(minutes=10)
CONTACT = {"name": "Lin Mei", "phone": "+886912345678", "address": "1 Night Market Road\nTaipei"}


def twd(minor: int) -> money_pb2.Money:
    return money_pb2.Money(currency_code="TWD", amount_minor=minor)


class Signer:
    """Signs access tokens and shows the public key."""

    issuer, audience = "https://id.test", "nightmarket"

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "k1"})

    async def fetch(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def token(self, user_id: str, roles: dict[str, str] | None = None) -> str:
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": user_id,
            "sid": "session",
            "roles": roles or {},
            "exp": int(time.time()) + 300,
        }
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}, claims, self._key)

    def guard(self, access: dict[str, Access]) -> Guard:
        verifier = TokenVerifier(self.fetch, issuer=self.issuer, audience=self.audience)
        return Guard(verifier=verifier, service_token=SECRET, access=access)


class FakeCart(cart_service_pb2_grpc.CartServiceServicer):
    """Keeps lines per (user, shop). It has taken out whatever was ordered, unless a test says what."""

    def __init__(self) -> None:
        self.version = 1
        self.ordered_version: int | None = 2**40
        self.carts: dict[tuple[str, str], list[cart_pb2.CartLine]] = {}
        self.asked = 0

    def put(
        self, user_id: str, shop_id: str, *, price: int = 1000, quantity: int = 2, **more: Any
    ) -> str:
        variant_id = new_id()
        line = cart_pb2.CartLine(
            variant_id=variant_id,
            product_id=new_id(),
            title="Tea",
            quantity=quantity,
            seen_price=twd(price),
            unit_price=twd(price),
            available=99,
            show_id=new_id(),
        )
        line.MergeFrom(cart_pb2.CartLine(**more))
        self.carts.setdefault((user_id, shop_id), []).append(line)
        return variant_id

    async def BatchGetCarts(  # noqa: N802 - the schema sets both
        self, request: Any, context: Any
    ) -> cart_service_pb2.BatchGetCartsResponse:
        self.asked += len(request.owners)
        results = [
            cart_service_pb2.CartResult(
                cart=cart_pb2.Cart(
                    shop_id=one.shop_id,
                    lines=self.carts.get((one.user_id, one.shop_id), []),
                    version=self.version,
                    ordered_version=self.ordered_version,
                )
            )
            for one in request.owners
        ]
        return cart_service_pb2.BatchGetCartsResponse(results=results)


class FakeCatalog(stock_service_pb2_grpc.StockServiceServicer):
    """Keeps reservations as catalog does; `after_reserve` runs before the answer goes out."""

    def __init__(self) -> None:
        self.reservations: dict[str, Any] = {}
        self.states: dict[str, int] = {}
        self.refusal: Exception | None = None
        self.reserve_calls = 0
        self.released: list[str] = []
        self.extended: list[tuple[str, datetime]] = []
        self.after_reserve: Callable[[], Awaitable[None]] | None = None

    async def BatchReserve(  # noqa: N802 - the schema sets both
        self, request: Any, context: Any
    ) -> stock_service_pb2.BatchReserveResponse:
        results = [await self._result(one) for one in request.requests]
        return stock_service_pb2.BatchReserveResponse(results=results)

    async def _result(self, request: Any) -> stock_service_pb2.ReserveResult:
        try:
            return await self._reserved(request)
        except DomainError as error:
            refusal = refusal_pb2.Refusal(
                kind=error.kind, reason=error.reason, message=error.message, metadata=error.metadata
            )
            return stock_service_pb2.ReserveResult(refusal=refusal)

    async def _reserved(self, request: Any) -> stock_service_pb2.ReserveResult:
        self.reserve_calls += 1
        if self.refusal is not None:
            raise self.refusal
        lines = sorted((line.variant_id, line.quantity) for line in request.lines)
        there = self.reservations.setdefault(request.order_id, (lines, request))
        if there[0] != lines:
            raise PreconditionFailed(reason="RESERVATION_DIFFERS", order_id=request.order_id)
        state = self.states.setdefault(request.order_id, catalog_pb2.RESERVATION_STATE_HELD)
        if self.after_reserve is not None:
            await self.after_reserve()
        return stock_service_pb2.ReserveResult(state=state)  # type: ignore[arg-type]

    async def Extend(self, request: Any, context: Any) -> stock_service_pb2.ExtendResponse:  # noqa: N802 - the schema sets both
        state = self.states[request.order_id]
        if state != catalog_pb2.RESERVATION_STATE_HELD:
            raise PreconditionFailed(reason="RESERVATION_STATE", order_id=request.order_id)
        self.extended.append((request.order_id, from_timestamp(request.expire_time)))
        return stock_service_pb2.ExtendResponse(expire_time=request.expire_time)

    async def Release(self, request: Any, context: Any) -> stock_service_pb2.ReleaseResponse:  # noqa: N802 - the schema sets both
        self.released.append(request.order_id)
        self.states[request.order_id] = catalog_pb2.RESERVATION_STATE_RELEASED
        return stock_service_pb2.ReleaseResponse(state=catalog_pb2.RESERVATION_STATE_RELEASED)


class Neighbours:
    """The fakes on their ports."""

    def __init__(self, signer: Signer) -> None:
        self.cart, self.catalog = FakeCart(), FakeCatalog()
        stock = "/nightmarket.catalog.v1.StockService/"
        self.servers = (
            GrpcServer(
                listen="127.0.0.1:0",
                domain="cart",
                guard=signer.guard(
                    {"/nightmarket.cart.v1.CartService/BatchGetCarts": Access.SERVICE}
                ),
                register=lambda server: cart_service_pb2_grpc.add_CartServiceServicer_to_server(
                    self.cart, server
                ),
            ),
            GrpcServer(
                listen="127.0.0.1:0",
                domain="catalog",
                guard=signer.guard(
                    {stock + verb: Access.SERVICE for verb in ("BatchReserve", "Extend", "Release")}
                ),
                register=lambda server: stock_service_pb2_grpc.add_StockServiceServicer_to_server(
                    self.catalog, server
                ),
            ),
        )

    @property
    def targets(self) -> list[str]:
        return [f"127.0.0.1:{server.port}" for server in self.servers]


class FakePayments:
    """Nobody paid anything, unless said otherwise."""

    def __init__(self) -> None:
        self.paid, self.unknown = set[str](), set[str]()
        self.outage: DomainError | None = None
        self.asked: list[Sequence[Due]] = []

    async def news(self, due: Sequence[Due]) -> MoneyNews:
        assert not in_transaction.get()
        self.asked.append(due)
        if self.outage is not None:
            raise self.outage
        ids = {one.order_id for one in due}
        return MoneyNews(
            unpaid=frozenset(ids - self.paid - self.unknown), paid=frozenset(ids & self.paid)
        )


class World:
    """One buyer, one shop, and the order service between its neighbours."""

    contact = CONTACT
    spans = SPANS

    def __init__(self, signer: Signer, neighbours: Neighbours, database: Database) -> None:
        self.signer, self.database = signer, database
        self.cart, self.catalog = neighbours.cart, neighbours.catalog
        self.clock = FixedClock(datetime.now(UTC).replace(microsecond=0))
        self.user, self.shop, self.staff = new_id(), new_id(), new_id()
        self.payments = FakePayments()
        self.uow_class: type[PostgresOrderUow] = PostgresOrderUow
        self.stub: Any = None
        self.checkout: Any = None
        self.addresses: Any = None
        self.client: Any = None  # order's own of catalog

    def uow(self) -> PostgresOrderUow:
        return self.uow_class(self.database)

    async def expire(self) -> int:
        return await sweep_overdue(
            uow=self.uow, payments=self.payments, patience=PATIENCE, clock=self.clock
        )

    def as_(self, user_id: str, role: str | None = None) -> Any:
        roles = {self.shop: role} if role else {}
        return (("authorization", f"Bearer {self.signer.token(user_id, roles)}"),)

    def fill(self, **line: Any) -> str:
        return self.cart.put(self.user, self.shop, **line)

    async def place(
        self,
        request_id: str | None = None,
        *,
        total: int = 2000,
        user: str = "",
        store: delivery_pb2.Store | None = None,
        coupon: str = "",
        **contact: str,
    ) -> order_pb2.Order:
        kind = delivery_pb2.DELIVERY_KIND_STORE if store else delivery_pb2.DELIVERY_KIND_UNSPECIFIED
        request = order_service_pb2.PlaceOrderRequest(
            request_id=request_id or new_id(),
            shop_id=self.shop,
            contact=order_pb2.Contact(**(CONTACT | contact)),
            expected_total=twd(total),
            delivery=delivery_pb2.Delivery(kind=kind, store=store),
            coupon_code=coupon,
        )
        return (await self.stub.PlaceOrder(request, metadata=self.as_(user or self.user))).order

    def manage(self, verb: str, request: Any, *, role: str | None = "manager") -> Any:
        """A call of the checkout service by somebody of the shop."""
        return getattr(self.checkout, verb)(request, metadata=self.as_(self.staff, role))

    def quote(self, *, user: str = "", **asked: Any) -> Any:
        request = checkout_service_pb2.QuoteOrderRequest(shop_id=self.shop, **asked)
        return self.checkout.QuoteOrder(request, metadata=self.as_(user or self.user))

    async def placed(self) -> order_pb2.Order:
        """A placed order over 2,000."""
        self.cart.carts.clear()
        self.fill()
        return await self.place()

    async def get(
        self, order_id: str, *, user: str | None = None, role: str | None = None
    ) -> order_pb2.Order:
        request = order_service_pb2.GetOrderRequest(order_id=order_id)
        metadata = self.as_(user or self.user, role)
        return (await self.stub.GetOrder(request, metadata=metadata)).order

    async def settle(
        self, order_id: str, *, minor: int = 2000, payment_id: str = "", event_id: str = ""
    ) -> None:
        """Deliver payment.settled to the consumer's handler, as its loop would."""
        message = payment_events.PaymentSettled(
            payment_id=payment_id or new_id(), order_id=order_id, amount=twd(minor)
        )
        event = self._event("payment.settled", "PaymentSettled", event_id)
        await subscriptions(self.uow, self.client, self.clock)[0].handle(message, event)

    async def refund(
        self, payment_id: str, *, in_all: int, order_id: str = "", event_id: str = ""
    ) -> None:
        """Deliver payment.refunded to the consumer's handler, as its loop would."""
        message = payment_events.PaymentRefunded(
            payment_id=payment_id,
            order_id=order_id or new_id(),
            refund_id=new_id(),
            refunded=twd(in_all),
        )
        event = self._event("payment.refunded", "PaymentRefunded", event_id)
        await subscriptions(self.uow, self.client, self.clock)[1].handle(message, event)

    async def take_voucher(self, *people: str, event_id: str = "", **said: Any) -> str:
        """Deliver voucher.taken to the consumer's handler, as its loop would; the voucher's id."""
        worth = {"amount_off": twd(500), "minimum": twd(0)} | said.pop("worth", {})
        until = said.pop("until", self.clock.now() + timedelta(days=1))
        usual = {"voucher_id": new_id(), "shop_id": self.shop, "show_id": new_id(), "units": 50}
        message = claim_events.VouchersTaken(
            **(usual | said),
            voucher=claim_pb2.Voucher(**worth, until_time=to_timestamp(until)),
            takers=[
                claim_pb2.VoucherTaker(claim_id=new_id(), user_id=one)
                for one in people or (self.user,)
            ],
        )
        event = self._event("voucher.taken", "VouchersTaken", event_id)
        await subscriptions(self.uow, self.client, self.clock)[3].handle(message, event)
        return message.voucher_id

    async def code_issued(self, order_id: str, until: datetime, *, event_id: str = "") -> None:
        """Deliver payment.awaited to the consumer's handler, as its loop would."""
        message = payment_events.PaymentAwaited(
            payment_id=new_id(), order_id=order_id, pay_until_time=to_timestamp(until)
        )
        event = self._event("payment.awaited", "PaymentAwaited", event_id)
        await subscriptions(self.uow, self.client, self.clock)[2].handle(message, event)

    def _event(self, topic: str, name: str, event_id: str) -> IncomingEvent:
        return IncomingEvent(
            id=event_id or new_id(),
            type=f"nightmarket.payment.v1.{name}",
            source="/nightmarket/payment",
            subject=new_id(),
            sequence=1,
            time=self.clock.now(),
            topic=topic,
            partition=0,
            offset=0,
            payload=b"",
        )

    def act(self, verb: str, order_id: str, *, role: str | None = "packer", **said: Any) -> Any:
        """PackOrder, ShipOrder, DeliverOrder, CancelOrder by somebody of the shop."""
        if verb == "Ship":
            said = {"carrier": "Black Cat", "tracking_no": "TW-123 456"} | said
        if verb == "Cancel":
            said = {"reason": "out_of_stock"} | said
        user_id = said.pop("user", "") or self.staff
        request = getattr(order_service_pb2, f"{verb}OrderRequest")(
            **({"request_id": new_id(), "order_id": order_id} | said)
        )
        return getattr(self.stub, f"{verb}Order")(request, metadata=self.as_(user_id, role))

    async def rows(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        return await self.database.pool.fetch(sql, *arguments)

    async def events(self, topic: str, message: Any) -> list[Any]:
        rows = await self.rows("SELECT payload FROM outbox WHERE topic = $1 ORDER BY id", topic)
        return [message.FromString(row["payload"]) for row in rows]


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest_asyncio.fixture
async def neighbours(signer: Signer) -> AsyncIterator[Neighbours]:
    made = Neighbours(signer)
    for server in made.servers:
        await server.start()
    yield made
    await asyncio.gather(*(server.stop(0) for server in made.servers))


@pytest_asyncio.fixture
async def world(
    signer: Signer, neighbours: Neighbours, make_database: MakeDatabase
) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        database = Database(await make_database("nightmarket_order"))
        await database.start()
        stack.push_async_callback(database.stop, 5.0)
        world = World(signer, neighbours, database)
        cart, catalog = (
            open_channel(target, service_token=SECRET) for target in neighbours.targets
        )
        world.client = GrpcCatalog(catalog)
        checkouts = Checkouts(
            uow=world.uow,
            statements=lambda: PostgresOrderStatements(database),
            cart=GrpcCart(cart),
            catalog=world.client,
            clock=world.clock,
            pay_window=PAY_WINDOW,
        )
        servicer = OrderServicer(
            checkouts=checkouts,
            uow=world.uow,
            queries=PostgresOrderQueries(database),
            clock=world.clock,
            spans=SPANS,
        )

        def register(server: grpc.aio.Server) -> None:
            order_service_pb2_grpc.add_OrderServiceServicer_to_server(servicer, server)
            checkout_service_pb2_grpc.add_CheckoutServiceServicer_to_server(
                CheckoutServicer(
                    checkouts=checkouts,
                    queries=PostgresTermQueries(database),
                    clock=world.clock,
                ),
                server,
            )
            address_service_pb2_grpc.add_AddressServiceServicer_to_server(
                AddressServicer(uow=world.uow, queries=PostgresTermQueries(database)), server
            )

        server = GrpcServer(
            listen="127.0.0.1:0",
            domain="order.nightmarket",
            guard=signer.guard(ACCESS | CHECKOUT_ACCESS | ADDRESS_ACCESS),
            register=register,
        )
        await server.start()
        channel = open_channel(f"127.0.0.1:{server.port}", service_token="none", timeout_s=20)
        world.stub = order_service_pb2_grpc.OrderServiceStub(channel)
        world.addresses = address_service_pb2_grpc.AddressServiceStub(channel)
        world.checkout = checkout_service_pb2_grpc.CheckoutServiceStub(channel)
        for one in (cart, catalog):
            stack.push_async_callback(one.close)
        stack.push_async_callback(server.stop, 0)
        stack.push_async_callback(channel.close)
        yield world
