"""The frames' classes: what they let through, and that the manual speaks of them as they are."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from nightmarket_gateway.rooms import entries
from nightmarket_gateway.rooms.frames import (
    ANSWERS,
    CLIENT,
    SERVER,
    ClientFrame,
    ErrorFrame,
    ReactFrame,
    ServerFrame,
    encoded,
)

MANUAL = (Path(__file__).parents[3] / "docs" / "realtime.md").read_text(encoding="utf-8")
EXAMPLES = [
    json.loads(text.replace("…", ""))
    for block in re.findall(r"```json\n(.*?)```", MANUAL, re.DOTALL)
    for text in re.split(r"\n(?=\{)", block.strip())
]


def types_of(union: Any) -> set[str]:
    return {get_args(model.model_fields["type"].annotation)[0] for model in get_args(union)}


@pytest.mark.parametrize("frame", EXAMPLES, ids=lambda frame: frame["type"])
def test_the_manuals_examples_are_frames(frame: dict[str, Any]) -> None:
    adapter: Any = CLIENT if frame["type"] in types_of(ClientFrame) else SERVER
    adapter.validate_json(json.dumps(frame), strict=True)


def test_the_manual_names_every_frame_and_every_field() -> None:
    for model in (*get_args(ClientFrame), *get_args(ServerFrame), *get_args(entries.Entry)):
        kind = next(
            model.model_fields[name] for name in ("type", "kind") if name in model.model_fields
        )
        for name in (get_args(kind.annotation)[0], *model.model_fields):
            assert f"`{name}`" in MANUAL, (model.__name__, name)


def test_every_frame_of_a_client_has_its_answer_but_reactions() -> None:
    assert set(ANSWERS) == set(get_args(ClientFrame)) - {ReactFrame}


@pytest.mark.parametrize(
    "changes", [{"more": 1}, {"ts": "1"}, {"state": "paused"}, {"id": "1"}, {"id": "x-1"}]
)
def test_an_entry_is_exactly_what_its_schema_says(changes: dict[str, Any]) -> None:
    entry = {"id": "1-0", "kind": "status", "ts": 1, "state": "live"}
    frame = {"type": "events", "room": "r", "events": [entry]}
    SERVER.validate_python(frame, strict=True)
    frame["events"] = [{**entry, **changes}]
    with pytest.raises(ValidationError):
        SERVER.validate_python(frame, strict=True)


def test_an_error_without_client_id_does_not_name_it() -> None:
    assert json.loads(encoded(ErrorFrame(reason="X", metadata={}))) == {
        "type": "error",
        "reason": "X",
        "metadata": {},
    }
