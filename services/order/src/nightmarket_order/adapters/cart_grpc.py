"""Carts over gRPC. Those that are asked for while a call is under way are read together by the next one."""

from collections.abc import Sequence

import grpc

from nightmarket.cart.v1 import cart_pb2, cart_service_pb2, cart_service_pb2_grpc
from nightmarket_kit.core.errors import DomainError
from nightmarket_kit.core.money import read_money
from nightmarket_kit.runtime.batches import Batches
from nightmarket_order.adapters.refusals import read_refusal
from nightmarket_order.domain.checkout import Cart, CartLine


class GrpcCart:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = cart_service_pb2_grpc.CartServiceStub(channel)
        self._reading = Batches[cart_service_pb2.CartOwner, Cart](self._read)

    async def read(self, user_id: str, shop_id: str) -> Cart:
        owner = cart_service_pb2.CartOwner(user_id=user_id, shop_id=shop_id)
        return await self._reading.ask(owner)

    async def _read(self, owners: Sequence[cart_service_pb2.CartOwner]) -> list[Cart | DomainError]:
        response = await self._stub.BatchGetCarts(
            cart_service_pb2.BatchGetCartsRequest(owners=owners)
        )
        return [_answer(result) for result in response.results]


def _answer(result: cart_service_pb2.CartResult) -> Cart | DomainError:
    if result.HasField("refusal"):
        return read_refusal(result.refusal)
    cart = result.cart
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
