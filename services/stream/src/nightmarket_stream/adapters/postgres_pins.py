"""The history of pins on Postgres."""

from datetime import datetime
from typing import Final

from nightmarket_kit.runtime.postgres import Connection
from nightmarket_stream.domain.pin import PinChange
from nightmarket_stream.domain.show import Show

# More than a host presses in a show of twelve hours; the rest is kept, and not told.
MOST_CHANGES: Final = 2000
INSERT_PIN = """
INSERT INTO pins (show_id, version, product_id, pinned_at) VALUES ($1, $2, $3, $4)
"""
SELECT_PINS = """
SELECT product_id, pinned_at FROM pins WHERE show_id = $1 ORDER BY version LIMIT $2
"""


class PostgresPins:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, show: Show, *, at: datetime) -> None:
        await self._connection.execute(
            INSERT_PIN, show.id, show.version, show.pinned_product_id or None, at
        )


async def find_pins(connection: Connection, show_id: str) -> list[PinChange]:
    return [
        PinChange(
            product_id="" if row["product_id"] is None else str(row["product_id"]),
            at=row["pinned_at"],
        )
        for row in await connection.fetch(SELECT_PINS, show_id, MOST_CHANGES)
    ]
