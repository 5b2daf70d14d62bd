"""Push tokens on Postgres."""

from datetime import datetime

from nightmarket_identity.domain.push import PushAddress
from nightmarket_identity.domain.user import Sealed
from nightmarket_kit.runtime.postgres import Connection

DELETE_OTHER = "DELETE FROM push_tokens WHERE session_id = $1 AND token_hash <> $2"
UPSERT = """
INSERT INTO push_tokens (session_id, token_hash, platform, provider, token_key_id, token_sealed,
                         locale, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
ON CONFLICT (token_hash) DO UPDATE
SET session_id = excluded.session_id, platform = excluded.platform,
    token_key_id = excluded.token_key_id, token_sealed = excluded.token_sealed,
    locale = excluded.locale, updated_at = excluded.updated_at
"""
DELETE = "DELETE FROM push_tokens WHERE session_id = $1"
DELETE_OF_ENDED = """
DELETE FROM push_tokens WHERE session_id IN
(SELECT p.session_id FROM push_tokens p JOIN sessions s ON s.id = p.session_id
 WHERE s.idle_expires_at < $1 LIMIT $2)
"""


class PostgresPushTokens:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(
        self, session_id: str, address: PushAddress, *, sealed: Sealed, at: datetime
    ) -> None:
        await self._connection.execute(DELETE_OTHER, session_id, address.token_hash)
        await self._connection.execute(
            UPSERT,
            session_id,
            address.token_hash,
            address.platform.value,
            address.provider.value,
            sealed.key_id,
            sealed.box,
            address.locale,
            at,
        )

    async def remove(self, session_id: str) -> None:
        await self._connection.execute(DELETE, session_id)

    async def sweep(self, *, before: datetime, limit: int) -> int:
        status = await self._connection.execute(DELETE_OF_ENDED, before, limit)
        return int(status.rsplit(" ", 1)[-1])
