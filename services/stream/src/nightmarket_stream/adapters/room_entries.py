"""An entry of a room's log as the gateway writes it (docs/realtime.md): a line of the talk, a deletion,
or something that the archive passes over.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from nightmarket_kit.core.ids import is_id
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_stream.application.archive_ports import Batch
from nightmarket_stream.domain.archive import Cut, Message, Place

log = get_logger(__name__)
DELETED: Final = b"deleted:"


def read_batch(
    show_id: str, epoch: str, entries: Sequence[tuple[bytes, Sequence[bytes]]]
) -> Batch | None:
    """Of ids with their fields and values in a row; None of nothing."""
    messages, cuts, unread = [], [], []
    for raw_id, flat in entries:
        fields = dict(zip(flat[::2], flat[1::2], strict=True))
        try:
            found = _read(show_id, epoch, raw_id.decode(), fields)
        except (ValueError, KeyError, TypeError, OverflowError, OSError):
            unread.append(raw_id.decode())
            continue
        if isinstance(found, Message):
            messages.append(found)
        elif found is not None:
            cuts.append(found)
    if unread:  # passed over, or nothing behind them would ever be kept
        log.error("entries cannot be archived", show_id=show_id, first=unread[0], count=len(unread))
    if not entries:
        return None
    return Batch(
        show_id=show_id,
        ids=tuple(raw_id.decode() for raw_id, _ in entries),
        messages=tuple(messages),
        cuts=tuple(cuts),
    )


def _read(show_id: str, epoch: str, id_: str, fields: dict[bytes, bytes]) -> Message | Cut | None:
    field = fields.get(b"f", b"")
    if field and not field.startswith(DELETED):
        return None
    body: dict[str, Any] = json.loads(fields[b"e"])
    place = Place.parse(id_)
    if place is None or not is_id(show_id):
        raise ValueError("not a place in a show")
    match body["kind"]:
        case "chat":
            return Message(
                show_id=show_id,
                place=place,
                epoch=epoch,
                sent_at=datetime.fromtimestamp(body["ts"] / 1000, tz=UTC),
                user_id=_id(body["user"]["id"]),
                user_name=_plain(body["user"]["name"]),
                text=_plain(body["text"]),
                client_id=_plain(body["client_id"]),
                reply_to=Place.parse(body["reply"]["id"]) if body.get("reply") else None,
            )
        case "deleted":
            return Cut(act_id=_id(body["act_id"]), show_id=show_id, place=place)
    return None


def _id(text: str) -> str:
    if not is_id(text):
        raise ValueError("not an id")
    return text


def _plain(text: str) -> str:
    """Postgres keeps neither NUL nor half characters, and a client names its messages as it likes."""
    return text.replace("\0", "").encode(errors="replace").decode()
