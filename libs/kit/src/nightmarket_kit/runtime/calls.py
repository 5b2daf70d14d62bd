"""What travels with a call: deadline, token, principal, request id. Context variables, so that a
client call made inside a handler passes them on without being told.
"""

import time
from contextvars import ContextVar
from dataclasses import dataclass

from nightmarket_kit.core.errors import Unauthenticated
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """`deadline` is on the monotonic clock, in seconds; `token` is the caller's access token."""

    deadline: float | None = None
    token: str = ""
    principal: Principal | None = None
    is_service: bool = False


_EMPTY = CallContext()
_current: ContextVar[CallContext] = ContextVar("call", default=_EMPTY)
# Set while a unit of work or `Statements` hold a connection: nothing remote may be awaited then
# (kit.runtime.postgres).
in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)


class TokenMissing(Unauthenticated):
    reason = "TOKEN_MISSING"


def current_call() -> CallContext:
    return _current.get()


def set_call(context: CallContext) -> None:
    """Set for the current task; each RPC and each HTTP request has a task of its own."""
    _current.set(context)


def remaining_s(default: float) -> float:
    """Seconds left to the caller's deadline, at most `default`."""
    deadline = _current.get().deadline
    return default if deadline is None else max(0.0, min(default, deadline - time.monotonic()))


def require_principal() -> Principal:
    principal = _current.get().principal
    if principal is None:
        raise TokenMissing
    return principal
