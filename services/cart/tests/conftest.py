"""Cart's real gRPC port on a real Valkey and a real database, beside a fake catalog on a real port."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import grpc
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey

from nightmarket.cart.v1 import cart_pb2, cart_service_pb2, cart_service_pb2_grpc
from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2, catalog_service_pb2_grpc
from nightmarket.order.v1 import events_pb2, order_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_cart.adapters.catalog_grpc import GrpcCatalog
from nightmarket_cart.adapters.postgres import PostgresCarts
from nightmarket_cart.adapters.valkey_store import ValkeyCarts
from nightmarket_cart.application.write_behind import write_changed
from nightmarket_cart.entrypoints.grpc_server import ACCESS, CartServicer
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.grpc_server import Access, GrpcServer, Guard
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.tokens import TokenVerifier
from nightmarket_kit.runtime.valkey import connect_valkey
from nightmarket_kit.testing.plugin import MakeDatabase

SECRET = "the secret that our services show each other"


class Signer:
    """Signs access tokens and shows the public key."""

    issuer, audience = "https://id.test", "nightmarket"

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "k1"})

    async def fetch(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def token(self, user_id: str) -> str:
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": user_id,
            "sid": "session",
            "exp": int(time.time()) + 300,
        }
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}, claims, self._key)

    def guard(self, access: dict[str, Access]) -> Guard:
        verifier = TokenVerifier(self.fetch, issuer=self.issuer, audience=self.audience)
        return Guard(verifier=verifier, service_token=SECRET, access=access)


class FakeCatalog(catalog_service_pb2_grpc.CatalogServiceServicer):
    """Knows the variants that a test gave it."""

    def __init__(self) -> None:
        self.variants: dict[str, catalog_pb2.Variant] = {}
        self.asked = 0

    def put(self, shop_id: str, *, on_hand: int = 10, **prices: int) -> str:
        variant_id = new_id()
        self.variants[variant_id] = catalog_pb2.Variant(
            variant_id=variant_id,
            product_id=new_id(),
            shop_id=shop_id,
            title="Large",
            product_title="Tea",
            image_url="https://img.test/tea.jpg",
            stock=catalog_pb2.Stock(on_hand=on_hand),
        )
        self.price(variant_id, **(prices or {"TWD": 500}))
        return variant_id

    def price(self, variant_id: str, **prices: int) -> None:
        del self.variants[variant_id].prices[:]
        self.variants[variant_id].prices.extend(
            money_pb2.Money(currency_code=code, amount_minor=minor)
            for code, minor in prices.items()
        )

    async def BatchGetVariants(  # noqa: N802 - the schema's name
        self,
        request: Any,
        context: Any,
    ) -> catalog_service_pb2.BatchGetVariantsResponse:
        self.asked += 1
        found = [self.variants[one] for one in request.variant_ids if one in self.variants]
        return catalog_service_pb2.BatchGetVariantsResponse(variants=found)


class World:
    """One person, one shop, and the cart service."""

    def __init__(
        self, signer: Signer, catalog: FakeCatalog, valkey_url: str, database: Database
    ) -> None:
        self.signer, self.catalog = signer, catalog
        self.user, self.shop = new_id(), new_id()
        self.valkey = connect_valkey(valkey_url)
        self.database = database
        self.archive = PostgresCarts(database)
        self.store = ValkeyCarts(self.valkey, self.archive, guest_days=7)
        self.stub: Any = None  # as one of our services
        self.outside: Any = None  # the same without the shared secret

    def sell(self, *, shop: str = "", **more: int) -> str:
        return self.catalog.put(shop or self.shop, **more)

    async def add(self, variant_id: str, quantity: int = 1, **more: str) -> cart_pb2.Cart:
        request = cart_service_pb2.AddLineRequest(
            request_id=more.get("request_id") or new_id(),
            shop_id=more.get("shop", self.shop),
            variant_id=variant_id,
            quantity=quantity,
            show_id=more.get("show_id", ""),
            guest_id=more.get("guest", ""),
        )
        return (await self.stub.AddLine(request, metadata=self.metadata(**more))).cart

    async def set(self, variant_id: str, quantity: int, **more: str) -> cart_pb2.Cart:
        request = cart_service_pb2.SetQuantityRequest(
            request_id=more.get("request_id") or new_id(),
            shop_id=self.shop,
            variant_id=variant_id,
            quantity=quantity,
            guest_id=more.get("guest", ""),
        )
        return (await self.stub.SetQuantity(request, metadata=self.metadata(**more))).cart

    async def remove(self, variant_id: str, **more: str) -> cart_pb2.Cart:
        request = cart_service_pb2.RemoveLineRequest(
            request_id=more.get("request_id") or new_id(),
            shop_id=self.shop,
            variant_id=variant_id,
            guest_id=more.get("guest", ""),
        )
        return (await self.stub.RemoveLine(request, metadata=self.metadata(**more))).cart

    async def get(self, **more: str) -> cart_pb2.Cart:
        request = cart_service_pb2.GetCartRequest(
            shop_id=more.get("shop", self.shop), guest_id=more.get("guest", "")
        )
        return (await self.stub.GetCart(request, metadata=self.metadata(**more))).cart

    async def merge(self, guest: str, **more: str) -> bool:
        request = cart_service_pb2.MergeGuestRequest(guest_id=guest)
        return bool((await self.stub.MergeGuest(request, metadata=self.metadata(**more))).done)

    async def lose_valkey(self) -> None:
        await self.valkey.flushdb()

    async def write(self) -> None:
        await write_changed(store=self.store, archive=self.archive)

    def metadata(self, **more: str) -> Any:
        if "guest" in more:
            return ()
        return (("authorization", f"Bearer {self.signer.token(more.get('user', self.user))}"),)

    def placed(self, **quantities: int) -> events_pb2.OrderPlaced:
        return events_pb2.OrderPlaced(
            order_id=new_id(),
            shop_id=self.shop,
            user_id=self.user,
            lines=[
                order_pb2.OrderLine(variant_id=variant_id, quantity=quantity)
                for variant_id, quantity in quantities.items()
            ],
        )


def quantities(cart: cart_pb2.Cart) -> dict[str, int]:
    return {line.variant_id: line.quantity for line in cart.lines}


@pytest.fixture
def amounts() -> Any:
    return quantities


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest_asyncio.fixture
async def world(
    signer: Signer, valkey_url: str, make_database: MakeDatabase
) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        catalog = FakeCatalog()

        def register_catalog(server: grpc.aio.Server) -> None:
            catalog_service_pb2_grpc.add_CatalogServiceServicer_to_server(catalog, server)

        access = {"/nightmarket.catalog.v1.CatalogService/BatchGetVariants": Access.PUBLIC}
        neighbour = GrpcServer(
            listen="127.0.0.1:0",
            domain="catalog",
            guard=signer.guard(access),
            register=register_catalog,
        )
        await neighbour.start()
        stack.push_async_callback(neighbour.stop, 0)
        database = Database(await make_database("nightmarket_cart"))
        await database.start()
        stack.push_async_callback(database.stop, 5.0)
        world = World(signer, catalog, valkey_url, database)
        stack.push_async_callback(world.valkey.aclose)
        outgoing = open_channel(f"127.0.0.1:{neighbour.port}", service_token=SECRET)
        stack.push_async_callback(outgoing.close)
        servicer = CartServicer(
            store=world.store, guests=world.store, catalog=GrpcCatalog(outgoing)
        )

        def register(server: grpc.aio.Server) -> None:
            cart_service_pb2_grpc.add_CartServiceServicer_to_server(servicer, server)

        server = GrpcServer(
            listen="127.0.0.1:0",
            domain="cart.nightmarket",
            guard=signer.guard(ACCESS),
            register=register,
        )
        await server.start()
        stack.push_async_callback(server.stop, 0)
        ours, theirs = (
            open_channel(f"127.0.0.1:{server.port}", service_token=token, timeout_s=20)
            for token in (SECRET, "none")
        )
        stack.push_async_callback(ours.close)
        stack.push_async_callback(theirs.close)
        world.stub = cart_service_pb2_grpc.CartServiceStub(ours)
        world.outside = cart_service_pb2_grpc.CartServiceStub(theirs)
        yield world
