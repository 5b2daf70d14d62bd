"""The app in its web form: built once per state of its sources, kept in the artefact cache.

Guarantees: nothing is written into mobile/; the packages that the lock file names are installed
once per lock file; a build that fails or is interrupted leaves nothing, and one that is done is
never touched again, so a gateway may serve from it for as long as it likes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_backends import toolchain
from nightmarket_backends.cache import built, cache_root, file_lock
from nightmarket_backends.errors import BuildFailed
from nightmarket_backends.process import environment, run
from nightmarket_local import repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# made from the rest, by this build or another tool
_MADE = frozenset({"node_modules", "dist", "dist-native", "coverage", "android", "ios", "tests"})
_PACKAGES = ("package.json", "package-lock.json", ".npmrc")
_KEPT_PACKAGES = 2  # sets of half a gigabyte
_RECIPE = "1"  # another one, and everything is built again
_NPM_CI = ("ci", "--no-audit", "--no-fund", "--prefer-offline")


def prepare(progress: Callable[[str], None]) -> Path | None:
    """Answer the folder with the built app; None in a working copy that has no app."""
    return build(repository.root() / "mobile", progress)


def build(
    source: Path, progress: Callable[[str], None], *, root: Path | None = None
) -> Path | None:
    if not (source / "package.json").is_file():
        return None
    cache = root if root is not None else cache_root()
    key = _key(source)
    if (cache / key).is_dir():
        return cache / key / "site"

    def export(target: Path) -> None:
        npm = toolchain.npm("the app")
        log = target / "build.log"
        work = target / "work"
        for name in _sources(source):
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, work / name)
        if key != _key(work):
            raise BuildFailed("the app's sources changed while they were copied: try again")
        packages = _packages(work, npm, progress, root=cache)
        progress("app: building")
        # hard links: the bundler looks for packages where they are, and does not follow links
        modules = packages / "node_modules"
        shutil.copytree(modules, work / "node_modules", symlinks=True, copy_function=os.link)
        run([npm, "run", "build:web"], cwd=work, env=_environment(), log=log, seconds=900)
        if not (work / "dist" / "index.html").is_file():
            raise BuildFailed("building the app left no dist/index.html")
        (work / "dist").rename(target / "site")
        shutil.rmtree(work)
        pack = Path(__file__).with_name("pack.mjs")
        run(["node", pack, target / "site"], env=_environment(), log=log, seconds=300)

    with file_lock(cache / "app.lock"):  # one at a time: what others left is cleared away
        for stale in (*cache.glob(".app-*"), *cache.glob(".app_packages-*")):
            shutil.rmtree(stale, ignore_errors=True)
        return built(key, export, root=cache) / "site"


def _packages(source: Path, npm: Path, progress: Callable[[str], None], *, root: Path) -> Path:
    """Answer a folder with the node_modules of the lock file."""

    def install(target: Path) -> None:
        progress("app: installing its packages")
        for name in _PACKAGES:
            if (source / name).is_file():
                shutil.copy2(source / name, target / name)
        log = target / "install.log"
        run([npm, *_NPM_CI], cwd=target, env=_environment(), log=log, seconds=900)

    found = [name for name in _PACKAGES if (source / name).is_file()]
    packages = built(f"app_packages-{_digest(source, found)}", install, root=root)
    packages.touch()
    kept = sorted(root.glob("app_packages-*/"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[_KEPT_PACKAGES:]:
        shutil.rmtree(old, ignore_errors=True)
    return packages


def _key(source: Path) -> str:
    return f"app-{_digest(source, sorted(_sources(source)))}"


def _sources(source: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(source):
        folders[:] = [one for one in folders if one not in _MADE and not one.startswith(".")]
        for name in names:
            if not name.endswith((".log", ".tsbuildinfo")) and name != "expo-env.d.ts":
                yield Path(parent, name).relative_to(source).as_posix()


def _digest(source: Path, names: list[str]) -> str:
    digest = hashlib.sha256(_RECIPE.encode())
    for name in names:
        content = (source / name).read_bytes()
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _environment() -> dict[str, str]:
    """The caller's, without what would change the result or ask a question."""
    known = {
        name: value
        for name, value in environment().items()
        if not name.startswith("EXPO_") and name != "NODE_ENV"
    }
    return known | {"CI": "1", "EXPO_NO_TELEMETRY": "1", "EXPO_OFFLINE": "1"}
