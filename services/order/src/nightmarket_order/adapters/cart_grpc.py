"""Cart over gRPC; the channel passes the caller's token on, so it is the caller's cart."""

import grpc

from nightmarket.cart.v1 import cart_pb2, cart_service_pb2, cart_service_pb2_grpc
from nightmarket_kit.core.money import read_money
from nightmarket_order.domain.checkout import Cart, CartLine


class GrpcCart:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = cart_service_pb2_grpc.CartServiceStub(channel)

    async def read(self, shop_id: str) -> Cart:
        response = await self._stub.GetCart(cart_service_pb2.GetCartRequest(shop_id=shop_id))
        cart = response.cart
        tells = cart.HasField("ordered_version")
        return Cart(
            lines=tuple(_to_line(line) for line in cart.lines),
            version=cart.version,
            ordered_version=cart.ordered_version if tells else None,
        )


def _to_line(line: cart_pb2.CartLine) -> CartLine:
    return CartLine(
        variant_id=line.variant_id,
        product_id=line.product_id,
        title=line.title,
        quantity=line.quantity,
        seen_price=read_money(line.seen_price),
        unit_price=read_money(line.unit_price) if line.HasField("unit_price") else None,
        price_changed=line.price_changed,
        show_id=line.show_id,
        deal_id=line.deal_id,
    )
