"""The rules are those of docs/realtime.md; the app's test reads the same tables."""

import dataclasses
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from nightmarket_room.entries import KINDS
from nightmarket_room.frames import TYPES
from nightmarket_room.rules import LEAST_WAIT_MS, RULES

DOCS = Path(__file__).parents[4] / "docs"
MANUAL = (DOCS / "realtime.md").read_text(encoding="utf-8")
FRAMES = {
    path.stem: json.loads(path.read_text()) for path in (DOCS / "api/realtime/server").iterdir()
}
ENTRIES = {
    path.stem: json.loads(path.read_text()) for path in (DOCS / "api/realtime/entries").iterdir()
}


def test_the_numbers_are_those_of_the_manual() -> None:
    told = {
        name: int(ms)
        for name, ms in re.findall(r"^\| `(\w+_ms)` \| (\d+) \|", MANUAL, re.MULTILINE)
    }
    assert told == dataclasses.asdict(RULES)


def test_the_close_codes_are_those_of_the_manual() -> None:
    told = re.findall(r"^\| (\d{4}) \|.*\| (\d+|never) \|$", MANUAL, re.MULTILINE)
    assert len(told) >= 8
    for code, least in told:
        expected = None if least == "never" else int(least)
        assert LEAST_WAIT_MS.get(int(code), 0) == expected, code
    assert set(map(str, LEAST_WAIT_MS)) <= {code for code, _ in told}


def test_waits_are_spread_and_double_up_to_the_most() -> None:
    random = Random(1)
    for failures, bound in enumerate((1, 2, 4, 8, 15, 15)):
        waits = [RULES.wait_s(failures, random) for _ in range(200)]
        assert 0 <= min(waits) < bound * 0.1
        assert bound * 0.9 < max(waits) <= bound
    assert all(RULES.wait_s(0, random, least_ms=1000) >= 1 for _ in range(50))
    again, other = Random(7), Random(7)
    assert [RULES.wait_s(n, again) for n in range(9)] == [RULES.wait_s(n, other) for n in range(9)]


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_frames_have_the_fields_of_the_schema(name: str) -> None:
    same_fields(TYPES[name], FRAMES[name], besides={"type"})


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_entries_have_the_fields_of_the_schema(name: str) -> None:
    schema = ENTRIES[name]
    same_fields(KINDS[schema["properties"]["kind"]["const"]], schema)


def same_fields(shape: Any, schema: dict[str, Any], *, besides: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    ours = {field.name: field.default is dataclasses.MISSING for field in dataclasses.fields(shape)}
    assert ours.keys() == schema["properties"].keys() - besides
    required = set(schema.get("required", ())) - besides
    assert {name for name, must in ours.items() if must} <= required
