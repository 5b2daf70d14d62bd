"""Stubs of the services, one channel each."""

import grpc

from nightmarket.cart.v1 import cart_service_pb2_grpc
from nightmarket.catalog.v1 import (
    catalog_service_pb2_grpc,
    deal_service_pb2_grpc,
    stock_service_pb2_grpc,
)
from nightmarket.claim.v1 import claim_service_pb2_grpc
from nightmarket.identity.v1 import identity_service_pb2_grpc, shop_service_pb2_grpc
from nightmarket.order.v1 import (
    address_service_pb2_grpc,
    checkout_service_pb2_grpc,
    order_service_pb2_grpc,
)
from nightmarket.payment.v1 import payment_service_pb2_grpc
from nightmarket.stream.v1 import (
    chat_service_pb2_grpc,
    media_service_pb2_grpc,
    stream_service_pb2_grpc,
)
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.runtime.grpc_client import open_channel


class Clients:
    """A component."""

    name = "clients"

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._channels: list[grpc.aio.Channel] = []

    async def start(self) -> None:
        settings = self._settings
        identity = self._open(settings.identity_target)
        stream = self._open(settings.stream_target)
        catalog = self._open(settings.catalog_target)
        self.identity = identity_service_pb2_grpc.IdentityServiceStub(identity)
        self.shops = shop_service_pb2_grpc.ShopServiceStub(identity)
        self.streams = stream_service_pb2_grpc.StreamServiceStub(stream)
        self.chat = chat_service_pb2_grpc.ChatServiceStub(stream)
        self.media = media_service_pb2_grpc.MediaServiceStub(stream)
        self.catalog = catalog_service_pb2_grpc.CatalogServiceStub(catalog)
        self.deals = deal_service_pb2_grpc.DealServiceStub(catalog)
        self.stock = stock_service_pb2_grpc.StockServiceStub(catalog)
        self.carts = cart_service_pb2_grpc.CartServiceStub(self._open(settings.cart_target))
        order = self._open(settings.order_target)
        self.orders = order_service_pb2_grpc.OrderServiceStub(order)
        self.addresses = address_service_pb2_grpc.AddressServiceStub(order)
        self.checkout = checkout_service_pb2_grpc.CheckoutServiceStub(order)
        self.claims = claim_service_pb2_grpc.ClaimServiceStub(self._open(settings.claim_target))
        self.payments = payment_service_pb2_grpc.PaymentServiceStub(
            self._open(settings.payment_target)
        )

    def _open(self, target: str) -> grpc.aio.Channel:
        channel = open_channel(
            target, service_token=self._settings.service_token.get_secret_value()
        )
        self._channels.append(channel)
        return channel

    async def stop(self, grace_s: float) -> None:
        for channel in self._channels:
            await channel.close(grace_s)

    async def wait(self) -> None:
        await self._until_closed()

    async def _until_closed(self) -> None:
        for channel in self._channels:
            while (state := channel.get_state()) is not grpc.ChannelConnectivity.SHUTDOWN:
                await channel.wait_for_state_change(state)
