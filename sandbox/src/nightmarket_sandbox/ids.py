"""Identifiers as the providers write them. Nothing here is a Nightmarket id."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

TAIPEI: Final = timezone(timedelta(hours=8), "Asia/Taipei")  # no summer time since 1979


def line_user_id(name: str) -> str:
    """Give `U` + 32 hex, always the same for one name: a LINE `sub` never changes (LINE 1.5)."""
    return "U" + hashlib.sha256(f"line-user:{name}".encode()).hexdigest()[:32]


def opaque(length: int = 32) -> str:
    """Return an unguessable URL-safe text of exactly `length` characters."""
    return secrets.token_urlsafe(length)[:length]


def line_request_id() -> str:
    """Return a value for `x-line-request-id`; LINE prints them in UUID form."""
    raw = secrets.token_hex(16)
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"


def taipei_time(at: float) -> str:
    """Write a moment as ECPay does: `yyyy/MM/dd HH:mm:ss`, Taipei wall clock, no zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(TAIPEI).strftime("%Y/%m/%d %H:%M:%S")


def ecpay_trade_no(at: float, serial: int) -> str:
    """ECPay's own number: `yyMMddHHmmss` + serial, 16 digits, unique while the serial grows."""
    moment = datetime.fromtimestamp(at, UTC).astimezone(TAIPEI)
    return f"{moment:%y%m%d%H%M%S}{serial % 10_000:04d}"
