"""Signing keys on Postgres."""

from nightmarket_identity.domain.keys import KeyState, SigningKey
from nightmarket_identity.domain.user import Sealed
from nightmarket_kit.runtime.postgres import Connection

LOCK_KEY = 0x6E6B6579  # "nkey"
LOCK = "SELECT pg_advisory_xact_lock($1)"
SELECT_PUBLISHED = """
SELECT kid, state, public_jwk, private_key_id, private_sealed, created_at, changed_at
FROM signing_keys WHERE state <> 'removed' ORDER BY created_at, kid
"""
INSERT_KEY = """
INSERT INTO signing_keys (kid, state, public_jwk, private_key_id, private_sealed, created_at,
                          changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
UPDATE_KEY = """
UPDATE signing_keys SET state = $2, private_sealed = $3, changed_at = $4 WHERE kid = $1
"""


class PostgresKeys:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self) -> None:
        await self._connection.execute(LOCK, LOCK_KEY)

    async def published(self) -> list[SigningKey]:
        return [
            SigningKey(
                kid=row["kid"],
                state=KeyState(row["state"]),
                public_jwk=row["public_jwk"],
                private=Sealed(key_id=row["private_key_id"], box=row["private_sealed"]),
                created_at=row["created_at"],
                changed_at=row["changed_at"],
            )
            for row in await self._connection.fetch(SELECT_PUBLISHED)
        ]

    async def add(self, key: SigningKey) -> None:
        await self._connection.execute(
            INSERT_KEY,
            key.kid,
            key.state.value,
            key.public_jwk,
            key.private.key_id,
            key.private.box,
            key.created_at,
            key.changed_at,
        )

    async def save(self, key: SigningKey) -> None:
        await self._connection.execute(
            UPDATE_KEY, key.kid, key.state.value, key.private.box, key.changed_at
        )
