"""What a caller may still do: asked of the database, since a token can be ten minutes old."""

from datetime import datetime

from nightmarket_identity.application.ports import IdentityUow
from nightmarket_identity.domain.errors import SessionRevoked
from nightmarket_identity.domain.session import Session
from nightmarket_kit.core.principal import Principal


async def require_session(actor: Principal, *, tx: IdentityUow, at: datetime) -> None:
    _check(await tx.sessions.get(actor.session_id), actor, at=at)


async def hold_session(actor: Principal, *, tx: IdentityUow, at: datetime) -> None:
    """Like require_session, and nobody ends the session before this transaction does."""
    _check(await tx.sessions.get_for_update(actor.session_id), actor, at=at)


def _check(session: Session | None, actor: Principal, *, at: datetime) -> None:
    if session is None or session.user_id != actor.user_id or not session.is_open(at):
        raise SessionRevoked
