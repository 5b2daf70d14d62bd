"""Identity's unit of work on Postgres: log-ins, users, sessions. The others have their own files."""

from datetime import datetime

import asyncpg

from nightmarket_identity.adapters.events_proto import to_outgoing
from nightmarket_identity.adapters.postgres_keys import PostgresKeys
from nightmarket_identity.adapters.postgres_push import PostgresPushTokens
from nightmarket_identity.adapters.postgres_shops import PostgresShops
from nightmarket_identity.domain.events import IdentityEvent
from nightmarket_identity.domain.login import LoginTransaction
from nightmarket_identity.domain.session import RevokeCause, Session
from nightmarket_identity.domain.user import ProviderAccount, User
from nightmarket_kit.runtime.postgres import Connection, Transaction

INSERT_LOGIN = """
INSERT INTO login_transactions (state, provider, client_id, redirect_uri, return_to, verifier,
                                nonce, binding_hash, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
TAKE_LOGIN = """
UPDATE login_transactions SET used_at = $2 WHERE state = $1 AND used_at IS NULL AND expires_at > $2
RETURNING state, provider, client_id, redirect_uri, return_to, verifier, nonce, binding_hash,
          expires_at
"""
DELETE_LOGINS = """
DELETE FROM login_transactions WHERE state IN
(SELECT state FROM login_transactions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)
"""
LINK_IDENTITY = """
INSERT INTO linked_identities (id, provider, issuer, subject, user_id, tokens_key_id, tokens_sealed,
                               linked_at, login_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT (provider, issuer, subject) DO UPDATE
SET tokens_key_id = excluded.tokens_key_id, tokens_sealed = excluded.tokens_sealed,
    login_at = excluded.login_at
RETURNING id, user_id
"""
INSERT_USER = """
INSERT INTO users (id, display_name, picture_url, created_at) VALUES ($1, $2, $3, $4)
"""
RENAME_USER = """
UPDATE users SET display_name = coalesce(nullif($2, ''), display_name),
                 picture_url = coalesce(nullif($3, ''), picture_url)
WHERE id = $1 RETURNING id, display_name, picture_url, created_at
"""
USER_EXISTS = "SELECT EXISTS (SELECT 1 FROM users WHERE id = $1)"
NAME_OF_USER = "SELECT display_name FROM users WHERE id = $1"
INSERT_SESSION = """
INSERT INTO sessions (id, user_id, identity_id, client_id, device_name, created_at, refreshed_at,
                      idle_expires_at, abs_expires_at, revoked_at, revoke_cause, rt_salt,
                      rt_pepper_id, rt_seq, rt_rotated_at, rt_replays, confirmed_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""
SELECT_SESSION = """
SELECT id, user_id, identity_id, client_id, device_name, created_at, refreshed_at, idle_expires_at,
       abs_expires_at, revoked_at, revoke_cause, rt_salt, rt_pepper_id, rt_seq, rt_rotated_at,
       rt_replays, confirmed_seq
FROM sessions WHERE id = $1
"""
SELECT_SESSION_FOR_UPDATE = SELECT_SESSION + " FOR NO KEY UPDATE"
SELECT_SESSION_IF_FREE = SELECT_SESSION + " FOR NO KEY UPDATE SKIP LOCKED"
UPDATE_SESSION = """
UPDATE sessions SET refreshed_at = $2, idle_expires_at = $3, revoked_at = $4, revoke_cause = $5,
                    rt_seq = $6, rt_rotated_at = $7, rt_replays = $8, confirmed_seq = $9
WHERE id = $1
"""
DELETE_SESSIONS = """
DELETE FROM sessions WHERE id IN
(SELECT id FROM sessions WHERE idle_expires_at < $1 ORDER BY idle_expires_at LIMIT $2)
"""


class PostgresLogins:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, login: LoginTransaction) -> None:
        await self._connection.execute(
            INSERT_LOGIN,
            login.state,
            login.provider,
            login.client_id,
            login.redirect_uri,
            login.return_to,
            login.verifier,
            login.nonce,
            login.binding_hash,
            login.expires_at,
        )

    async def take(self, state: str, *, at: datetime) -> LoginTransaction | None:
        row = await self._connection.fetchrow(TAKE_LOGIN, state, at)
        return None if row is None else LoginTransaction(**dict(row))

    async def sweep(self, *, before: datetime, limit: int) -> int:
        return _count(await self._connection.execute(DELETE_LOGINS, before, limit))


class PostgresUsers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def link(
        self, account: ProviderAccount, *, identity_id: str, user_id: str, at: datetime
    ) -> tuple[str, str]:
        row = await self._connection.fetchrow(
            LINK_IDENTITY,
            identity_id,
            account.provider,
            account.issuer,
            account.subject,
            user_id,
            account.tokens.key_id,
            account.tokens.box,
            at,
        )
        if row is None:
            raise RuntimeError("an upsert returns its row")
        return str(row["id"]), str(row["user_id"])

    async def add(self, user: User) -> None:
        await self._connection.execute(
            INSERT_USER, user.id, user.display_name, user.picture_url, user.created_at
        )

    async def rename(self, user_id: str, *, display_name: str, picture_url: str) -> User:
        row = await self._connection.fetchrow(RENAME_USER, user_id, display_name, picture_url)
        if row is None:
            raise RuntimeError("a linked identity has a user")
        return to_user(row)

    async def exists(self, user_id: str) -> bool:
        return bool(await self._connection.fetchval(USER_EXISTS, user_id))

    async def name_of(self, user_id: str) -> str:
        return str(await self._connection.fetchval(NAME_OF_USER, user_id))


class PostgresSessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, session: Session) -> None:
        await self._connection.execute(
            INSERT_SESSION,
            session.id,
            session.user_id,
            session.identity_id,
            session.client_id,
            session.device_name,
            session.created_at,
            session.refreshed_at,
            session.idle_expires_at,
            session.abs_expires_at,
            session.revoked_at,
            session.revoke_cause,
            session.salt,
            session.pepper_id,
            session.seq,
            session.rotated_at,
            session.replays,
            session.confirmed_seq,
        )

    async def get(self, session_id: str) -> Session | None:
        return await self._one(SELECT_SESSION, session_id)

    async def get_for_update(self, session_id: str) -> Session | None:
        return await self._one(SELECT_SESSION_FOR_UPDATE, session_id)

    async def lock_if_free(self, session_id: str) -> Session | None:
        return await self._one(SELECT_SESSION_IF_FREE, session_id)

    async def _one(self, query: str, session_id: str) -> Session | None:
        row = await self._connection.fetchrow(query, session_id)
        return None if row is None else to_session(row)

    async def save(self, session: Session) -> None:
        await self._connection.execute(
            UPDATE_SESSION,
            session.id,
            session.refreshed_at,
            session.idle_expires_at,
            session.revoked_at,
            session.revoke_cause,
            session.seq,
            session.rotated_at,
            session.replays,
            session.confirmed_seq,
        )

    async def sweep(self, *, before: datetime, limit: int) -> int:
        return _count(await self._connection.execute(DELETE_SESSIONS, before, limit))


class PostgresIdentityUow(Transaction):
    def _open(self, connection: Connection) -> None:
        self.logins = PostgresLogins(connection)
        self.users = PostgresUsers(connection)
        self.sessions = PostgresSessions(connection)
        self.push_tokens = PostgresPushTokens(connection)
        self.shops = PostgresShops(connection)
        self.keys = PostgresKeys(connection)

    def publish(self, event: IdentityEvent) -> None:
        self.outbox.add(to_outgoing(event))


def to_user(row: asyncpg.Record) -> User:
    return User(
        id=str(row["id"]),
        display_name=row["display_name"],
        picture_url=row["picture_url"],
        created_at=row["created_at"],
    )


def to_session(row: asyncpg.Record) -> Session:
    cause = row["revoke_cause"]
    return Session(
        id=str(row["id"]),
        user_id=str(row["user_id"]),
        identity_id=str(row["identity_id"]),
        client_id=row["client_id"],
        device_name=row["device_name"],
        created_at=row["created_at"],
        refreshed_at=row["refreshed_at"],
        idle_expires_at=row["idle_expires_at"],
        abs_expires_at=row["abs_expires_at"],
        revoked_at=row["revoked_at"],
        revoke_cause=None if cause is None else RevokeCause(cause),
        salt=row["rt_salt"],
        pepper_id=row["rt_pepper_id"],
        seq=row["rt_seq"],
        rotated_at=row["rt_rotated_at"],
        replays=row["rt_replays"],
        confirmed_seq=row["confirmed_seq"],
    )


def _count(status: str) -> int:
    return int(status.rsplit(" ", 1)[-1])
