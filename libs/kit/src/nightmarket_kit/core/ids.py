"""UUIDv7 ids: sortable by time, made in the application, text on the wire, `uuid` in SQL."""

import re
from collections.abc import Iterable
from typing import Final

import uuid_utils

from nightmarket_kit.core.errors import Invalid

_TEXT: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")


def new_id() -> str:
    """A fresh UUIDv7 in canonical text."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether `text` is a UUID in canonical lower-case text; the only form we accept."""
    return bool(_TEXT.match(text))


class IdInvalid(Invalid):
    reason = "ID_INVALID"


class BatchTooLarge(Invalid):
    reason = "BATCH_TOO_LARGE"


def check_id(text: str, field: str) -> str:
    """`text` when it is an id; IdInvalid names the field otherwise."""
    if not is_id(text):
        raise IdInvalid(f"{field} is not an id", field=field)
    return text


def check_ids(texts: Iterable[str], field: str, *, limit: int) -> list[str]:
    """Like check_id for a bounded list."""
    found = [check_id(text, field) for text in texts]
    if len(found) > limit:
        raise BatchTooLarge(limit=limit)
    return found
