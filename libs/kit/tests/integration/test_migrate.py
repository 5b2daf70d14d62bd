import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio

from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.migrate import (
    Migration,
    MigrationError,
    at_head,
    migrate,
    read_migrations,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.pg]


@pytest_asyncio.fixture
async def empty(postgres_url: str) -> AsyncIterator[str]:
    """An empty database."""
    name = f"test_{new_id().replace('-', '')}"
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


def file(version: int, sql: str, *, scope: str = "s") -> Migration:
    return Migration(scope=scope, version=version, sql=sql)


async def fetch(dsn: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()


async def tables(dsn: str) -> set[str]:
    rows = await fetch(
        dsn, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    )
    return {row["tablename"] for row in rows} - {"schema_migrations"}


ONE = file(1, "CREATE TABLE one (id int)")
TWO = file(2, "CREATE TABLE two (id int)")


async def test_only_what_is_missing_is_applied(empty: str) -> None:
    assert await migrate(empty, [ONE]) == 1
    assert await migrate(empty, [ONE, TWO]) == 1
    assert await migrate(empty, [ONE, TWO]) == 0
    assert await tables(empty) == {"one", "two"}


async def test_eight_runners_at_once_apply_each_file_once(empty: str) -> None:
    slow = file(3, "SELECT pg_sleep(0.1); CREATE TABLE three (id int)")
    counts = await asyncio.gather(*(migrate(empty, [ONE, TWO, slow]) for _ in range(8)))
    assert sorted(counts) == [0] * 7 + [3]


async def test_a_failing_file_leaves_no_trace_and_keeps_those_before_it(empty: str) -> None:
    broken = file(2, "CREATE TABLE half (id int); SELECT nonsense")
    with pytest.raises(asyncpg.UndefinedColumnError):
        await migrate(empty, [ONE, broken])
    assert await tables(empty) == {"one"}
    assert await migrate(empty, [ONE, TWO]) == 1


async def test_an_edited_file_is_refused_before_anything_is_applied(empty: str) -> None:
    await migrate(empty, [ONE])
    edited = file(1, ONE.sql + " -- tidied")
    earlier = file(1, "CREATE TABLE early (id int)", scope="kit")
    with pytest.raises(MigrationError, match="edited"):
        await migrate(empty, [earlier, edited, TWO])
    assert await tables(empty) == {"one"}


async def test_a_database_ahead_of_the_code_is_refused(empty: str) -> None:
    await migrate(empty, [ONE, TWO])
    with pytest.raises(MigrationError, match="ahead"):
        await migrate(empty, [ONE])


async def test_scopes_count_for_themselves(empty: str) -> None:
    other = file(1, "CREATE TABLE other (id int)", scope="other")
    assert await migrate(empty, [ONE, other]) == 2


CONCURRENT = "-- no-transaction\nCREATE INDEX CONCURRENTLY one_id_idx ON one (id);\n"


async def test_a_file_may_run_outside_a_transaction(empty: str) -> None:
    assert await migrate(empty, [ONE, file(2, CONCURRENT)]) == 2
    assert await migrate(empty, [ONE, file(2, CONCURRENT)]) == 0


async def test_a_file_outside_a_transaction_may_set_its_timeouts_first(empty: str) -> None:
    sql = (
        "-- no-transaction\n-- The table is large; writes go on; see the runbook.\n"
        "SET lock_timeout = '4s';\nSET statement_timeout = '60s';\n"
        "CREATE INDEX CONCURRENTLY one_id_idx\n    ON one (id);\n"
    )
    after = file(3, "CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS lock")
    assert await migrate(empty, [ONE, file(2, sql), after]) == 3
    assert [row["lock"] for row in await fetch(empty, "SELECT lock FROM seen")] == ["0"]


async def test_two_runners_at_once_do_not_lock_each_other_out_of_a_concurrent_index(
    empty: str,
) -> None:
    await migrate(empty, [ONE])
    for _ in range(3):
        await fetch(empty, "INSERT INTO one SELECT generate_series(1, 100000)")
    files = [ONE, file(2, CONCURRENT)]
    async with asyncio.timeout(30):
        counts = await asyncio.gather(*(migrate(empty, files) for _ in range(3)))
    assert sorted(counts) == [0, 0, 1]
    rows = await fetch(
        empty, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_id_idx'::regclass"
    )
    assert rows[0]["indisvalid"]


async def test_at_head_tells_whether_something_is_missing(empty: str) -> None:
    await migrate(empty, [ONE])
    async with asyncpg.create_pool(empty, min_size=1) as pool:
        assert await at_head(pool, [ONE])
        assert not await at_head(pool, [ONE, TWO])


def written(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text("SELECT 1;")
    return folder


async def test_files_are_read_in_order_and_others_passed_over(tmp_path: Path) -> None:
    written(tmp_path, "0002_b.sql", "0001_a.sql", "README.md", "0003_c.sql.orig")
    found = read_migrations("s", tmp_path)
    assert [one.version for one in found] == [1, 2]


@pytest.mark.parametrize(
    "names",
    [
        ("0001_a.sql", "0003_c.sql"),
        ("0002_a.sql",),
        ("0000_a.sql", "0001_b.sql"),
        ("0001_a.sql", "0001_b.sql"),
    ],
    ids=str,
)
async def test_a_gap_or_a_double_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(MigrationError):
        read_migrations("s", written(tmp_path, *names))
