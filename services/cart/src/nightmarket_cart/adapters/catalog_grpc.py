"""Catalog's variants over gRPC."""

from collections.abc import Sequence

import grpc

from nightmarket.catalog.v1 import catalog_pb2, catalog_service_pb2, catalog_service_pb2_grpc
from nightmarket_cart.domain.cart import Deal, Variant
from nightmarket_kit.core.money import read_money
from nightmarket_kit.runtime.batches import MAX_BATCH, Batches
from nightmarket_kit.runtime.times import from_timestamp


class GrpcCatalog:
    """What is asked while a call is under way is asked together by the next one."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = catalog_service_pb2_grpc.CatalogServiceStub(channel)
        self._batches = Batches[Sequence[str], dict[str, Variant]](self._ask)

    async def variants(self, variant_ids: Sequence[str]) -> dict[str, Variant]:
        found = await self._batches.ask(variant_ids)
        return {one: found[one] for one in variant_ids if one in found}

    async def _ask(self, asked: Sequence[Sequence[str]]) -> list[dict[str, Variant]]:
        wanted = sorted({one for ids in asked for one in ids})
        found: dict[str, Variant] = {}
        for start in range(0, len(wanted), MAX_BATCH):
            response = await self._stub.BatchGetVariants(
                catalog_service_pb2.BatchGetVariantsRequest(
                    variant_ids=wanted[start : start + MAX_BATCH]
                )
            )
            found |= {one.variant_id: _to_variant(one) for one in response.variants}
        return [found] * len(asked)


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
        deals=tuple(_to_deal(deal) for deal in message.deals),
    )


def _to_deal(message: catalog_pb2.Deal) -> Deal:
    return Deal(
        id=message.deal_id,
        show_id=message.show_id,
        price=read_money(message.price),
        left=message.left,
        per_person=message.per_person,
        ends_at=from_timestamp(message.end_time),
    )
