"""End a session: log out here, or take another device off the list. Ending an ended one is fine."""

from dataclasses import dataclass

from nightmarket_identity.application.access import require_session
from nightmarket_identity.application.end_session import end_session
from nightmarket_identity.application.ports import UowFactory
from nightmarket_identity.domain.errors import SessionNotFound
from nightmarket_identity.domain.session import RevokeCause
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeSession:
    actor: Principal
    session_id: str


async def revoke_session(command: RevokeSession, *, uow: UowFactory, clock: Clock) -> None:
    at = clock.now()
    is_own = command.session_id == command.actor.session_id
    async with uow() as tx:
        if not is_own:
            await require_session(command.actor, tx=tx, at=at)
        session = await tx.sessions.get_for_update(command.session_id)
        if session is None or session.user_id != command.actor.user_id:
            raise SessionNotFound(session_id=command.session_id)
        if not session.is_open(at):
            return
        cause = RevokeCause.LOGOUT if is_own else RevokeCause.REMOVED
        await end_session(session, cause, tx=tx, at=at)
        await tx.commit()
