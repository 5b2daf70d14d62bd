"""Idempotency: one request id, one effect (AIP-155).

A command that changes something carries `request_id`; its digest is over everything else in it.
"""

import dataclasses
import hashlib
import json
import re
from typing import Any

from nightmarket_kit.core.errors import Invalid
from nightmarket_kit.core.principal import Principal

_REQUEST_ID = re.compile(r"[A-Za-z0-9_\-:.]{8,100}\Z")


class RequestIdInvalid(Invalid):
    """8 to 100 characters of letters, digits and _-:. are asked for."""

    reason = "REQUEST_ID_INVALID"


def check_request_id(request_id: str) -> str:
    if not _REQUEST_ID.match(request_id):
        raise RequestIdInvalid
    return request_id


def digest_of(command: Any) -> str:
    """Digest of a dataclass command without its request_id."""
    body = {
        field.name: getattr(command, field.name)
        for field in dataclasses.fields(command)
        if field.name != "request_id"
    }
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Principal):
        return value.user_id  # roles change with each token, the person does not
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))  # the order of a set differs between processes
    return str(value)
