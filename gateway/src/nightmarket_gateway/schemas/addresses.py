"""A person's addresses."""

from typing import Self

from pydantic import Field

from nightmarket.order.v1 import address_service_pb2, order_pb2
from nightmarket_gateway.schemas.checkout import Delivery
from nightmarket_gateway.schemas.common import Id, Model
from nightmarket_gateway.schemas.orders import Contact


class NewAddress(Model):
    contact: Contact
    delivery: Delivery
    is_default: bool = Field(default=False, description="a checkout begins with it")

    def write(self, address_id: str = "") -> address_service_pb2.Address:
        return address_service_pb2.Address(
            address_id=address_id,
            contact=order_pb2.Contact(
                name=self.contact.name, phone=self.contact.phone, address=self.contact.address
            ),
            delivery=self.delivery.write(),
            is_default=self.is_default,
        )


class Address(NewAddress):
    address_id: Id

    @classmethod
    def read(cls, message: address_service_pb2.Address) -> Self:
        contact = message.contact
        return cls(
            address_id=message.address_id,
            contact=Contact(name=contact.name, phone=contact.phone, address=contact.address),
            delivery=Delivery.read(message.delivery),
            is_default=message.is_default,
        )


class Addresses(Model):
    addresses: list[Address]
