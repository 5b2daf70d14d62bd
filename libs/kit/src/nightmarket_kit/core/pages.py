"""Pages of lists: sizes are clamped, tokens are opaque and bound to the filter they came from.

A token is base64url of the last sort key and a hash of the filter; it is not secret, only not
to be built by hand. A token of another filter, or nonsense, is Invalid PAGE_TOKEN_INVALID.
"""

import base64
import hashlib
import json
from dataclasses import dataclass

from nightmarket_kit.core.errors import Invalid

DEFAULT_SIZE = 50
MAX_SIZE = 100


class PageTokenInvalid(Invalid):
    reason = "PAGE_TOKEN_INVALID"


class PageSizeInvalid(Invalid):
    reason = "PAGE_SIZE_INVALID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    size: int
    after: tuple[str, ...] | None


def _digest(filter_: object) -> str:
    return hashlib.sha256(json.dumps(filter_, sort_keys=True).encode()).hexdigest()[:12]


def read_page(*, size: int, token: str, filter_: object) -> Page:
    """`size` 0 means the default, too much is clamped, below zero is refused (AIP-158)."""
    if size < 0:
        raise PageSizeInvalid
    after: tuple[str, ...] | None = None
    if token:
        try:
            digest, *key = json.loads(base64.urlsafe_b64decode(token.encode() + b"=="))
            after = tuple(str(part) for part in key)
        except (ValueError, TypeError, RecursionError) as error:
            raise PageTokenInvalid from error
        if digest != _digest(filter_) or not after:
            raise PageTokenInvalid
    return Page(size=min(size or DEFAULT_SIZE, MAX_SIZE), after=after)


def write_token(*key: str, filter_: object) -> str:
    raw = json.dumps([_digest(filter_), *key]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
