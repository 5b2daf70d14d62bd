"""Postgres: a pool, and a unit of work whose default is to roll back.

Invariants
- Leaving `async with uow:` without `commit()` rolls back. One commit per handler.
- Repositories get the transaction's connection, never the pool.
- While a unit of work is open, remote calls raise (kit.runtime.grpc_client): a transaction never
  waits for another service.
- Events given to `tx.outbox` and the change they tell of commit together or not at all.
- A read handle is another type: its transaction is read only.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from nightmarket_kit.core.errors import RequestIdReused
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.requests import check_request_id, digest_of
from nightmarket_kit.runtime.calls import in_transaction
from nightmarket_kit.runtime.telemetry import trace_text

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
# What may be raised while the database, or the way to it, is not well. A connection that is ended from
# outside in the middle of an exchange leaves asyncpg in a state that it calls its own mistake.
DATABASE_ERRORS = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

INSERT_OUTBOX = """
INSERT INTO outbox (event_id, topic, key, type, sequence, headers, payload)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[],
                     $6::text[], $7::bytea[])
"""
CLAIM_REQUEST = """
INSERT INTO requests (method, request_id, digest, result_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (method, request_id) DO NOTHING
"""
SELECT_REQUEST = "SELECT digest, result_id FROM requests WHERE method = $1 AND request_id = $2"
FINISH_REQUEST = "UPDATE requests SET result_id = $3 WHERE method = $1 AND request_id = $2"
INSERT_INBOX = """
INSERT INTO inbox (consumer, event_id) VALUES ($1, $2)
ON CONFLICT (consumer, event_id) DO NOTHING
"""


class Database:
    """A component: opens the pool at start. `on_commit` callbacks run after a commit with events."""

    name = "postgres"

    def __init__(self, dsn: str, *, min_size: int = 1, max_size: int = 10) -> None:
        self._dsn = dsn
        self._sizes = (min_size, max_size)
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._wake: list[Callable[[], None]] = []

    @property
    def pool(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise RuntimeError("database is not started")
        return self._pool

    async def start(self) -> None:
        self._pool = await asyncpg.create_pool(
            self._dsn,
            min_size=self._sizes[0],
            max_size=self._sizes[1],
            command_timeout=10,
            server_settings={"jit": "off"},
            reset=_nothing_to_reset,
        )

    async def stop(self, grace_s: float) -> None:
        if self._pool is not None:
            try:
                async with asyncio.timeout(grace_s):
                    await self._pool.close()
            except TimeoutError:
                self._pool.terminate()

    async def wait(self) -> None:
        await asyncio.Event().wait()

    async def check(self) -> None:
        """Raise unless the database answers."""
        await self.pool.fetchval("SELECT 1")

    def on_events(self, wake: Callable[[], None]) -> None:
        """Call `wake` after every commit that wrote events, in this process."""
        self._wake.append(wake)

    def woken(self) -> None:
        for wake in self._wake:
            wake()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection in a read-only transaction with one snapshot."""
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection


async def _nothing_to_reset(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Instead of asyncpg's RESET ALL and its like, a round trip after every transaction.

    Nobody here changes a session: settings and locks belong to transactions, and one that is still
    open has been rolled back before this is called.
    """


class Requests:
    """Idempotency inside the handler's own transaction; the insert is the check."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def claim(self, command: Any, *, result_id: str = "") -> str | None:
        """None for a new request; else the result id of the earlier one.

        Whoever knows its own `result_id` by now need not `finish` it. A concurrent twin waits here for
        the other's commit. RequestIdReused when the digest differs.
        """
        method, request_id = type(command).__name__, check_request_id(command.request_id)
        digest = digest_of(command)
        if (
            await self._connection.execute(CLAIM_REQUEST, method, request_id, digest, result_id)
            == "INSERT 0 1"
        ):
            return None
        row = await self._connection.fetchrow(SELECT_REQUEST, method, request_id)
        if row is None or row["digest"] != digest:
            raise RequestIdReused(request_id=request_id)
        return str(row["result_id"])

    async def find(self, command: Any) -> str | None:
        """The result id of an earlier request, without claiming. For use before remote calls."""
        method, request_id = type(command).__name__, check_request_id(command.request_id)
        row = await self._connection.fetchrow(SELECT_REQUEST, method, request_id)
        if row is None:
            return None
        if row["digest"] != digest_of(command):
            raise RequestIdReused(request_id=request_id)
        return str(row["result_id"])

    async def finish(self, command: Any, *, result_id: str) -> None:
        await self._connection.execute(
            FINISH_REQUEST, type(command).__name__, command.request_id, result_id
        )


class Outbox:
    """Events of this transaction, in the order they were added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._events: list[OutgoingEvent] = []
        self._trace = ""
        self.written = False

    def continue_trace(self, text: str) -> None:
        """Let the events belong to an earlier trace (`trace_text` of then) and not to the current call.

        For work that somebody else's call completes: the person's tap is what the trace is of.
        """
        self._trace = text

    def add(self, event: OutgoingEvent) -> None:
        self._events.append(event)

    async def flush(self) -> None:
        if not self._events:
            return
        headers = self._trace or trace_text()
        await self._connection.execute(
            INSERT_OUTBOX,
            [new_id() for _ in self._events],
            [event.topic for event in self._events],
            [event.key for event in self._events],
            [event.type for event in self._events],
            [event.sequence for event in self._events],
            [headers for _ in self._events],
            [event.payload for event in self._events],
        )
        self._events.clear()
        self.written = True


class Statements:
    """A connection without a transaction: each statement stands alone, and what it writes is committed.

    For questions of one statement, and for notes that are whole by themselves: begin and commit are two
    round trips that such a one does not need. Services subclass it and build their repositories in `_open`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __aenter__(self) -> Self:
        if in_transaction.get():
            raise RuntimeError("a unit of work is open already")
        self.connection: Connection = await self._database.pool.acquire()
        try:
            await self._begin()
        except BaseException:
            await self._database.pool.release(self.connection)
            raise
        self._token = in_transaction.set(True)
        self.requests = Requests(self.connection)
        self._open(self.connection)
        return self

    async def _begin(self) -> None:
        """Nothing to begin."""

    def _open(self, connection: Connection) -> None:
        """Build repositories on `connection`."""

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        in_transaction.reset(self._token)
        await self._database.pool.release(self.connection)


class Transaction(Statements):
    """One unit of work."""

    async def _begin(self) -> None:
        self._transaction = self.connection.transaction()
        await self._transaction.start()
        self._done = False
        self.outbox = Outbox(self.connection)

    async def commit(self) -> None:
        await self.outbox.flush()
        self._done = True  # a COMMIT that fails has rolled back; doing so again would hide why
        await self._transaction.commit()
        if self.outbox.written:
            self._database.woken()

    async def claim_event(self, consumer: str, event_id: str) -> bool:
        """False when `consumer` applied the event before (inbox)."""
        return await self.connection.execute(INSERT_INBOX, consumer, event_id) == "INSERT 0 1"

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if not self._done:
                await self._transaction.rollback()
        finally:
            await super().__aexit__(kind, error, trace)
