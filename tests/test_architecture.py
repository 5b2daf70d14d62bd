"""The walls stand: the check that keeps services apart fails when one imports another."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def check_with(
    tmp_path: Path, member: str, file: str, line: str
) -> subprocess.CompletedProcess[str]:
    """Run the import check over a copy of one member with one line more."""
    package = next((ROOT / member / "src").glob("nightmarket_*"))
    copy = tmp_path / package.name
    shutil.copytree(package, copy)
    changed = copy / file
    changed.write_text(f"{line}\n{changed.read_text()}")
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--config", ROOT / "pyproject.toml"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_service_that_imports_another_is_found(tmp_path: Path) -> None:
    line = "import nightmarket_catalog.domain.stock  # noqa"
    done = check_with(tmp_path, "services/order", "bootstrap.py", line)
    assert done.returncode != 0
    assert "nightmarket_order.bootstrap -> nightmarket_catalog.domain.stock" in done.stdout


def test_a_driver_in_a_domain_is_found(tmp_path: Path) -> None:
    done = check_with(tmp_path, "services/order", "domain/order.py", "import asyncpg  # noqa")
    assert done.returncode != 0
    assert "nightmarket_order.domain.order -> asyncpg" in done.stdout


def test_an_entrypoint_that_reaches_into_an_adapter_is_found(tmp_path: Path) -> None:
    line = "import nightmarket_order.adapters.postgres  # noqa"
    done = check_with(tmp_path, "services/order", "entrypoints/consumers.py", line)
    assert done.returncode != 0
    assert "nightmarket_order.entrypoints.consumers -> nightmarket_order.adapters" in done.stdout


def test_a_new_folder_in_a_service_is_found(tmp_path: Path) -> None:
    extra = tmp_path / "nightmarket_order" / "helpers.py"
    shutil.copytree(ROOT / "services/order/src/nightmarket_order", extra.parent)
    extra.write_text("")
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--config", ROOT / "pyproject.toml"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "helpers" in done.stdout
