"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.cart.v1 import cart_pb2, cart_service_pb2, cart_service_pb2_grpc
from nightmarket.type.v1 import money_pb2
from nightmarket_cart.application.commands import (
    AddLine,
    RemoveLine,
    SetQuantity,
    add_line,
    remove_line,
    set_quantity,
)
from nightmarket_cart.application.ports import CartKey, CartStore, CatalogClient
from nightmarket_cart.application.queries import CartView, LineView, get_cart, view_of
from nightmarket_cart.domain.cart import Cart
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access

Context = grpc.aio.ServicerContext[Any, Any]
_CART = "/nightmarket.cart.v1.CartService/"
ACCESS = {
    _CART + "AddLine": Access.USER,
    _CART + "SetQuantity": Access.USER,
    _CART + "RemoveLine": Access.USER,
    _CART + "GetCart": Access.USER,
}


class CartServicer(cart_service_pb2_grpc.CartServiceServicer):
    def __init__(self, *, store: CartStore, catalog: CatalogClient) -> None:
        self._store = store
        self._catalog = catalog

    async def AddLine(
        self, request: cart_service_pb2.AddLineRequest, context: Context
    ) -> cart_service_pb2.AddLineResponse:
        command = AddLine(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            variant_id=check_id(request.variant_id, "variant_id"),
            quantity=request.quantity,
            show_id=check_id(request.show_id, "show_id") if request.show_id else "",
        )
        cart = await add_line(command, store=self._store, catalog=self._catalog)
        return cart_service_pb2.AddLineResponse(cart=await self._shown(cart, command.shop_id))

    async def SetQuantity(
        self, request: cart_service_pb2.SetQuantityRequest, context: Context
    ) -> cart_service_pb2.SetQuantityResponse:
        command = SetQuantity(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            variant_id=check_id(request.variant_id, "variant_id"),
            quantity=request.quantity,
        )
        cart = await set_quantity(command, store=self._store, catalog=self._catalog)
        return cart_service_pb2.SetQuantityResponse(cart=await self._shown(cart, command.shop_id))

    async def RemoveLine(
        self, request: cart_service_pb2.RemoveLineRequest, context: Context
    ) -> cart_service_pb2.RemoveLineResponse:
        command = RemoveLine(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            variant_id=check_id(request.variant_id, "variant_id"),
        )
        cart = await remove_line(command, store=self._store)
        return cart_service_pb2.RemoveLineResponse(cart=await self._shown(cart, command.shop_id))

    async def GetCart(
        self, request: cart_service_pb2.GetCartRequest, context: Context
    ) -> cart_service_pb2.GetCartResponse:
        key = CartKey(
            user_id=require_principal().user_id, shop_id=check_id(request.shop_id, "shop_id")
        )
        view = await get_cart(key, store=self._store, catalog=self._catalog)
        return cart_service_pb2.GetCartResponse(cart=to_cart(view))

    async def _shown(self, cart: Cart, shop_id: str) -> cart_pb2.Cart:
        return to_cart(await view_of(cart, shop_id=shop_id, catalog=self._catalog))


def to_cart(view: CartView) -> cart_pb2.Cart:
    return cart_pb2.Cart(
        shop_id=view.shop_id,
        lines=[_to_line(line) for line in view.lines],
        total=_to_money(view.total),
        version=view.version,
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
    )


def _to_money(money: Money | None) -> money_pb2.Money | None:
    """None stays None: an unset field."""
    if money is None:
        return None
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)
