"""What was held up in a show, and from when until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChange:
    """`product_id` is empty when the pin was taken down."""

    product_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PinSpan:
    """`end_at` is None for what is held up still, or was when the show ended."""

    product_id: str
    start_at: datetime
    end_at: datetime | None


def spans_of(changes: Sequence[PinChange]) -> list[PinSpan]:
    """Of changes in their order: each product is held up until the next change."""
    return [
        PinSpan(
            product_id=change.product_id,
            start_at=change.at,
            end_at=None if following is None else following.at,
        )
        for change, following in zip(changes, [*changes[1:], None], strict=False)
        if change.product_id
    ]
