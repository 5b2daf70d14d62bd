"""What goes with a session: nobody is told anything more on its phone, and others are told."""

from datetime import datetime

from nightmarket_identity.application.ports import IdentityUow
from nightmarket_identity.domain.events import SessionEnded
from nightmarket_identity.domain.session import RevokeCause, Session


async def end_session(
    session: Session, cause: RevokeCause, *, tx: IdentityUow, at: datetime
) -> None:
    """`session` is open, and locked by `tx`."""
    await tx.sessions.save(session.ended(cause, at))
    await tx.push_tokens.remove(session.id)
    tx.publish(SessionEnded(session_id=session.id, user_id=session.user_id, cause=cause, at=at))
