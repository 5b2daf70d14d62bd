"""The demo is right twice in a row, and while parts are killed; the audit is clean after each."""

import json
from pathlib import Path

import pytest
from support.fleet import Fleet

pytestmark = [pytest.mark.fleet, pytest.mark.timeout(300)]


def demo(fleet: Fleet, tmp_path: Path, *words: str) -> dict[str, object]:
    fleet.wait_ready()
    result = tmp_path / "demo.json"
    done = fleet.command("demo", "--slack", "4", "--json", str(result), *words)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    document: dict[str, object] = json.loads(result.read_text())
    return document


def test_the_demo_is_right_twice_in_a_row(fleet: Fleet, tmp_path: Path) -> None:
    for _ in range(2):
        assert demo(fleet, tmp_path)["ok"] is True


@pytest.mark.parametrize("part", ["order", "payment", "gateway", "kafka"])
def test_a_part_killed_in_mid_show_costs_nobody_anything(
    fleet: Fleet, tmp_path: Path, part: str
) -> None:
    assert demo(fleet, tmp_path, "--kill", part)["ok"] is True


def test_the_audit_is_clean(fleet: Fleet) -> None:
    fleet.wait_ready()
    done = fleet.command("audit")
    assert done.returncode == 0, done.stdout + done.stderr
