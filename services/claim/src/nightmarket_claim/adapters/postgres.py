"""Claim's unit of work on Postgres."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from nightmarket_claim.adapters.events_proto import to_outgoing
from nightmarket_claim.adapters.postgres_parking import PostgresParking
from nightmarket_claim.adapters.rows import (
    CLAIM_COLUMNS,
    to_claim,
    to_listings,
    to_room,
    voucher_columns,
)
from nightmarket_claim.application.ports import Room, ShareMove
from nightmarket_claim.domain.claim import Claim
from nightmarket_claim.domain.errors import KeywordTaken
from nightmarket_claim.domain.events import ClaimEvent
from nightmarket_claim.domain.listing import Listing
from nightmarket_kit.runtime.postgres import Connection, Transaction

INSERT_ROOM = """
INSERT INTO rooms (show_id, shop_id) VALUES ($1, $2) ON CONFLICT (show_id) DO NOTHING
"""
SELECT_ROOM_FOR_UPDATE = """
SELECT show_id, shop_id, epoch, cursor, pinned, pinned_before, pinned_ms, version
FROM rooms WHERE show_id = $1 FOR NO KEY UPDATE
"""
UPDATE_ROOM = """
UPDATE rooms SET epoch = $2, cursor = $3, pinned = $4, pinned_before = $5, pinned_ms = $6, version = $7
WHERE show_id = $1
"""
SELECT_LISTINGS = """
SELECT show_id, product_id, shop_id, title, keyword, limit_per_person, hold_s, most_waiting, state,
       is_taking, root, version, currency_code, amount_minor, percent, most_minor, minimum_minor,
       closes_at, valid_until
FROM listings WHERE show_id = $1 ORDER BY product_id
"""
SELECT_LOTS = """
SELECT product_id, variant_id, title, units, free, places, waiting
FROM lots WHERE show_id = $1 ORDER BY product_id, position
"""
UPSERT_LISTING = """
INSERT INTO listings (show_id, product_id, shop_id, title, keyword, folded, limit_per_person, hold_s,
                      most_waiting, state, is_taking, root, version, currency_code, amount_minor,
                      percent, most_minor, minimum_minor, closes_at, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
ON CONFLICT (show_id, product_id) DO UPDATE SET
    keyword = excluded.keyword, folded = excluded.folded,
    limit_per_person = excluded.limit_per_person, hold_s = excluded.hold_s,
    most_waiting = excluded.most_waiting, state = excluded.state, is_taking = excluded.is_taking,
    root = excluded.root, version = excluded.version
"""
UPSERT_LOTS = """
INSERT INTO lots (show_id, product_id, variant_id, title, units, free, places, waiting, position)
SELECT $1, $2, n.variant_id, n.title, n.units, n.free, n.places, n.waiting, n.position
FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
     WITH ORDINALITY AS n (variant_id, title, units, free, places, waiting, position)
ON CONFLICT (show_id, variant_id) DO UPDATE SET
    units = excluded.units, free = excluded.free, places = excluded.places, waiting = excluded.waiting
"""
CLAIM_FIELDS = (
    "id", "show_id", "shop_id", "product_id", "variant_id", "user_id", "user_name", "quantity", "units",
    "place", "state", "epoch", "entry_id", "item", "by_hand", "made_at", "due_at", "order_id", "order_until",
    "is_placed", "is_parked", "receipt", "signature",
)  # fmt: skip
UPDATE_CLAIMS = """
UPDATE claims c SET quantity = n.quantity, units = n.units, state = n.state, due_at = n.due_at,
       order_id = n.order_id, order_until = n.order_until, is_placed = n.is_placed,
       is_parked = n.is_parked
FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::timestamptz[], $6::uuid[],
            $7::timestamptz[], $8::boolean[], $9::boolean[])
     AS n (id, quantity, units, state, due_at, order_id, order_until, is_placed, is_parked)
WHERE c.id = n.id
"""
OF_USERS = CLAIM_COLUMNS + "WHERE show_id = $1 AND user_id = ANY($2::uuid[]) ORDER BY id"
WAITING = CLAIM_COLUMNS + (
    "WHERE show_id = $1 AND variant_id = $2 AND state = 'waiting' ORDER BY place LIMIT $3"
)
ONE = CLAIM_COLUMNS + "WHERE id = $1"
DUE = (
    CLAIM_COLUMNS
    + """
WHERE show_id = $1 AND ((state = 'held' AND due_at <= $2)
                        OR (state = 'ordered' AND NOT is_placed AND order_until <= $2))
ORDER BY due_at, place LIMIT 500
"""
)
OF_ORDER = CLAIM_COLUMNS + "WHERE order_id = $1 ORDER BY id"
SELECT_RECEIPTS = """
SELECT variant_id, place, receipt FROM claims WHERE show_id = $1 AND product_id = $2
ORDER BY variant_id, place
"""
INSERT_MOVE = """
INSERT INTO share_moves (id, show_id, product_id, shop_id, variant_ids, deltas, actor)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
LOCK_MOVE = "SELECT id FROM share_moves WHERE id = $1 AND done_at IS NULL FOR NO KEY UPDATE"
CLOSE_MOVE = "UPDATE share_moves SET done_at = now() WHERE id = $1"
SELECT_MOVES = """
SELECT id, show_id, product_id, shop_id, variant_ids, deltas, actor FROM share_moves
WHERE done_at IS NULL AND (deltas[1] < 0 OR created_at < now() - make_interval(secs => $1))
ORDER BY created_at LIMIT 100
"""


class PostgresRooms:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, room: Room) -> None:
        await self._connection.execute(INSERT_ROOM, room.show_id, room.shop_id)

    async def lock(self, show_id: str) -> Room | None:
        row = await self._connection.fetchrow(SELECT_ROOM_FOR_UPDATE, show_id)
        return None if row is None else to_room(row)

    async def save(self, room: Room) -> None:
        await self._connection.execute(
            UPDATE_ROOM,
            room.show_id,
            room.epoch,
            room.cursor,
            room.pinned,
            room.pinned_before,
            room.pinned_ms,
            room.version,
        )


class PostgresListings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_show(self, show_id: str) -> list[Listing]:
        return await read_listings(self._connection, show_id)

    async def save(self, listing: Listing) -> None:
        rules, lots = listing.rules, list(listing.lots.values())
        try:
            await self._connection.execute(
                UPSERT_LISTING,
                listing.show_id,
                listing.product_id,
                listing.shop_id,
                listing.title,
                rules.keyword,
                rules.folded,
                rules.limit_per_person,
                rules.hold_s,
                rules.most_waiting,
                listing.state,
                listing.is_taking,
                listing.root,
                listing.version,
                *voucher_columns(listing.voucher),
            )
        except asyncpg.UniqueViolationError as error:
            raise KeywordTaken(keyword=rules.folded) from error
        await self._connection.execute(
            UPSERT_LOTS,
            listing.show_id,
            listing.product_id,
            [lot.variant_id for lot in lots],
            [lot.title for lot in lots],
            [lot.units for lot in lots],
            [lot.free for lot in lots],
            [lot.places for lot in lots],
            [lot.waiting for lot in lots],
        )


class PostgresClaims:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, claims: Sequence[Claim]) -> None:
        if claims:  # COPY: a flash has hundreds in a pass
            await self._connection.copy_records_to_table(
                "claims", records=[_row_of(one) for one in claims], columns=CLAIM_FIELDS
            )

    async def save(self, claims: Sequence[Claim]) -> None:
        if not claims:
            return
        await self._connection.execute(
            UPDATE_CLAIMS,
            [one.id for one in claims],
            [one.quantity for one in claims],
            [one.units for one in claims],
            [one.state.value for one in claims],
            [one.due_at for one in claims],
            [one.order_id or None for one in claims],
            [one.order_until for one in claims],
            [one.is_placed for one in claims],
            [one.is_parked for one in claims],
        )

    async def of_users(self, show_id: str, user_ids: Sequence[str]) -> list[Claim]:
        rows = await self._connection.fetch(OF_USERS, show_id, list(user_ids))
        return [to_claim(row) for row in rows]

    async def waiting(self, show_id: str, variant_id: str, *, limit: int) -> list[Claim]:
        rows = await self._connection.fetch(WAITING, show_id, variant_id, limit)
        return [to_claim(row) for row in rows]

    async def get(self, claim_id: str) -> Claim | None:
        row = await self._connection.fetchrow(ONE, claim_id)
        return None if row is None else to_claim(row)

    async def due(self, show_id: str, *, at: datetime) -> list[Claim]:
        return [to_claim(row) for row in await self._connection.fetch(DUE, show_id, at)]

    async def of_order(self, order_id: str) -> list[Claim]:
        return [to_claim(row) for row in await self._connection.fetch(OF_ORDER, order_id)]

    async def receipts(self, show_id: str, product_id: str) -> list[tuple[str, int, str]]:
        rows = await self._connection.fetch(SELECT_RECEIPTS, show_id, product_id)
        return [(str(row["variant_id"]), row["place"], row["receipt"]) for row in rows]


class PostgresMoves:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, move: ShareMove) -> None:
        await self._connection.execute(
            INSERT_MOVE,
            move.id,
            move.show_id,
            move.product_id,
            move.shop_id,
            [variant_id for variant_id, _ in move.moves],
            [delta for _, delta in move.moves],
            move.actor,
        )

    async def is_open(self, move_id: str) -> bool:
        return await self._connection.fetchval(LOCK_MOVE, move_id) is not None

    async def close(self, move_id: str) -> None:
        await self._connection.execute(CLOSE_MOVE, move_id)

    async def left(self, *, older_s: float) -> list[ShareMove]:
        return [
            ShareMove(
                id=str(row["id"]),
                show_id=str(row["show_id"]),
                product_id=str(row["product_id"]),
                shop_id=str(row["shop_id"]),
                moves=tuple(zip(map(str, row["variant_ids"]), row["deltas"], strict=True)),
                actor=row["actor"],
            )
            for row in await self._connection.fetch(SELECT_MOVES, older_s)
        ]


class PostgresClaimUow(Transaction):
    def _open(self, connection: Connection) -> None:
        self.rooms = PostgresRooms(connection)
        self.listings = PostgresListings(connection)
        self.claims = PostgresClaims(connection)
        self.moves = PostgresMoves(connection)
        self.parking = PostgresParking(connection)

    def publish(self, event: ClaimEvent) -> None:
        self.outbox.add(to_outgoing(event))


async def read_listings(connection: Connection, show_id: str) -> list[Listing]:
    return to_listings(
        await connection.fetch(SELECT_LISTINGS, show_id),
        await connection.fetch(SELECT_LOTS, show_id),
    )


def _row_of(claim: Claim) -> tuple[object, ...]:
    return (
        claim.id,
        claim.show_id,
        claim.shop_id,
        claim.product_id,
        claim.variant_id,
        claim.user_id,
        claim.user_name,
        claim.quantity,
        claim.units,
        claim.place,
        claim.state.value,
        claim.epoch,
        claim.entry_id,
        claim.item,
        claim.by_hand,
        claim.made_at,
        claim.due_at,
        claim.order_id or None,
        claim.order_until,
        claim.is_placed,
        claim.is_parked,
        claim.receipt,
        claim.signature,
    )
