"""Where a person lets things be sent, kept for the next checkout: personal data, like a contact."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nightmarket_order.domain.contact import Contact
from nightmarket_order.domain.delivery import HOME, Delivery
from nightmarket_order.domain.errors import AddressesFull, AddressNotFound

MAX_ADDRESSES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`id` is empty before it is kept."""

    id: str = ""
    contact: Contact = field(repr=False)
    delivery: Delivery = HOME
    is_default: bool = False

    def checked(self) -> "Address":
        delivery = self.delivery.checked()
        contact = self.contact.checked(with_address=delivery.store is None)
        return replace(self, contact=contact, delivery=delivery)


def kept_with(address: Address, others: Sequence[Address], *, is_new: bool) -> Address:
    """The address as it joins `others` or replaces one of them. One is the default, always."""
    there = next((one for one in others if one.id == address.id), None)
    if is_new and len(others) >= MAX_ADDRESSES:
        raise AddressesFull(limit=MAX_ADDRESSES)
    if not is_new and there is None:
        raise AddressNotFound(address_id=address.id)
    stays = there is not None and there.is_default
    return replace(address, is_default=address.is_default or stays or not others)
