from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from nightmarket_backends.ports import LOOPBACK
from nightmarket_backends.valkey import Valkey

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.valkey


def ask(server: Valkey, command: str) -> str:
    with (
        socket.create_connection((LOOPBACK, server.port), timeout=5) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(f"{command}\r\n".encode())
        line = answers.readline().decode().strip()
        return answers.readline().decode().strip() if line.startswith("$") else line


def test_keys_survive_stop_and_kill(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "valkey")
    server.start()
    try:
        assert ask(server, "SET kept 1") == "+OK"
        server.stop()
        server.start()
        assert ask(server, "INCR kept") == ":2"
        server.kill()
        server.start()
        assert ask(server, "GET kept") == "2"
    finally:
        server.stop()


def test_a_full_server_refuses_instead_of_evicting(tmp_path: Path) -> None:
    server = Valkey(tmp_path / "valkey", appendonly=False, max_memory="1kb")
    server.start()
    try:
        assert ask(server, "SET more 1").startswith("-OOM")
    finally:
        server.stop()
