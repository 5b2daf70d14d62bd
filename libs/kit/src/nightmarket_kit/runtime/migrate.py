"""Migrations: numbered SQL files, forward only, each in one transaction, one runner at a time.

Guaranteed: an advisory lock lets one runner work while others wait; versions have no gaps; the
checksum of an applied file may not change; a database that is ahead of the code is refused. The
kit's own tables (outbox, inbox, requests) come first, under the scope "kit".
A file whose first line is `-- no-transaction` runs outside one (CREATE INDEX CONCURRENTLY), statement
by statement; there a statement ends with a semicolon at the end of a line.
"""

import asyncio
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import asyncpg

LOCK_KEY = 0x6E6D6967  # "nmig": one key for every service, each in its own database
LOCK_POLL_S = 0.1
CREATE_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    scope text NOT NULL,
    version integer NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, version)
)
"""
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)
_STATEMENT_END = re.compile(r";[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql\Z")


class MigrationError(Exception):
    """The files and the database do not fit together; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    scope: str
    version: int
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(scope: str, folder: Traversable) -> list[Migration]:
    found: list[Migration] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        match = _NAME.match(file.name)
        if match is not None:
            sql = file.read_text(encoding="utf-8")
            found.append(Migration(scope=scope, version=int(match[1]), sql=sql))
    if [one.version for one in found] != list(range(1, len(found) + 1)):
        raise MigrationError(f"{scope}: versions have a gap or a double")
    return found


def migrations_of(package: str) -> list[Migration]:
    """The kit's migrations, then those in `<package>/migrations`."""
    return read_migrations("kit", files("nightmarket_kit") / "migrations") + read_migrations(
        package, files(package) / "migrations"
    )


async def migrate(dsn: str, migrations: list[Migration]) -> int:
    """Apply what is missing; returns how many were applied."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(dsn)
    try:
        # Polled: a statement that waits for the lock holds a snapshot, and CREATE INDEX
        # CONCURRENTLY of the runner that works would wait for it in turn.
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY):
            await asyncio.sleep(LOCK_POLL_S)
        await connection.execute(CREATE_TABLE)
        applied = await _applied(connection)
        _refuse_ahead(applied, migrations)
        _refuse_edited(applied, migrations)
        missing = [one for one in migrations if (one.scope, one.version) not in applied]
        for one in missing:
            await _apply(connection, one)
        return len(missing)
    finally:
        await connection.close()


async def at_head(connection: asyncpg.Pool, migrations: list[Migration]) -> bool:
    rows = await connection.fetch("SELECT scope, version FROM schema_migrations")
    return {(row["scope"], row["version"]) for row in rows} >= {
        (one.scope, one.version) for one in migrations
    }


async def _applied(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[tuple[str, int], str]:
    rows = await connection.fetch("SELECT scope, version, checksum FROM schema_migrations")
    return {(row["scope"], row["version"]): row["checksum"] for row in rows}


def _refuse_ahead(applied: dict[tuple[str, int], str], migrations: list[Migration]) -> None:
    known = {(one.scope, one.version) for one in migrations}
    ahead = sorted(set(applied) - known)
    if ahead:
        raise MigrationError(f"database is ahead of this release: {ahead}")


def _refuse_edited(applied: dict[tuple[str, int], str], migrations: list[Migration]) -> None:
    for one in migrations:
        if applied.get((one.scope, one.version), one.checksum) != one.checksum:
            raise MigrationError(f"{one.scope} {one.version}: applied file was edited")


async def _apply(connection: "asyncpg.Connection[asyncpg.Record]", one: Migration) -> None:
    record = "INSERT INTO schema_migrations (scope, version, checksum) VALUES ($1, $2, $3)"
    if one.sql.startswith("-- no-transaction"):
        for statement in _STATEMENT_END.split(one.sql):
            if _COMMENT.sub("", statement).strip():
                await connection.execute(statement)
        await connection.execute("RESET ALL")
        await connection.execute(record, one.scope, one.version, one.checksum)
        return
    async with connection.transaction():
        await connection.execute(one.sql)
        await connection.execute(record, one.scope, one.version, one.checksum)
