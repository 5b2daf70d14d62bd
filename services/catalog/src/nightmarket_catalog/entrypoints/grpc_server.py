"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.catalog.v1 import (
    catalog_pb2,
    catalog_service_pb2,
    catalog_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)
from nightmarket.type.v1 import money_pb2
from nightmarket_catalog.application.adjust_stock import AdjustStock, adjust_stock
from nightmarket_catalog.application.create_product import (
    CreateProduct,
    NewVariant,
    create_product,
)
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.application.queries import CatalogQueries, ProductView, VariantView
from nightmarket_catalog.application.reserve import Reserve
from nightmarket_catalog.application.set_price import SetPrice, set_price
from nightmarket_catalog.application.settle_reservation import (
    SettleReservation,
    settle_reservation,
)
from nightmarket_catalog.domain.errors import ProductNotFound, VariantNotFound
from nightmarket_catalog.domain.stock import ReservationState, ReservedLine, Stock
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id, check_ids
from nightmarket_kit.core.money import read_money
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.groups import Groups
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import from_timestamp, to_timestamp

Reserving = Groups[Reserve, ReservationState]
Context = grpc.aio.ServicerContext[Any, Any]
MAX_BATCH = 200
_CATALOG = "/nightmarket.catalog.v1.CatalogService/"
_STOCK = "/nightmarket.catalog.v1.StockService/"
ACCESS = {
    _CATALOG + "CreateProduct": Access.USER,
    _CATALOG + "SetPrice": Access.USER,
    _CATALOG + "GetProduct": Access.PUBLIC,
    _CATALOG + "ListProducts": Access.PUBLIC,
    _CATALOG + "BatchGetProducts": Access.PUBLIC,
    _CATALOG + "BatchGetVariants": Access.PUBLIC,
    _STOCK + "AdjustStock": Access.USER,
    _STOCK + "Reserve": Access.SERVICE,
    _STOCK + "Commit": Access.SERVICE,
    _STOCK + "Release": Access.SERVICE,
}
STATES = {
    ReservationState.HELD: catalog_pb2.RESERVATION_STATE_HELD,
    ReservationState.COMMITTED: catalog_pb2.RESERVATION_STATE_COMMITTED,
    ReservationState.RELEASED: catalog_pb2.RESERVATION_STATE_RELEASED,
    ReservationState.RETURNED: catalog_pb2.RESERVATION_STATE_RETURNED,
}


class CatalogServicer(catalog_service_pb2_grpc.CatalogServiceServicer):
    def __init__(self, *, uow: UowFactory, queries: CatalogQueries, clock: Clock) -> None:
        self._uow = uow
        self._queries = queries
        self._clock = clock

    async def CreateProduct(
        self, request: catalog_service_pb2.CreateProductRequest, context: Context
    ) -> catalog_service_pb2.CreateProductResponse:
        command = CreateProduct(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            title=request.title,
            description=request.description,
            image_urls=tuple(request.image_urls),
            variants=tuple(
                NewVariant(
                    sku=new.sku,
                    title=new.title,
                    prices=tuple(read_money(price) for price in new.prices),
                    on_hand=new.on_hand,
                )
                for new in request.variants
            ),
        )
        product_id = await create_product(command, uow=self._uow, clock=self._clock)
        return catalog_service_pb2.CreateProductResponse(product=await self._product(product_id))

    async def SetPrice(
        self, request: catalog_service_pb2.SetPriceRequest, context: Context
    ) -> catalog_service_pb2.SetPriceResponse:
        command = SetPrice(
            request_id=request.request_id,
            actor=require_principal(),
            variant_id=check_id(request.variant_id, "variant_id"),
            price=read_money(request.price),
            etag=request.etag,
        )
        await set_price(command, uow=self._uow)
        found = await self._queries.variants([command.variant_id])
        return catalog_service_pb2.SetPriceResponse(variant=to_variant(found[0]))

    async def GetProduct(
        self, request: catalog_service_pb2.GetProductRequest, context: Context
    ) -> catalog_service_pb2.GetProductResponse:
        product_id = check_id(request.product_id, "product_id")
        return catalog_service_pb2.GetProductResponse(product=await self._product(product_id))

    async def ListProducts(
        self, request: catalog_service_pb2.ListProductsRequest, context: Context
    ) -> catalog_service_pb2.ListProductsResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        page = read_page(size=request.page_size, token=request.page_token, filter_=shop_id)
        found = await self._queries.products_of_shop(shop_id, page)
        shown = found[: page.size]
        more = len(found) > page.size
        return catalog_service_pb2.ListProductsResponse(
            products=[to_product(view) for view in shown],
            next_page_token=write_token(shown[-1].id, filter_=shop_id) if more else "",
        )

    async def BatchGetProducts(
        self, request: catalog_service_pb2.BatchGetProductsRequest, context: Context
    ) -> catalog_service_pb2.BatchGetProductsResponse:
        ids = check_ids(request.product_ids, "product_ids", limit=MAX_BATCH)
        views = await self._queries.products(ids)
        return catalog_service_pb2.BatchGetProductsResponse(
            products=[to_product(view) for view in views]
        )

    async def BatchGetVariants(
        self, request: catalog_service_pb2.BatchGetVariantsRequest, context: Context
    ) -> catalog_service_pb2.BatchGetVariantsResponse:
        ids = check_ids(request.variant_ids, "variant_ids", limit=MAX_BATCH)
        views = await self._queries.variants(ids)
        return catalog_service_pb2.BatchGetVariantsResponse(
            variants=[to_variant(view) for view in views]
        )

    async def _product(self, product_id: str) -> catalog_pb2.Product:
        found = await self._queries.products([product_id])
        if not found:
            raise ProductNotFound(product_id=product_id)
        return to_product(found[0])


class StockServicer(stock_service_pb2_grpc.StockServiceServicer):
    def __init__(self, *, uow: UowFactory, queries: CatalogQueries, reserving: Reserving) -> None:
        self._uow = uow
        self._queries = queries
        self._reserving = reserving

    async def AdjustStock(
        self, request: stock_service_pb2.AdjustStockRequest, context: Context
    ) -> stock_service_pb2.AdjustStockResponse:
        command = AdjustStock(
            request_id=request.request_id,
            actor=require_principal(),
            variant_id=check_id(request.variant_id, "variant_id"),
            delta=request.delta,
        )
        await adjust_stock(command, uow=self._uow)
        found = await self._queries.variants([command.variant_id])
        if not found:
            raise VariantNotFound(variant_id=command.variant_id)
        return stock_service_pb2.AdjustStockResponse(stock=to_stock(found[0].stock))

    async def Reserve(
        self, request: stock_service_pb2.ReserveRequest, context: Context
    ) -> stock_service_pb2.ReserveResponse:
        command = Reserve(
            order_id=check_id(request.order_id, "order_id"),
            shop_id=check_id(request.shop_id, "shop_id"),
            lines=tuple(
                ReservedLine(
                    variant_id=check_id(line.variant_id, "variant_id"), quantity=line.quantity
                )
                for line in request.lines
            ),
            expires_at=from_timestamp(request.expire_time),
        )
        # by item: a hot one has one queue
        state = await self._reserving.submit(command.lines[0].variant_id, command)
        return stock_service_pb2.ReserveResponse(state=STATES[state])

    async def Commit(
        self, request: stock_service_pb2.CommitRequest, context: Context
    ) -> stock_service_pb2.CommitResponse:
        state = await self._settle(request.order_id, ReservationState.COMMITTED)
        return stock_service_pb2.CommitResponse(state=STATES[state])

    async def Release(
        self, request: stock_service_pb2.ReleaseRequest, context: Context
    ) -> stock_service_pb2.ReleaseResponse:
        state = await self._settle(request.order_id, ReservationState.RELEASED)
        return stock_service_pb2.ReleaseResponse(state=STATES[state])

    async def _settle(self, order_id: str, to: ReservationState) -> ReservationState:
        command = SettleReservation(order_id=check_id(order_id, "order_id"), to=to)
        return await settle_reservation(command, uow=self._uow)


def to_stock(stock: Stock) -> catalog_pb2.Stock:
    return catalog_pb2.Stock(
        on_hand=stock.on_hand,
        held=stock.held,
        sold=stock.sold,
        received=stock.received,
        version=stock.version,
    )


def to_variant(view: VariantView) -> catalog_pb2.Variant:
    return catalog_pb2.Variant(
        variant_id=view.id,
        product_id=view.product_id,
        shop_id=view.shop_id,
        sku=view.sku,
        title=view.title,
        prices=[
            money_pb2.Money(currency_code=price.currency_code, amount_minor=price.amount_minor)
            for price in view.prices
        ],
        stock=to_stock(view.stock),
        product_title=view.product_title,
        image_url=view.image_url,
    )


def to_product(view: ProductView) -> catalog_pb2.Product:
    return catalog_pb2.Product(
        product_id=view.id,
        shop_id=view.shop_id,
        title=view.title,
        description=view.description,
        image_urls=view.image_urls,
        variants=[to_variant(variant) for variant in view.variants],
        create_time=to_timestamp(view.created_at),
        etag=view.etag,
    )
