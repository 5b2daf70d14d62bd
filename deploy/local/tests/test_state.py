from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING

import pytest

from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_local.environment import OFFSETS, Addresses, everything, own
from nightmarket_local.state import AlreadyHeld, State, read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "state")
    state.ensure()
    return state


@pytest.mark.loopback
def test_the_wanted_port_is_taken_when_free_and_remembered(state: State, tmp_path: Path) -> None:
    wanted = free_port()
    with socket.create_server((LOOPBACK, wanted)):
        replaced = state.ports({"gateway": wanted})["gateway"]
        assert replaced != wanted
    assert read_json(state.folder / "ports.json") == {"gateway": replaced}
    other = State(tmp_path / "other")
    other.ensure()
    assert other.ports({"gateway": None})["gateway"] not in {wanted, replaced}


@pytest.mark.loopback
def test_a_remembered_port_that_somebody_took_is_replaced(state: State) -> None:
    taken = free_port()
    write_json(state.folder / "ports.json", {"gateway": taken, "gone": 1})
    with socket.create_server((LOOPBACK, taken)):
        assert state.ports({"gateway": None})["gateway"] != taken
    assert read_json(state.folder / "ports.json")["gone"] == 1


def test_offsets_are_distinct() -> None:
    assert len(set(OFFSETS.values())) == len(OFFSETS)


def test_secrets_are_made_once_and_are_the_owners_alone(state: State, tmp_path: Path) -> None:
    made = state.secrets()
    assert state.secrets() == made
    assert len(set(made.values())) == len(made)
    other = State(tmp_path / "other")
    other.ensure()
    assert not set(other.secrets().values()) & set(made.values())
    for file in state.folder.glob("*.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_one_supervisor_at_a_time(state: State) -> None:
    assert not state.is_held()
    with state.hold():
        assert state.is_held()
        known = state.supervisor()
        assert known is not None
        assert known.is_alive()
        with pytest.raises(AlreadyHeld), state.hold():
            pass
    assert not state.is_held()


@pytest.mark.loopback
def test_programs_agree_on_the_names_that_they_share(state: State) -> None:
    addresses = Addresses.choose(state, is_default=False)
    table = everything(addresses, state.secrets())
    for names in own(addresses, state.secrets()).values():
        shared = {name: value for name, value in names.items() if name != "INSTANCE"}
        assert shared.items() <= table.items()
    assert "INSTANCE" not in table
    assert table["CART_DATABASE_URL"].endswith("/nightmarket_cart")
    assert table["ORDER_DATABASE_URL"].endswith("/nightmarket_order")


def test_json_files_are_replaced_whole(state: State) -> None:
    write_json(state.fleet_file, {"a": "long" * 1000})
    with state.fleet_file.open() as reader:
        reader.read(10)
        write_json(state.fleet_file, {"b": 1})
        assert reader.read().endswith("}\n")
    assert read_json(state.fleet_file) == {"b": 1}
    assert [file.name for file in state.folder.glob(".*")] == []
