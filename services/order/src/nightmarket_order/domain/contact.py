"""How to reach a buyer: personal data, so it shows in no repr, event, log or error."""

import re
from dataclasses import dataclass, field

from nightmarket_order.domain.errors import ContactInvalid

MAX_NAME = 80
MAX_ADDRESS = 300
_PHONE = re.compile(r"\+?[0-9]{6,20}\Z")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # all but the newline of an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    def checked(self, *, with_address: bool = True) -> "Contact":
        """The contact as it is kept; ContactInvalid names the field that is wrong.

        Without an address where a store is collected from: nobody keeps what is not needed.
        """
        name, phone = self.name.strip(), self.phone.strip()
        address = self.address.strip() if with_address else ""
        _require(0 < len(name) <= MAX_NAME and "\n" not in name, "name")
        _require(_PHONE.match(phone) is not None, "phone")
        _require(0 < len(address) <= MAX_ADDRESS or not with_address, "address")
        _require(_CONTROL.search(name) is None, "name")
        _require(_CONTROL.search(address) is None, "address")
        return Contact(name=name, phone=phone, address=address)


def _require(holds: bool, name: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise ContactInvalid(f"{name} is not acceptable", field=name)
