"""What the shop says of a parcel, and the notes its people leave."""

import re
from dataclasses import dataclass, field
from typing import Final

from nightmarket_order.domain.errors import FieldInvalid

MAX_CARRIER: Final = 40
MAX_NOTE: Final = 200
_TRACKING_NO: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 \-]{0,39}\Z")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """`tracking_no` is empty when the carrier gives none; it leads to the buyer, so no event has it."""

    carrier: str
    tracking_no: str = field(default="", repr=False)

    def checked(self) -> "Parcel":
        carrier, tracking_no = self.carrier.strip(), self.tracking_no.strip()
        if not 0 < len(carrier) <= MAX_CARRIER or _CONTROL.search(carrier):
            raise FieldInvalid("carrier is not acceptable", field="carrier")
        if tracking_no and not _TRACKING_NO.match(tracking_no):
            raise FieldInvalid("tracking number is not acceptable", field="tracking_no")
        return Parcel(carrier=carrier, tracking_no=tracking_no)


def checked_note(note: str) -> str:
    note = note.strip()
    if len(note) > MAX_NOTE or _CONTROL.search(note.replace("\n", " ")):
        raise FieldInvalid("note is not acceptable", field="note")
    return note
