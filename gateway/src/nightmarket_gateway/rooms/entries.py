"""What a room's log holds: one class per kind of entry. docs/api/realtime/ is written from them.

A body is what is stored, and what `state` shows; an entry is a body with its place in the log.
New fields only: a client passes over what it does not know.
"""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

EntryId = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,20}-[0-9]{1,20}$",
        description="place in the room: two numbers, compared as numbers",
        examples=["1795412345678-0"],
    ),
]
Timestamp = Annotated[int, Field(description="milliseconds since 1970")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


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


class CardPrice(Shape):
    """A price in one currency."""

    currency_code: str = Field(examples=["TWD"])
    amount_minor: int = Field(description="hundredths, also of currencies without cents")


class CardVariant(Shape):
    """A variant as it was at the pin."""

    variant_id: str
    title: str
    on_hand: int
    prices: list[CardPrice]


class Card(Shape):
    """A product as it was at the pin."""

    product_id: str
    title: str
    image_url: str = Field(description="empty when it has none")
    variants: list[CardVariant]


class Pin(Shape):
    """A product is held up, or taken down."""

    kind: Literal["pin"] = "pin"
    ts: Timestamp
    product_id: str = Field(description="empty: the pin was taken down")
    product: Card | None


class DealLeft(Shape):
    """What is left of a flash deal."""

    deal_id: str
    left: int


class Stock(Shape):
    """What is left of a variant."""

    kind: Literal["stock"] = "stock"
    ts: Timestamp
    variant_id: str
    product_id: str
    on_hand: int
    sold: int
    deal: DealLeft | SkipJsonSchema[None] = Field(
        default=None, description="absent when no flash deal of it runs in this show"
    )


class Deal(Shape):
    """A flash deal began, got more time or ended. Only the newest of a variant can run."""

    kind: Literal["deal"] = "deal"
    ts: Timestamp
    deal_id: str
    product_id: str
    variant_id: str
    state: Literal["running", "time_up", "stopped", "show_ended"]
    price: CardPrice
    was: CardPrice = Field(description="the variant's price when it began")
    quantity: int
    left: int = Field(description="at `ts`; `stock` goes on from there")
    per_person: int = Field(description="0: no limit")
    starts: Timestamp
    ends: Timestamp = Field(description="counted down to, on the picture that a viewer sees")
    closes: Timestamp = Field(description="until then it is sold: pictures are behind")


class OrderTotal(Shape):
    """What the buyer pays."""

    currency: str = Field(examples=["TWD"])
    amount: int = Field(description="hundredths, also of currencies without cents")


class OrderLine(Shape):
    """So many of one variant."""

    product_id: str
    variant_id: str
    title: str
    quantity: int


class Order(Shape):
    """Someone bought, paid or gave up; only in a shop's room, and without a word about the buyer."""

    kind: Literal["order"] = "order"
    ts: Timestamp
    order_id: str
    order_number: str = Field(description="what people read out")
    show_ids: list[str] = Field(description="shows that it was bought in")
    state: Literal["placed", "paid", "cancelled"]
    total: OrderTotal
    lines: list[OrderLine]


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


class ClaimLot(Shape):
    """What can be claimed of one variant."""

    variant_id: str
    title: str = Field(description="empty when there is only one")
    units: int = Field(description="set aside for claims")
    free: int
    places: int = Field(description="places given out")
    waiting: int


class Listing(Shape):
    """A product that can be claimed by its keyword. Comments count from the entry that says `open` up to
    the next one that says something else.
    """

    kind: Literal["listing"] = "listing"
    ts: Timestamp
    product_id: str
    title: str
    keyword: str
    state: Literal["draft", "open", "closed"]
    limit_per_person: int = Field(description="units; 0: none")
    hold_s: int = Field(description="seconds to pay")
    lots: list[ClaimLot]
    root: str = Field(description="Merkle root over its receipts, once it was closed; else empty")


ClaimOutcome: TypeAlias = Literal[
    "yours",
    "waiting",
    "sold_out",
    "over_limit",
    "closed",
    "asked",
    "taken_back",
    "lapsed",
    "removed",
]


class ClaimAnswer(Shape):
    """To one person; a client shows it where that person's comment stands."""

    user_id: str
    message_id: str = Field(description="the comment's entry; empty when it answers none")
    outcome: ClaimOutcome
    product_id: str
    variant_id: str
    quantity: int
    units: int = Field(description="kept for them; fewer than asked when fewer were left")
    place: int = Field(description="0 when it took none")
    total: int = Field(description="units of the variant that can be claimed")
    line: int = Field(description="place in the waiting list; 0 when not in it")
    due: int = Field(description="milliseconds since 1970 until when to pay; 0: none")
    doubt: Literal["", "which_listing", "which_option", "how_many", "unclear"]


class ClaimAnswers(Shape):
    """What became of comments: many in one entry."""

    kind: Literal["claims"] = "claims"
    ts: Timestamp
    answers: list[ClaimAnswer]


class _Placed(Shape):
    id: EntryId


class ChatEntry(Chat, _Placed):
    """A line of the talk, in the log."""


class StatusEntry(Status, _Placed):
    """A change of the show's state, in the log."""


class PinEntry(Pin, _Placed):
    """A pin, in the log."""


class StockEntry(Stock, _Placed):
    """A change of stock, in the log."""


class OrderEntry(Order, _Placed):
    """News of an order, in the log."""


class DeletedEntry(Deleted, _Placed):
    """A deletion, in the log."""


class RestoredEntry(Restored, _Placed):
    """A deletion undone, in the log."""


class SanctionEntry(Sanction, _Placed):
    """A mute or ban, in the log."""


class RulesEntry(Rules, _Placed):
    """A change of the rules, in the log."""


class MessagePinEntry(MessagePin, _Placed):
    """A pinned message, in the log."""


class DealEntry(Deal, _Placed):
    """A change of a flash deal, in the log."""


class ListingEntry(Listing, _Placed):
    """A change of what can be claimed, in the log."""


class ClaimAnswersEntry(ClaimAnswers, _Placed):
    """Answers to claims, in the log."""


State: TypeAlias = Status | Pin | Stock | Rules | MessagePin | Listing | Deal
STATE_FIELDS: Final = frozenset(
    {"status", "pin", "stock", "rules", "message_pin", "listing", "deal"}
)
Body: TypeAlias = State | Chat | Order | Deleted | Restored | Sanction | ClaimAnswers
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
)


def encoded(body: Body) -> bytes:
    """As the log stores it."""
    return body.model_dump_json(exclude_none=isinstance(body, Chat | Stock)).encode()
