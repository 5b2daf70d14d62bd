"""Where the working copy is: the fleet runs from it (console scripts, topics, migrations)."""

from __future__ import annotations

from pathlib import Path


def root() -> Path:
    for folder in Path(__file__).resolve().parents:
        if (folder / "uv.lock").is_file():
            return folder
    raise RuntimeError("the local fleet runs from a working copy: uv sync --all-packages there")
