"""Facts that stream tells."""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_stream.domain.archive import Message
from nightmarket_stream.domain.chat import Act, ChatRules
from nightmarket_stream.domain.show import Show


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamScheduled:
    show: Show


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLive:
    show: Show


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEnded:
    show: Show


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPinned:
    """The pin changed; the show's pinned_product_id is empty when it was taken down."""

    show: Show
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRulesChanged:
    rules: ChatRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatModerated:
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPosted:
    """`shop_id` is empty when the show is not known."""

    show_id: str
    shop_id: str
    messages: tuple[Message, ...]


ChatEvent = ChatRulesChanged | ChatModerated | ChatPosted
Event = StreamScheduled | StreamLive | StreamEnded | ProductPinned
