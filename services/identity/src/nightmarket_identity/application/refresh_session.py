"""Renew a session's tokens. The refresh token is its own request id.

A token of the current generation makes the next one; its parent gets the current one again while
that can be an answer that was lost; anything older ends the session (domain/session.py).
"""

import asyncio
import random
from dataclasses import dataclass
from typing import Final

from nightmarket_identity.application.end_session import end_session
from nightmarket_identity.application.ports import Confirmations, IdentityUow, UowFactory
from nightmarket_identity.application.tokens import IssuedTokens, TokenIssuer
from nightmarket_identity.domain.errors import (
    RefreshInProgress,
    RefreshInvalid,
    RefreshReused,
    RefreshTooOften,
    SessionRevoked,
)
from nightmarket_identity.domain.refresh_token import RefreshToken
from nightmarket_identity.domain.session import RevokeCause, Session, Verdict
from nightmarket_kit.core.clock import Clock

LOCK_WAIT_S: Final = 2.0
LOCK_RETRY_S: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshSession:
    refresh_token: str


class _Locked(Exception):
    """Another refresh of the session is under way."""


class _Asks(Exception):
    """Only the gateway's confirmation decides."""


async def refresh_session(
    command: RefreshSession,
    *,
    uow: UowFactory,
    clock: Clock,
    issuer: TokenIssuer,
    confirmations: Confirmations,
) -> IssuedTokens:
    token = RefreshToken.parse(command.refresh_token)
    confirmed: int | None = None
    loop = asyncio.get_running_loop()
    end = loop.time() + LOCK_WAIT_S
    while True:
        try:
            return await _attempt(token, confirmed, uow=uow, clock=clock, issuer=issuer)
        except _Asks:
            confirmed = await confirmations.confirmed(token.session_id)
        except _Locked:
            if loop.time() > end:
                raise RefreshInProgress from None
            await asyncio.sleep(LOCK_RETRY_S * random.uniform(0.5, 1.5))  # noqa: S311 - jitter


async def _attempt(
    token: RefreshToken,
    confirmed: int | None,
    *,
    uow: UowFactory,
    clock: Clock,
    issuer: TokenIssuer,
) -> IssuedTokens:
    async with uow() as tx:
        session = await _genuine(token, tx, issuer=issuer)
        at = clock.now()
        if not session.is_open(at):
            raise SessionRevoked
        match session.judge(token.seq, at=at, confirmed=confirmed):
            case Verdict.ROTATE:
                session = session.rotated(at)
            case Verdict.REPLAY:
                session = session.replayed(at)
            case Verdict.ASK:
                raise _Asks
            case Verdict.TOO_OFTEN:
                raise RefreshTooOften
            case Verdict.REUSE:
                await end_session(session, RevokeCause.REUSE, tx=tx, at=at)
                await tx.commit()
                raise RefreshReused
        await tx.sessions.save(session)
        tokens = issuer.issue(
            session,
            name=await tx.users.name_of(session.user_id),
            roles=await tx.shops.roles_of(session.user_id),
            at=at,
        )
        await tx.commit()
    return tokens


async def _genuine(token: RefreshToken, tx: IdentityUow, *, issuer: TokenIssuer) -> Session:
    """The session, locked. The MAC comes first: who only knows a session's id changes nothing."""
    there = await tx.sessions.get(token.session_id)
    if there is None:
        raise RefreshInvalid
    token.require_key(issuer.session_key(there))
    locked = await tx.sessions.lock_if_free(token.session_id)
    if locked is None:
        raise _Locked
    return locked
