"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.catalog.v1 import (
    catalog_pb2,
    catalog_service_pb2,
    catalog_service_pb2_grpc,
)
from nightmarket_catalog.application.create_product import (
    CreateProduct,
    NewVariant,
    create_product,
)
from nightmarket_catalog.application.ports import UowFactory
from nightmarket_catalog.application.queries import CatalogQueries
from nightmarket_catalog.application.set_price import SetPrice, set_price
from nightmarket_catalog.domain.errors import ProductNotFound
from nightmarket_catalog.entrypoints.views import to_product, to_variant
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id, check_ids
from nightmarket_kit.core.money import read_money
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access

Context = grpc.aio.ServicerContext[Any, Any]
MAX_BATCH = 200
_CATALOG = "/nightmarket.catalog.v1.CatalogService/"
ACCESS = {
    _CATALOG + "CreateProduct": Access.USER,
    _CATALOG + "SetPrice": Access.USER,
    _CATALOG + "GetProduct": Access.PUBLIC,
    _CATALOG + "ListProducts": Access.PUBLIC,
    _CATALOG + "BatchGetProducts": Access.PUBLIC,
    _CATALOG + "BatchGetVariants": Access.PUBLIC,
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
        return catalog_service_pb2.SetPriceResponse(variant=to_variant(found[0], self._clock.now()))

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
            products=[to_product(view, self._clock.now()) for view in shown],
            next_page_token=write_token(shown[-1].id, filter_=shop_id) if more else "",
        )

    async def BatchGetProducts(
        self, request: catalog_service_pb2.BatchGetProductsRequest, context: Context
    ) -> catalog_service_pb2.BatchGetProductsResponse:
        ids = check_ids(request.product_ids, "product_ids", limit=MAX_BATCH)
        views = await self._queries.products(ids)
        return catalog_service_pb2.BatchGetProductsResponse(
            products=[to_product(view, self._clock.now()) for view in views]
        )

    async def BatchGetVariants(
        self, request: catalog_service_pb2.BatchGetVariantsRequest, context: Context
    ) -> catalog_service_pb2.BatchGetVariantsResponse:
        ids = check_ids(request.variant_ids, "variant_ids", limit=MAX_BATCH)
        views, at = await self._queries.variants(ids), self._clock.now()
        return catalog_service_pb2.BatchGetVariantsResponse(
            variants=[to_variant(view, at) for view in views]
        )

    async def _product(self, product_id: str) -> catalog_pb2.Product:
        found = await self._queries.products([product_id])
        if not found:
            raise ProductNotFound(product_id=product_id)
        return to_product(found[0], self._clock.now())
