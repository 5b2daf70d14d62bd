"""Media tickets on Postgres."""

from datetime import datetime

from nightmarket_kit.runtime.postgres import Connection
from nightmarket_stream.domain.ticket import KEPT_FOR, MediaTicket, TicketUse

INSERT_TICKET = """
INSERT INTO media_tickets (token_hash, channel_id, show_id, use, expire_at)
VALUES ($1, $2, $3, $4, $5)
"""
DELETE_OLD_TICKETS = "DELETE FROM media_tickets WHERE channel_id = $1 AND expire_at < $2"
SELECT_TICKET = """
SELECT token_hash, channel_id, show_id, use, expire_at FROM media_tickets WHERE token_hash = $1
"""
DELETE_TICKETS = """
DELETE FROM media_tickets WHERE channel_id = $1 AND ($2::uuid IS NULL OR show_id = $2)
"""


class PostgresTickets:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, ticket: MediaTicket, *, at: datetime) -> None:
        await self._connection.execute(DELETE_OLD_TICKETS, ticket.channel_id, at - KEPT_FOR)
        await self._connection.execute(
            INSERT_TICKET,
            ticket.token_hash,
            ticket.channel_id,
            ticket.show_id,
            ticket.use.value,
            ticket.expire_at,
        )

    async def get(self, token_hash: bytes) -> MediaTicket | None:
        return await find_ticket(self._connection, token_hash)

    async def withdraw(self, channel_id: str, *, show_id: str | None = None) -> None:
        await self._connection.execute(DELETE_TICKETS, channel_id, show_id)


async def find_ticket(connection: Connection, token_hash: bytes) -> MediaTicket | None:
    row = await connection.fetchrow(SELECT_TICKET, token_hash)
    if row is None:
        return None
    return MediaTicket(
        token_hash=row["token_hash"],
        channel_id=str(row["channel_id"]),
        show_id=str(row["show_id"]),
        use=TicketUse(row["use"]),
        expire_at=row["expire_at"],
    )
