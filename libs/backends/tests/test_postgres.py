from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nightmarket_backends.errors import BackendError
from nightmarket_backends.ports import free_port
from nightmarket_backends.postgres import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.pg


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "pg", fsync=False)
    server.start()
    yield server
    server.remove()


def test_committed_rows_survive_stop_kill_and_a_new_port(server: Postgres) -> None:
    server.create_database("shop")
    server.query("CREATE TABLE kept (n int)", database="shop")
    server.query("INSERT INTO kept VALUES (1)", database="shop")
    server.kill()
    server.start()
    server.query("INSERT INTO kept VALUES (2)", database="shop")
    server.stop()
    server.port = free_port()
    server.start()
    assert server.query("SELECT n FROM kept ORDER BY n", database="shop") == ["1", "2"]


def test_creating_a_database_twice_keeps_the_first(server: Postgres) -> None:
    server.create_database('odd "name"')
    server.query("CREATE TABLE kept ()", database='odd "name"')
    server.create_database('odd "name"')
    assert server.query("SELECT count(*) FROM kept", database='odd "name"') == ["0"]
    server.create_database("copy", template='odd "name"')
    assert server.query("SELECT count(*) FROM kept", database="copy") == ["0"]
    server.drop_database("copy")
    assert not server.has_database("copy")


def test_trigrams_see_thai_and_chinese_letters(server: Postgres) -> None:
    server.query("CREATE EXTENSION pg_trgm")
    for word in ("滷味拼盤", "ข้าวมันไก่", "おにぎり"):
        assert server.query(f"SELECT cardinality(show_trgm('{word}')) > 0") == ["t"]


def test_a_wrong_password_is_refused(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "pg", fsync=False, password="right/one:")
    try:
        server.start()
        assert server.query("SELECT 1") == ["1"]
        server._password = "wrong"
        with pytest.raises(BackendError, match="password authentication failed"):
            server.query("SELECT 1")
    finally:
        server.remove()
    assert not server.data.exists()
