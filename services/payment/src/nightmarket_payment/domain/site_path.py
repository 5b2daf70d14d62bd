"""Paths on our own site: one leading slash, and nothing that a browser reads as another host."""

import re

from nightmarket_payment.domain.errors import ReturnToInvalid

# Printable ASCII without the backslash: browsers drop tabs and newlines and turn "\" into "/".
_PATH = re.compile(r"/(?!/)[\x21-\x5b\x5d-\x7e]{0,499}\Z")


def check_return_to(path: str) -> str:
    if not _PATH.match(path):
        raise ReturnToInvalid
    return path
