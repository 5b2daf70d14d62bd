"""Errors that a caller can act on.

    DomainError                 kind (closed set) + reason (UPPER_SNAKE, listed in error_reason.proto)
    ├── Invalid                 the request can never work
    ├── Unauthenticated         who are you
    ├── Forbidden               you may not
    ├── NotFound                no such thing (or not yours)
    ├── AlreadyExists           that is there already
    ├── PreconditionFailed      the state does not allow it
    ├── Conflict                somebody else was faster: read again
    ├── Exhausted               too much or too often
    └── Unavailable             try again later

Each subclass in a service sets `reason`. Whatever the text interpolates is also in `metadata`,
so that a screen can say it in another language. No secret and no personal data goes into either.
"""

from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    ALREADY_EXISTS = "already_exists"
    PRECONDITION = "precondition"
    CONFLICT = "conflict"
    EXHAUSTED = "exhausted"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"


class DomainError(Exception):
    """An expected failure with a stable reason; `metadata` values are strings."""

    kind: ClassVar[Kind]
    reason: str = "UNSPECIFIED"

    def __init__(self, message: str = "", *, reason: str | None = None, **metadata: object) -> None:
        if reason is not None:
            self.reason = reason
        self.metadata = {key: str(value) for key, value in metadata.items()}
        self.message = message or self.reason.replace("_", " ").lower()
        super().__init__(self.message)


class Invalid(DomainError):
    kind = Kind.INVALID


class Unauthenticated(DomainError):
    kind = Kind.UNAUTHENTICATED


class Forbidden(DomainError):
    kind = Kind.FORBIDDEN


class NotFound(DomainError):
    kind = Kind.NOT_FOUND


class AlreadyExists(DomainError):
    kind = Kind.ALREADY_EXISTS


class PreconditionFailed(DomainError):
    kind = Kind.PRECONDITION


class Conflict(DomainError):
    kind = Kind.CONFLICT


class Exhausted(DomainError):
    kind = Kind.EXHAUSTED


class Unavailable(DomainError):
    kind = Kind.UNAVAILABLE


class TimedOut(DomainError):
    kind = Kind.TIMEOUT


BY_KIND: dict[Kind, type[DomainError]] = {
    error.kind: error
    for error in (
        Invalid,
        Unauthenticated,
        Forbidden,
        NotFound,
        AlreadyExists,
        PreconditionFailed,
        Conflict,
        Exhausted,
        Unavailable,
        TimedOut,
    )
}


class RequestIdReused(Invalid):
    """The same request id came with another body."""

    reason = "REQUEST_ID_REUSED"
