"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any, TypeAlias

import grpc

from nightmarket.cart.v1 import cart_pb2, cart_service_pb2, cart_service_pb2_grpc
from nightmarket.type.v1 import money_pb2, refusal_pb2
from nightmarket_cart.application.commands import (
    AddLine,
    RemoveLine,
    SetQuantity,
    add_line,
    remove_line,
    set_quantity,
)
from nightmarket_cart.application.merge_guest import MergeGuest, merge_guest
from nightmarket_cart.application.ports import CartKey, CartStore, CatalogClient, GuestCarts
from nightmarket_cart.application.queries import CartView, LineView, get_cart, get_carts, view_of
from nightmarket_cart.domain.cart import Cart
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.ids import BatchTooLarge, check_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.calls import TokenMissing, current_call, require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import to_timestamp

Context = grpc.aio.ServicerContext[Any, Any]
OfOwner: TypeAlias = (
    cart_service_pb2.AddLineRequest
    | cart_service_pb2.SetQuantityRequest
    | cart_service_pb2.RemoveLineRequest
    | cart_service_pb2.GetCartRequest
)
MAX_BATCH = 200
_CART = "/nightmarket.cart.v1.CartService/"
# PUBLIC: `_key_of` lets in a person, or a guest whom one of our services vouches for
ACCESS = {
    _CART + "AddLine": Access.PUBLIC,
    _CART + "SetQuantity": Access.PUBLIC,
    _CART + "RemoveLine": Access.PUBLIC,
    _CART + "GetCart": Access.PUBLIC,
    _CART + "BatchGetCarts": Access.SERVICE,
    _CART + "MergeGuest": Access.SERVICE,
}


class CartServicer(cart_service_pb2_grpc.CartServiceServicer):
    def __init__(self, *, store: CartStore, guests: GuestCarts, catalog: CatalogClient) -> None:
        self._store = store
        self._guests = guests
        self._catalog = catalog

    async def AddLine(
        self, request: cart_service_pb2.AddLineRequest, context: Context
    ) -> cart_service_pb2.AddLineResponse:
        command = AddLine(
            request_id=request.request_id,
            key=_key_of(request),
            variant_id=check_id(request.variant_id, "variant_id"),
            quantity=request.quantity,
            show_id=check_id(request.show_id, "show_id") if request.show_id else "",
        )
        cart = await add_line(command, store=self._store, catalog=self._catalog)
        return cart_service_pb2.AddLineResponse(cart=await self._shown(cart, command.key.shop_id))

    async def SetQuantity(
        self, request: cart_service_pb2.SetQuantityRequest, context: Context
    ) -> cart_service_pb2.SetQuantityResponse:
        command = SetQuantity(
            request_id=request.request_id,
            key=_key_of(request),
            variant_id=check_id(request.variant_id, "variant_id"),
            quantity=request.quantity,
        )
        cart = await set_quantity(command, store=self._store, catalog=self._catalog)
        return cart_service_pb2.SetQuantityResponse(
            cart=await self._shown(cart, command.key.shop_id)
        )

    async def RemoveLine(
        self, request: cart_service_pb2.RemoveLineRequest, context: Context
    ) -> cart_service_pb2.RemoveLineResponse:
        command = RemoveLine(
            request_id=request.request_id,
            key=_key_of(request),
            variant_id=check_id(request.variant_id, "variant_id"),
        )
        cart = await remove_line(command, store=self._store)
        return cart_service_pb2.RemoveLineResponse(
            cart=await self._shown(cart, command.key.shop_id)
        )

    async def GetCart(
        self, request: cart_service_pb2.GetCartRequest, context: Context
    ) -> cart_service_pb2.GetCartResponse:
        view = await get_cart(_key_of(request), store=self._store, catalog=self._catalog)
        return cart_service_pb2.GetCartResponse(cart=to_cart(view))

    async def BatchGetCarts(
        self, request: cart_service_pb2.BatchGetCartsRequest, context: Context
    ) -> cart_service_pb2.BatchGetCartsResponse:
        if len(request.owners) > MAX_BATCH:
            raise BatchTooLarge(limit=MAX_BATCH)
        keys = [
            CartKey(
                owner_id=check_id(one.user_id, "user_id"), shop_id=check_id(one.shop_id, "shop_id")
            )
            for one in request.owners
        ]
        views = await get_carts(keys, store=self._store, catalog=self._catalog)
        return cart_service_pb2.BatchGetCartsResponse(results=[_to_result(one) for one in views])

    async def MergeGuest(
        self, request: cart_service_pb2.MergeGuestRequest, context: Context
    ) -> cart_service_pb2.MergeGuestResponse:
        command = MergeGuest(
            user_id=require_principal().user_id, guest_id=check_id(request.guest_id, "guest_id")
        )
        is_done = await merge_guest(command, store=self._store, guests=self._guests)
        return cart_service_pb2.MergeGuestResponse(done=is_done)

    async def _shown(self, cart: Cart, shop_id: str) -> cart_pb2.Cart:
        return to_cart(await view_of(cart, shop_id=shop_id, catalog=self._catalog))


def _key_of(request: OfOwner) -> CartKey:
    """The caller's cart: a signed-in person's own, whatever guest is named beside."""
    shop_id = check_id(request.shop_id, "shop_id")
    call = current_call()
    if call.principal is not None:
        return CartKey(owner_id=call.principal.user_id, shop_id=shop_id)
    if not (request.guest_id and call.is_service):
        raise TokenMissing
    guest_id = check_id(request.guest_id, "guest_id")
    return CartKey(owner_id=guest_id, shop_id=shop_id, is_guest=True)


def _to_result(view: CartView | DomainError) -> cart_service_pb2.CartResult:
    if isinstance(view, DomainError):
        return cart_service_pb2.CartResult(
            refusal=refusal_pb2.Refusal(
                kind=view.kind.value,
                reason=view.reason,
                message=view.message,
                metadata=view.metadata,
            )
        )
    return cart_service_pb2.CartResult(cart=to_cart(view))


def to_cart(view: CartView) -> cart_pb2.Cart:
    return cart_pb2.Cart(
        shop_id=view.shop_id,
        lines=[_to_line(line) for line in view.lines],
        total=_to_money(view.total),
        version=view.version,
        ordered_version=view.ordered_version,
    )


def _to_line(view: LineView) -> cart_pb2.CartLine:
    return cart_pb2.CartLine(
        variant_id=view.line.variant_id,
        product_id=view.variant.product_id if view.variant else "",
        title=view.variant.title if view.variant else "",
        image_url=view.variant.image_url if view.variant else "",
        quantity=view.line.quantity,
        seen_price=_to_money(view.line.seen_price),
        unit_price=_to_money(view.unit_price),
        price_changed=view.price_changed,
        available=view.available,
        show_id=view.line.show_id,
        deal_id=view.line.deal_id,
        deal_end_time=to_timestamp(view.deal.ends_at) if view.deal else None,
    )


def _to_money(money: Money | None) -> money_pb2.Money | None:
    """None stays None: an unset field."""
    if money is None:
        return None
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)
