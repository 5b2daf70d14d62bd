"""Catalog's real gRPC port on a real database."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import grpc
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey

from nightmarket.catalog.v1 import (
    catalog_pb2,
    catalog_service_pb2,
    catalog_service_pb2_grpc,
    deal_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)
from nightmarket.type.v1 import money_pb2
from nightmarket_catalog.adapters.postgres import PostgresCatalogUow
from nightmarket_catalog.adapters.postgres_queries import PostgresCatalogQueries
from nightmarket_catalog.bootstrap import reserving_of
from nightmarket_catalog.entrypoints.grpc_deals import DEAL_ACCESS, DealServicer
from nightmarket_catalog.entrypoints.grpc_server import ACCESS, CatalogServicer
from nightmarket_catalog.entrypoints.grpc_stock import STOCK_ACCESS, StockServicer
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.grpc_server import GrpcServer, Guard
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.times import to_timestamp
from nightmarket_kit.runtime.tokens import TokenVerifier
from nightmarket_kit.testing.plugin import MakeDatabase

SECRET = "the secret that our services show each other"


class Signer:
    """Signs access tokens and shows the public key."""

    issuer, audience = "https://id.test", "nightmarket"

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "k1"})

    async def fetch(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def token(self, user_id: str, roles: dict[str, str]) -> str:
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": user_id,
            "sid": "session",
            "roles": roles,
            "exp": int(time.time()) + 300,
        }
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}, claims, self._key)


class World:
    """One shop, and the catalog service."""

    def __init__(self, signer: Signer, database: Database) -> None:
        self.signer, self.database = signer, database
        self.clock = FixedClock(datetime.now(UTC).replace(microsecond=0))
        self.user, self.shop = new_id(), new_id()
        self.catalog: Any = None
        self.deals: Any = None
        self.stock: Any = None  # as one of our services
        self.twin: Any = None  # another copy of catalog on the same database
        self.outside: Any = None  # the same without the shared secret

    def uow(self) -> PostgresCatalogUow:
        return PostgresCatalogUow(self.database)

    def as_(self, role: str | None = "owner") -> Any:
        roles = {self.shop: role} if role else {}
        return (("authorization", f"Bearer {self.signer.token(self.user, roles)}"),)

    def product(self, *on_hand: int, **changes: Any) -> catalog_service_pb2.CreateProductRequest:
        """A request for a product with one variant per figure."""
        new = catalog_service_pb2.CreateProductRequest.NewVariant
        request = catalog_service_pb2.CreateProductRequest(
            request_id=new_id(),
            shop_id=self.shop,
            title="Tea",
            description="Good tea",
            image_urls=["https://img.test/tea.jpg"],
            variants=[
                new(
                    sku=new_id(),
                    title=f"No. {number}",
                    prices=[money_pb2.Money(currency_code="TWD", amount_minor=500)],
                    on_hand=figure,
                )
                for number, figure in enumerate(on_hand)
            ],
        )
        for field, value in changes.items():
            setattr(request, field, value)
        return request

    async def create(self, *on_hand: int) -> list[str]:
        """Variant ids of a new product."""
        answer = await self.catalog.CreateProduct(self.product(*on_hand), metadata=self.as_())
        return [variant.variant_id for variant in answer.product.variants]

    async def reserve(
        self,
        *lines: tuple[str, int],
        order_id: str = "",
        shop_id: str = "",
        user_id: str = "",
        show_id: str = "",
        deal_id: str = "",
        stub: Any = None,
    ) -> str:
        """Returns the order's id."""
        request = stock_service_pb2.ReserveRequest(
            order_id=order_id or new_id(),
            shop_id=shop_id or self.shop,
            user_id=user_id or self.user,
            lines=[
                stock_service_pb2.ReserveLine(
                    variant_id=variant_id, quantity=quantity, show_id=show_id, deal_id=deal_id
                )
                for variant_id, quantity in lines
            ],
            expire_time=to_timestamp(self.clock.now() + timedelta(minutes=15)),
        )
        await (stub or self.stock).Reserve(request)
        return request.order_id

    async def commit(self, order_id: str) -> int:
        answer = await self.stock.Commit(stock_service_pb2.CommitRequest(order_id=order_id))
        return int(answer.state)

    async def release(self, order_id: str) -> int:
        answer = await self.stock.Release(stock_service_pb2.ReleaseRequest(order_id=order_id))
        return int(answer.state)

    async def adjust(
        self, variant_id: str, delta: int, *, request_id: str = "", role: str | None = "manager"
    ) -> catalog_pb2.Stock:
        request = stock_service_pb2.AdjustStockRequest(
            request_id=request_id or new_id(), variant_id=variant_id, delta=delta, reason="count"
        )
        return (await self.stock.AdjustStock(request, metadata=self.as_(role))).stock

    async def figures(self, variant_id: str) -> tuple[int, int, int]:
        """On hand, held, sold."""
        row = (await self.rows("SELECT * FROM stocks WHERE variant_id = $1", variant_id))[0]
        counted = row["on_hand"] + row["allocated"] + row["held"] + row["sold"]
        assert counted == row["received"]
        return row["on_hand"], row["held"], row["sold"]

    async def rows(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        return await self.database.pool.fetch(sql, *arguments)


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest_asyncio.fixture
async def world(signer: Signer, make_database: MakeDatabase) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        database = Database(await make_database("nightmarket_catalog"))
        await database.start()
        stack.push_async_callback(database.stop, 5.0)
        world = World(signer, database)
        queries = PostgresCatalogQueries(database)

        async def serve() -> str:
            reserving = reserving_of(world.uow, world.clock)

            def register(server: grpc.aio.Server) -> None:
                catalog_service_pb2_grpc.add_CatalogServiceServicer_to_server(
                    CatalogServicer(uow=world.uow, queries=queries, clock=world.clock), server
                )
                deal_service_pb2_grpc.add_DealServiceServicer_to_server(
                    DealServicer(uow=world.uow, queries=queries, clock=world.clock), server
                )
                stock_service_pb2_grpc.add_StockServiceServicer_to_server(
                    StockServicer(uow=world.uow, queries=queries, reserving=reserving), server
                )

            verifier = TokenVerifier(signer.fetch, issuer=signer.issuer, audience=signer.audience)
            server = GrpcServer(
                listen="127.0.0.1:0",
                domain="catalog.nightmarket",
                guard=Guard(
                    verifier=verifier,
                    service_token=SECRET,
                    access=ACCESS | STOCK_ACCESS | DEAL_ACCESS,
                ),
                register=register,
            )
            await server.start()
            stack.push_async_callback(server.stop, 0)
            return f"127.0.0.1:{server.port}"

        def connect(target: str, token: str = SECRET) -> grpc.aio.Channel:
            channel = open_channel(target, service_token=token, timeout_s=30)
            stack.push_async_callback(channel.close)
            return channel

        target, twin = await serve(), await serve()
        ours = connect(target)
        world.catalog = catalog_service_pb2_grpc.CatalogServiceStub(ours)
        world.stock = stock_service_pb2_grpc.StockServiceStub(ours)
        world.deals = deal_service_pb2_grpc.DealServiceStub(ours)
        world.twin = stock_service_pb2_grpc.StockServiceStub(connect(twin))
        world.outside = stock_service_pb2_grpc.StockServiceStub(connect(target, "guessed"))
        yield world
