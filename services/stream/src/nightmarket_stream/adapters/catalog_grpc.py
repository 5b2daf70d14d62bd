"""Catalog as a directory of products. A component: it owns the channel."""

import asyncio
from collections.abc import Sequence

import grpc

from nightmarket.catalog.v1 import catalog_service_pb2, catalog_service_pb2_grpc
from nightmarket_kit.runtime.grpc_client import open_channel


class CatalogProducts:
    name = "catalog client"

    def __init__(self, target: str, *, service_token: str) -> None:
        self._target = target
        self._service_token = service_token
        self._channel: grpc.aio.Channel | None = None

    async def start(self) -> None:
        self._channel = open_channel(self._target, service_token=self._service_token, timeout_s=3.0)

    async def stop(self, grace_s: float) -> None:
        if self._channel is not None:
            await self._channel.close(grace_s)

    async def wait(self) -> None:
        await asyncio.Event().wait()

    async def shops_of(self, product_ids: Sequence[str]) -> dict[str, str]:
        if self._channel is None:
            raise RuntimeError("catalog client is not started")
        stub = catalog_service_pb2_grpc.CatalogServiceStub(self._channel)
        answer = await stub.BatchGetProducts(
            catalog_service_pb2.BatchGetProductsRequest(product_ids=product_ids), timeout=3.0
        )
        return {product.product_id: product.shop_id for product in answer.products}
