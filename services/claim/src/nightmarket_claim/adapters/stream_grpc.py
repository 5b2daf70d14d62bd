"""Shows and their shelves, from stream."""

import grpc

from nightmarket.stream.v1 import stream_pb2, stream_service_pb2, stream_service_pb2_grpc
from nightmarket_claim.domain.errors import ListingNotFound, ShowNotFound, ShowNotLive
from nightmarket_kit.core.errors import DomainError


class GrpcShows:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = stream_service_pb2_grpc.StreamServiceStub(channel)

    async def shop_of(self, show_id: str, product_id: str) -> str:
        show = await self._show(show_id)
        if product_id not in {one.product_id for one in show.listings}:
            raise ListingNotFound
        return show.shop_id

    async def live_shop_of(self, show_id: str) -> str:
        show = await self._show(show_id)
        if show.state != stream_pb2.SHOW_STATE_LIVE:
            raise ShowNotLive
        return show.shop_id

    async def _show(self, show_id: str) -> stream_pb2.Show:
        try:
            found = await self._stub.GetShow(stream_service_pb2.GetShowRequest(show_id=show_id))
        except DomainError as error:
            if error.reason == "SHOW_NOT_FOUND":
                raise ShowNotFound from error
            raise
        return found.show
