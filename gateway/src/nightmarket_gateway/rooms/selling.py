"""What a room's log says of what is sold: products, stock, deals, orders and claims."""

from typing import Literal, TypeAlias

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from nightmarket_gateway.rooms.shapes import Shape, Timestamp


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


class Voucher(Shape):
    """A voucher for the first who write its keyword, one each, between the entry that says `open` and the
    first one that says `closed`, before `closes`.
    """

    kind: Literal["voucher"] = "voucher"
    ts: Timestamp
    voucher_id: str = Field(description="in answers it is `product_id` and `variant_id`")
    keyword: str
    state: Literal["open", "closed"]
    units: int
    left: int
    amount_off: CardPrice | None = Field(description="null when it is a percentage")
    percent_off: int = Field(description="0 when it is an amount")
    most_off: CardPrice | None = Field(description="of a percentage; null: no such limit")
    minimum: CardPrice = Field(description="of the subtotal")
    closes: Timestamp = Field(description="by the log's own time: comments of then take nothing")
    until: Timestamp = Field(description="from which it cannot be spent")
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
