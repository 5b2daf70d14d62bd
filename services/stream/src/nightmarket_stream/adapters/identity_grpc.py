"""Identity as a directory of who works for a shop. A component: it owns the channel."""

import asyncio

import grpc

from nightmarket.identity.v1 import identity_pb2, shop_service_pb2, shop_service_pb2_grpc
from nightmarket_kit.runtime.grpc_client import open_channel


class IdentityMembers:
    name = "identity client"

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

    async def is_owner(self, shop_id: str, user_id: str) -> bool:
        if self._channel is None:
            raise RuntimeError("identity client is not started")
        stub = shop_service_pb2_grpc.ShopServiceStub(self._channel)
        answer = await stub.ListMembers(
            shop_service_pb2.ListMembersRequest(shop_id=shop_id), timeout=3.0
        )
        return any(
            member.user_id == user_id and member.role == identity_pb2.ROLE_OWNER
            for member in answer.members
        )
