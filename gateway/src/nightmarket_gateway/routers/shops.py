"""Shops and the people who work for them."""

from fastapi import APIRouter

from nightmarket.identity.v1 import shop_service_pb2 as pb
from nightmarket_gateway.auth import Anyone, Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.common import Id
from nightmarket_gateway.schemas.people import (
    ROLE_NAMES,
    ROLES,
    Member,
    Members,
    MyShop,
    MyShops,
    NewShop,
    PutMember,
    Shop,
)
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["shops"])


@router.post("/shops", status_code=201)
async def create_shop(
    body: NewShop, _person: Person, request_id: RequestId, services: Services
) -> Shop:
    """Open a shop. Renew the tokens afterwards: the role is in the next access token."""
    made = await services.shops.CreateShop(
        pb.CreateShopRequest(
            request_id=request_id, name=body.name, currency_code=body.currency_code
        )
    )
    return Shop.read(made.shop)


@router.get("/me/shops")
async def my_shops(_person: Person, services: Services) -> MyShops:
    listed = await services.shops.ListShops(pb.ListShopsRequest())
    return MyShops(
        shops=[MyShop(shop=Shop.read(one.shop), role=ROLE_NAMES[one.role]) for one in listed.shops]
    )


@router.get("/shops/{shop_id}")
async def get_shop(shop_id: Id, _anyone: Anyone, services: Services) -> Shop:
    return Shop.read((await services.shops.GetShop(pb.GetShopRequest(shop_id=shop_id))).shop)


@router.get("/shops/{shop_id}/members")
async def members(shop_id: Id, _person: Person, services: Services) -> Members:
    listed = await services.shops.ListMembers(pb.ListMembersRequest(shop_id=shop_id))
    return Members(members=[Member.read(member) for member in listed.members])


@router.put("/shops/{shop_id}/members/{user_id}")
async def put_member(
    shop_id: Id,
    user_id: Id,
    body: PutMember,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> Member:
    put = await services.shops.PutMember(
        pb.PutMemberRequest(
            request_id=request_id, shop_id=shop_id, user_id=user_id, role=ROLES[body.role]
        )
    )
    return Member.read(put.member)


@router.delete("/shops/{shop_id}/members/{user_id}", status_code=204)
async def remove_member(
    shop_id: Id, user_id: Id, _person: Person, request_id: RequestId, services: Services
) -> None:
    await services.shops.RemoveMember(
        pb.RemoveMemberRequest(request_id=request_id, shop_id=shop_id, user_id=user_id)
    )
