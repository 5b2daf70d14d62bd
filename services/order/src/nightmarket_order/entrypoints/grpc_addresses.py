"""A person's addresses over gRPC."""

from typing import Any

import grpc

from nightmarket.order.v1 import address_service_pb2 as pb
from nightmarket.order.v1 import address_service_pb2_grpc, order_pb2
from nightmarket_kit.core.ids import check_id, new_id
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_order.application.addresses import (
    DeleteAddress,
    SaveAddress,
    delete_address,
    save_address,
)
from nightmarket_order.application.ports import UowFactory
from nightmarket_order.application.queries import AddressQueries
from nightmarket_order.domain.address import Address
from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.errors import AddressNotFound
from nightmarket_order.entrypoints.delivery_views import read_delivery, to_delivery

Context = grpc.aio.ServicerContext[Any, Any]
_ADDRESS = "/nightmarket.order.v1.AddressService/"
ACCESS = {
    _ADDRESS + "ListAddresses": Access.USER,
    _ADDRESS + "SaveAddress": Access.USER,
    _ADDRESS + "DeleteAddress": Access.USER,
}


class AddressServicer(address_service_pb2_grpc.AddressServiceServicer):
    def __init__(self, *, uow: UowFactory, queries: AddressQueries) -> None:
        self._uow = uow
        self._queries = queries

    async def ListAddresses(
        self, request: pb.ListAddressesRequest, context: Context
    ) -> pb.ListAddressesResponse:
        found = await self._queries.addresses_of(require_principal().user_id)
        return pb.ListAddressesResponse(addresses=[_to_address(one) for one in found])

    async def SaveAddress(
        self, request: pb.SaveAddressRequest, context: Context
    ) -> pb.SaveAddressResponse:
        actor = require_principal()
        command = SaveAddress(
            request_id=request.request_id, actor=actor, address=_read_address(request.address)
        )
        address_id = await save_address(command, new_id=new_id(), uow=self._uow)
        for one in await self._queries.addresses_of(actor.user_id):
            if one.id == address_id:
                return pb.SaveAddressResponse(address=_to_address(one))
        raise AddressNotFound(address_id=address_id)  # deleted since this press was first made

    async def DeleteAddress(
        self, request: pb.DeleteAddressRequest, context: Context
    ) -> pb.DeleteAddressResponse:
        command = DeleteAddress(
            request_id=request.request_id,
            actor=require_principal(),
            address_id=check_id(request.address_id, "address_id"),
        )
        await delete_address(command, uow=self._uow)
        return pb.DeleteAddressResponse()


def _read_address(message: pb.Address) -> Address:
    return Address(
        id=check_id(message.address_id, "address_id") if message.address_id else "",
        contact=Contact(
            name=message.contact.name,
            phone=message.contact.phone,
            address=message.contact.address,
        ),
        delivery=read_delivery(message.delivery),
        is_default=message.is_default,
    )


def _to_address(address: Address) -> pb.Address:
    contact = address.contact
    return pb.Address(
        address_id=address.id,
        contact=order_pb2.Contact(name=contact.name, phone=contact.phone, address=contact.address),
        delivery=to_delivery(address.delivery),
        is_default=address.is_default,
    )
