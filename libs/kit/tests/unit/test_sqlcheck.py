import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
TIMEOUTS = "SET LOCAL lock_timeout = '4s';\nSET LOCAL statement_timeout = '5s';\n"


def check(*files: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "libs/kit/sqlcheck.sh", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def written(folder: Path, text: str) -> Path:
    file = folder / "0002_x.sql"
    file.write_text(text)
    return file


def test_the_kits_own_migrations_pass() -> None:
    folder = ROOT / "libs/kit/src/nightmarket_kit/migrations"
    done = check(*sorted(folder.glob("*.sql")))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (TIMEOUTS + "ALTER TABLE t ADD COLUMN a text NOT NULL;", "adding-required-field"),
        (TIMEOUTS + "CREATE INDEX t_a_idx ON t (a);", "require-concurrent-index-creation"),
        (TIMEOUTS + "DROP TABLE t;", "ban-drop-table"),
        ("ALTER TABLE t ADD COLUMN a text;", "require-lock-timeout"),
    ],
)
def test_a_file_that_breaks_the_running_release_is_refused(
    tmp_path: Path, text: str, rule: str
) -> None:
    done = check(written(tmp_path, text))
    assert done.returncode == 1
    assert rule in done.stderr


def test_an_index_of_a_table_in_use_passes_when_made_concurrently(tmp_path: Path) -> None:
    text = "-- no-transaction\n" + TIMEOUTS.replace("LOCAL ", "")
    text += "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a_idx ON t (a);\n"
    done = check(written(tmp_path, text))
    assert done.returncode == 0, done.stderr
