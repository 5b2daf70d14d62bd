"""Say where notifications reach the caller's session, or that they no longer should."""

from dataclasses import dataclass

from nightmarket_identity.application.access import hold_session
from nightmarket_identity.application.ports import TokenSealer, UowFactory
from nightmarket_identity.domain.push import PushAddress
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPushToken:
    request_id: str
    actor: Principal
    address: PushAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePushToken:
    request_id: str
    actor: Principal


async def put_push_token(
    command: PutPushToken, *, uow: UowFactory, clock: Clock, sealer: TokenSealer
) -> None:
    at, session_id, address = clock.now(), command.actor.session_id, command.address
    async with uow() as tx:
        # Held, or a log-out at the same time would leave a token behind.
        await hold_session(command.actor, tx=tx, at=at)
        if await tx.requests.claim(command) is not None:
            return
        sealed = sealer.seal(address.token.encode(), bound_to=session_id)
        await tx.push_tokens.put(session_id, address, sealed=sealed, at=at)
        await tx.requests.finish(command, result_id=session_id)
        await tx.commit()


async def remove_push_token(command: RemovePushToken, *, uow: UowFactory, clock: Clock) -> None:
    async with uow() as tx:
        await hold_session(command.actor, tx=tx, at=clock.now())
        if await tx.requests.claim(command) is not None:
            return
        await tx.push_tokens.remove(command.actor.session_id)
        await tx.requests.finish(command, result_id=command.actor.session_id)
        await tx.commit()
