"""Catalog over gRPC: what a product is, and units set aside."""

import grpc

from nightmarket.catalog.v1 import (
    catalog_service_pb2,
    catalog_service_pb2_grpc,
    stock_service_pb2,
    stock_service_pb2_grpc,
)
from nightmarket_claim.application.ports import Product, ShareMove
from nightmarket_claim.domain.errors import OutOfStock
from nightmarket_kit.core.errors import DomainError


class GrpcCatalog:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._catalog = catalog_service_pb2_grpc.CatalogServiceStub(channel)
        self._stock = stock_service_pb2_grpc.StockServiceStub(channel)

    async def product(self, product_id: str) -> Product | None:
        found = await self._catalog.BatchGetProducts(
            catalog_service_pb2.BatchGetProductsRequest(product_ids=[product_id])
        )
        if not found.products:
            return None
        product = found.products[0]
        return Product(
            id=product.product_id,
            shop_id=product.shop_id,
            title=product.title,
            variants=tuple((one.variant_id, one.title) for one in product.variants),
        )

    async def move_share(self, move: ShareMove, *, share_id: str) -> None:
        request = stock_service_pb2.MoveShareRequest(
            request_id=move.id,
            shop_id=move.shop_id,
            share_id=share_id,
            moves=[
                stock_service_pb2.ShareMove(variant_id=variant_id, delta=delta)
                for variant_id, delta in move.moves
            ],
            actor=move.actor,
        )
        try:
            await self._stock.MoveShare(request, timeout=5.0)
        except DomainError as error:
            if error.reason == "OUT_OF_STOCK":
                raise OutOfStock(**error.metadata) from error
            raise
