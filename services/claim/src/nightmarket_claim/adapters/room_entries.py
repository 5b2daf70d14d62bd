"""An entry of a room's log as the gateway writes it (docs/realtime.md)."""

import json
from typing import Any

from nightmarket_claim.application.ports import Entry
from nightmarket_kit.core.ids import is_id
from nightmarket_kit.runtime.logging import get_logger

log = get_logger(__name__)


def read_entry(id_: str, fields: dict[bytes, bytes]) -> Entry:
    ms = int(id_.partition("-")[0])
    try:
        return _read(id_, ms, json.loads(fields[b"e"]))
    except (ValueError, KeyError, TypeError) as error:
        # passed over, or nothing behind it would ever be read
        log.warning("an entry cannot be read", entry_id=id_, error=type(error).__name__)
        return Entry(id=id_, ms=ms, kind="other")


def _read(id_: str, ms: int, body: dict[str, Any]) -> Entry:
    match body["kind"]:
        case "chat" if is_id(body["user"]["id"]):
            return Entry(
                id=id_,
                ms=ms,
                kind="chat",
                text=_plain(body["text"]),
                user_id=body["user"]["id"],
                user_name=_plain(body["user"]["name"]),
            )
        case "pin":
            return Entry(id=id_, ms=ms, kind="pin", product_id=body["product_id"])
        case "listing":
            return Entry(
                id=id_, ms=ms, kind="listing", product_id=body["product_id"], state=body["state"]
            )
        case "voucher":
            return Entry(
                id=id_, ms=ms, kind="listing", product_id=body["voucher_id"], state=body["state"]
            )
        case "status":
            return Entry(id=id_, ms=ms, kind="status", state=body["state"])
        case "sanction" if is_id(body["user_id"]):
            return Entry(
                id=id_, ms=ms, kind="sanction", user_id=body["user_id"], state=body["state"]
            )
    return Entry(id=id_, ms=ms, kind="other")


def _plain(text: str) -> str:
    """Postgres keeps neither NUL nor half characters."""
    return text.replace("\0", "").encode(errors="replace").decode()
