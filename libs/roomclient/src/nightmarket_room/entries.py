"""What stands in a room's log, as docs/api/realtime/entries describes it; a test compares the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The line that is answered, as it stood in the room; `text` is its beginning."""

    id: str
    user_id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPrice:
    currency_code: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVariant:
    variant_id: str
    title: str
    on_hand: int
    prices: tuple[CardPrice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    product_id: str
    title: str
    image_url: str
    variants: tuple[CardVariant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLeft:
    deal_id: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTotal:
    currency: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    product_id: str
    variant_id: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLot:
    variant_id: str
    title: str
    units: int
    free: int
    places: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAnswer:
    user_id: str
    message_id: str
    outcome: str
    product_id: str
    variant_id: str
    quantity: int
    units: int
    place: int
    total: int
    line: int
    due: int
    doubt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedMessage:
    id: str
    user: Speaker
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """An entry of a kind that this client does not know; it has its place all the same."""

    kind: str
    ts: int
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat(Other):
    user: Speaker
    text: str
    client_id: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Other):
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Other):
    product_id: str
    product: Card | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Other):
    variant_id: str
    product_id: str
    on_hand: int
    sold: int
    deal: DealLeft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Other):
    order_id: str
    order_number: str
    show_ids: tuple[str, ...]
    state: str
    total: OrderTotal
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(Other):
    act_id: str
    message_id: str
    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(Other):
    act_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(Other):
    user_id: str
    state: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRules(Other):
    slow_mode_s: int
    links_off: bool
    talk: str = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePin(Other):
    message: PinnedMessage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Other):
    product_id: str
    title: str
    keyword: str
    state: str
    limit_per_person: int
    hold_s: int
    lots: tuple[ClaimLot, ...]
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal(Other):
    """A flash deal began, got more time or ended; times are milliseconds since 1970."""

    deal_id: str
    product_id: str
    variant_id: str
    state: str
    price: CardPrice
    was: CardPrice
    quantity: int
    left: int
    per_person: int
    starts: int
    ends: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher(Other):
    """For the first who write its keyword; times are milliseconds since 1970."""

    voucher_id: str
    keyword: str
    state: str
    units: int
    left: int
    amount_off: CardPrice | None
    percent_off: int
    most_off: CardPrice | None
    minimum: CardPrice
    closes: int
    until: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims(Other):
    answers: tuple[ClaimAnswer, ...]


Entry: TypeAlias = Other
"""Switch on the class; `Other` itself is what a newer gateway says."""

KINDS: Mapping[str, type[Other]] = {
    "chat": Chat,
    "status": Status,
    "pin": Pin,
    "stock": Stock,
    "order": Order,
    "deleted": Deleted,
    "restored": Restored,
    "sanction": Sanction,
    "rules": ChatRules,
    "message_pin": MessagePin,
    "listing": Listing,
    "voucher": Voucher,
    "claims": Claims,
    "deal": Deal,
}
