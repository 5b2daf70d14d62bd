"""ShopService: requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.identity.v1 import identity_pb2, shop_service_pb2, shop_service_pb2_grpc
from nightmarket_identity.application.change_members import (
    PutMember,
    RemoveMember,
    change_member,
)
from nightmarket_identity.application.create_shop import CreateShop, create_shop
from nightmarket_identity.application.ports import UowFactory
from nightmarket_identity.application.queries import IdentityQueries, MemberView
from nightmarket_identity.domain.errors import RoleMissing, ShopNotFound, UserNotFound
from nightmarket_identity.domain.shop import Role, Shop
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import IdInvalid, check_id
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import to_timestamp

Context = grpc.aio.ServicerContext[Any, Any]
_SHOP = "/nightmarket.identity.v1.ShopService/"
ACCESS = {
    _SHOP + "CreateShop": Access.USER,
    _SHOP + "GetShop": Access.PUBLIC,
    _SHOP + "ListShops": Access.USER,
    _SHOP + "PutMember": Access.USER,
    _SHOP + "RemoveMember": Access.USER,
    _SHOP + "ListMembers": Access.USER,
}
ROLES = {
    Role.OWNER: identity_pb2.ROLE_OWNER,
    Role.MANAGER: identity_pb2.ROLE_MANAGER,
    Role.HOST: identity_pb2.ROLE_HOST,
    Role.MODERATOR: identity_pb2.ROLE_MODERATOR,
    Role.PACKER: identity_pb2.ROLE_PACKER,
}
ROLE_OF = {number: role for role, number in ROLES.items()}


class ShopServicer(shop_service_pb2_grpc.ShopServiceServicer):
    def __init__(self, *, uow: UowFactory, queries: IdentityQueries, clock: Clock) -> None:
        self._uow = uow
        self._queries = queries
        self._clock = clock

    async def CreateShop(
        self, request: shop_service_pb2.CreateShopRequest, context: Context
    ) -> shop_service_pb2.CreateShopResponse:
        command = CreateShop(
            request_id=request.request_id,
            actor=require_principal(),
            name=request.name,
            currency_code=request.currency_code,
        )
        shop_id = await create_shop(command, uow=self._uow, clock=self._clock)
        return shop_service_pb2.CreateShopResponse(shop=await self._shop(shop_id))

    async def GetShop(
        self, request: shop_service_pb2.GetShopRequest, context: Context
    ) -> shop_service_pb2.GetShopResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        return shop_service_pb2.GetShopResponse(shop=await self._shop(shop_id))

    async def ListShops(
        self, request: shop_service_pb2.ListShopsRequest, context: Context
    ) -> shop_service_pb2.ListShopsResponse:
        found = await self._queries.shops_of(require_principal().user_id)
        return shop_service_pb2.ListShopsResponse(
            shops=[
                shop_service_pb2.ListShopsResponse.ShopRole(shop=to_shop(shop), role=ROLES[role])
                for shop, role in found
            ]
        )

    async def PutMember(
        self, request: shop_service_pb2.PutMemberRequest, context: Context
    ) -> shop_service_pb2.PutMemberResponse:
        role = ROLE_OF.get(request.role)
        if role is None:
            raise IdInvalid("role is not a role", field="role")
        command = PutMember(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            user_id=check_id(request.user_id, "user_id"),
            role=role,
        )
        await change_member(command, uow=self._uow, clock=self._clock)
        view = await self._queries.member(command.shop_id, command.user_id)
        if view is None:
            raise UserNotFound(user_id=command.user_id)
        return shop_service_pb2.PutMemberResponse(member=to_member(view))

    async def RemoveMember(
        self, request: shop_service_pb2.RemoveMemberRequest, context: Context
    ) -> shop_service_pb2.RemoveMemberResponse:
        command = RemoveMember(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            user_id=check_id(request.user_id, "user_id"),
        )
        await change_member(command, uow=self._uow, clock=self._clock)
        return shop_service_pb2.RemoveMemberResponse()

    async def ListMembers(
        self, request: shop_service_pb2.ListMembersRequest, context: Context
    ) -> shop_service_pb2.ListMembersResponse:
        actor = require_principal()
        shop_id = check_id(request.shop_id, "shop_id")
        await self._shop(shop_id)
        if await self._queries.member(shop_id, actor.user_id) is None:
            raise RoleMissing(shop_id=shop_id, needed=Role.PACKER)
        views = await self._queries.members(shop_id)
        return shop_service_pb2.ListMembersResponse(members=[to_member(view) for view in views])

    async def _shop(self, shop_id: str) -> identity_pb2.Shop:
        shop = await self._queries.shop(shop_id)
        if shop is None:
            raise ShopNotFound(shop_id=shop_id)
        return to_shop(shop)


def to_shop(shop: Shop) -> identity_pb2.Shop:
    return identity_pb2.Shop(
        shop_id=shop.id,
        name=shop.name,
        currency_code=shop.currency_code,
        create_time=to_timestamp(shop.created_at),
    )


def to_member(view: MemberView) -> identity_pb2.Member:
    return identity_pb2.Member(
        user_id=view.user_id, display_name=view.display_name, role=ROLES[view.role]
    )
