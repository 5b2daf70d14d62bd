"""The artefact cache: what is downloaded or built once per machine and version.

Guarantees: an artefact is either absent or whole, because it is built under a temporary name and
renamed; two processes never build the same artefact at once, because the builder holds a file
lock; a version is part of the name, so an upgrade never meets an old build.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_backends.process import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def cache_root() -> Path:
    """`$NIGHTMARKET_CACHE`, else `$XDG_CACHE_HOME/nightmarket`, else `~/.cache/nightmarket`."""
    known = environment()
    if chosen := known.get("NIGHTMARKET_CACHE"):
        return Path(chosen).absolute()
    if xdg := known.get("XDG_CACHE_HOME"):
        return Path(xdg).absolute() / "nightmarket"
    return Path.home() / ".cache" / "nightmarket"


@contextlib.contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path`; the kernel drops it when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def built(key: str, build: Callable[[Path], None], *, root: Path | None = None) -> Path:
    """Answer the folder of artefact `key`; call `build(empty folder)` first when it is absent."""
    base = root if root is not None else cache_root()
    target = base / key
    if target.is_dir():
        return target
    with file_lock(base / f"{key}.lock"):
        if target.is_dir():  # another process built it while this one waited
            return target
        for stale in base.glob(f".{key}.*"):  # left by a builder that was killed
            _remove_tree(stale)
        partial = Path(tempfile.mkdtemp(prefix=f".{key}.", dir=base))
        try:
            build(partial)
            partial.chmod(0o755)
            partial.rename(target)
        finally:
            if partial.exists():
                _remove_tree(partial)
    return target


def _remove_tree(folder: Path) -> None:
    """Remove even read-only folders, which is how Go leaves its module copies."""
    for parent, _, _ in os.walk(folder):
        Path(parent).chmod(0o700)
    shutil.rmtree(folder)
