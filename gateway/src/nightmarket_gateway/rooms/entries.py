"""What a room's log holds: one class per kind of entry. docs/api/realtime/ is written from them.

A body is what is stored, and what `state` shows; an entry is a body with its place in the log.
New fields only: a client passes over what it does not know.
"""

from typing import Final, Literal, TypeAlias

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from nightmarket_gateway.rooms import selling
from nightmarket_gateway.rooms.shapes import EntryId, Placed, Shape, Timestamp


class Speaker(Shape):
    """Who said it."""

    id: str = Field(description="user_id")
    name: str = Field(description="as it was when it was said")


class Reply(Shape):
    """The line that is answered, as it stood in the room."""

    id: EntryId
    user_id: str
    name: str
    text: str = Field(description="its beginning")


class Chat(Shape):
    """A line of the talk."""

    kind: Literal["chat"] = "chat"
    ts: Timestamp
    user: Speaker
    text: str = Field(description="1 to 300 characters, normalised")
    client_id: str = Field(description="the sender's own name for it")
    reply: Reply | SkipJsonSchema[None] = Field(
        default=None, description="absent when it answers no line, or one that was taken away"
    )


class Status(Shape):
    """The show was announced, is on air, or is over; `live` may follow `ended`."""

    kind: Literal["status"] = "status"
    ts: Timestamp
    state: Literal["scheduled", "live", "ended"]


class Deleted(Shape):
    """Lines were taken away: one message, or all that a person had said before this entry."""

    kind: Literal["deleted"] = "deleted"
    ts: Timestamp
    act_id: str = Field(description="what `restored` names")
    message_id: str = Field(description="id of the chat entry; empty when it was all of a person's")
    user_id: str = Field(description="the person; empty when it was one message")


class Restored(Shape):
    """A deletion was undone: its lines are there again."""

    kind: Literal["restored"] = "restored"
    ts: Timestamp
    act_id: str = Field(description="of `deleted`")


class Sanction(Shape):
    """A person may not speak in the shop's rooms, or may again."""

    kind: Literal["sanction"] = "sanction"
    ts: Timestamp
    user_id: str
    state: Literal["muted", "banned", "none"]
    until: int = Field(description="of `muted`: milliseconds since 1970; else 0")


class Rules(Shape):
    """What holds for everyone who writes here, and does not work for the shop."""

    kind: Literal["rules"] = "rules"
    ts: Timestamp
    slow_mode_s: int = Field(description="seconds between two messages of a person; 0: off")
    links_off: bool
    talk: Literal["everyone", "members"] = Field(
        default="everyone", description="who may write: `members` work for the shop"
    )


class PinnedMessage(Shape):
    """A message as it stood in the room."""

    id: EntryId
    user: Speaker
    text: str


class MessagePin(Shape):
    """A message stands above the talk, or none does."""

    kind: Literal["message_pin"] = "message_pin"
    ts: Timestamp
    message: PinnedMessage | None


class ChatEntry(Chat, Placed):
    """A line of the talk, in the log."""


class StatusEntry(Status, Placed):
    """A change of the show's state, in the log."""


class PinEntry(selling.Pin, Placed):
    """A pin, in the log."""


class StockEntry(selling.Stock, Placed):
    """A change of stock, in the log."""


class OrderEntry(selling.Order, Placed):
    """News of an order, in the log."""


class DeletedEntry(Deleted, Placed):
    """A deletion, in the log."""


class RestoredEntry(Restored, Placed):
    """A deletion undone, in the log."""


class SanctionEntry(Sanction, Placed):
    """A mute or ban, in the log."""


class RulesEntry(Rules, Placed):
    """A change of the rules, in the log."""


class MessagePinEntry(MessagePin, Placed):
    """A pinned message, in the log."""


class DealEntry(selling.Deal, Placed):
    """A change of a flash deal, in the log."""


class ListingEntry(selling.Listing, Placed):
    """A change of what can be claimed, in the log."""


class VoucherEntry(selling.Voucher, Placed):
    """A change of a voucher, in the log."""


class ClaimAnswersEntry(selling.ClaimAnswers, Placed):
    """Answers to claims, in the log."""


State: TypeAlias = (
    Status
    | selling.Pin
    | selling.Stock
    | Rules
    | MessagePin
    | selling.Listing
    | selling.Deal
    | selling.Voucher
)
STATE_FIELDS: Final = frozenset(
    {"status", "pin", "stock", "rules", "message_pin", "listing", "deal", "voucher"}
)
Body: TypeAlias = (
    State | Chat | selling.Order | Deleted | Restored | Sanction | selling.ClaimAnswers
)
Entry: TypeAlias = (
    ChatEntry
    | StatusEntry
    | PinEntry
    | StockEntry
    | OrderEntry
    | DeletedEntry
    | RestoredEntry
    | SanctionEntry
    | RulesEntry
    | MessagePinEntry
    | ListingEntry
    | ClaimAnswersEntry
    | DealEntry
    | VoucherEntry
)


def encoded(body: Body) -> bytes:
    """As the log stores it."""
    return body.model_dump_json(exclude_none=isinstance(body, Chat | selling.Stock)).encode()
