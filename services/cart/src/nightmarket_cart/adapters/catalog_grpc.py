"""Catalog's variants over gRPC."""

from collections.abc import Sequence

import grpc

from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2, catalog_service_pb2_grpc
from nightmarket_cart.domain.cart import Variant
from nightmarket_kit.core.money import read_money


class GrpcCatalog:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = catalog_service_pb2_grpc.CatalogServiceStub(channel)

    async def variants(self, variant_ids: Sequence[str]) -> dict[str, Variant]:
        response = await self._stub.BatchGetVariants(
            catalog_service_pb2.BatchGetVariantsRequest(variant_ids=variant_ids)
        )
        return {one.variant_id: _to_variant(one) for one in response.variants}


def _to_variant(message: catalog_pb2.Variant) -> Variant:
    titles = (message.product_title, message.title)
    return Variant(
        id=message.variant_id,
        product_id=message.product_id,
        shop_id=message.shop_id,
        title=" · ".join(title for title in titles if title),
        image_url=message.image_url,
        prices=tuple(read_money(price) for price in message.prices),
        on_hand=message.stock.on_hand,
        set_aside={one.show_id: one.quantity for one in message.stock.allocations},
    )
