"""The demo is right twice in a row, and while parts are killed; the audit is clean after each."""

import json
from pathlib import Path

import pytest
from support.fleet import Fleet

from nightmarket_kit.core.ids import new_id

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


@pytest.mark.asyncio
async def test_the_audit_names_an_entry_without_a_balance(fleet: Fleet) -> None:
    """The database does not ask for it (ADR 0030)."""
    fleet.wait_ready()
    stray = new_id()
    insert = "INSERT INTO stock_entries (variant_id, version, kind, quantity, actor) VALUES "
    await fleet.rows("catalog", f"{insert} ($1, 1, 'received', 1, 'nobody')", stray)
    try:
        done = fleet.command("audit")
    finally:
        await fleet.rows("catalog", "DELETE FROM stock_entries WHERE variant_id = $1", stray)
    assert done.returncode == 1
    assert f"I1 variant {stray}: entries without a balance" in done.stdout
