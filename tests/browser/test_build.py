"""The app's build in the local fleet: once per state of the sources, whole or not at all. npm is a stand-in."""

import json
from pathlib import Path

import pytest

from nightmarket_backends.errors import BuildFailed, MissingPrerequisite
from nightmarket_local import app

# `npm ci` and `npm run build:web`, as far as the fleet cares
NPM = """#!/bin/sh
echo "$1" >> "{calls}"
if [ "$1" = ci ]; then mkdir -p node_modules/one && echo 1 > node_modules/one/index.js; exit 0; fi
[ -f src/broken ] && {{ echo "Unable to resolve module"; exit 1; }}
[ -n "$EXPO_PUBLIC_SECRET" ] && exit 2
mkdir -p dist/_expo && cp node_modules/one/index.js dist/_expo/ && cp src/page dist/index.html
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tools, calls = tmp_path / "tools", tmp_path / "calls"
    tools.mkdir()
    for name, text in (("npm", NPM.format(calls=calls)), ("node", "#!/bin/sh\n")):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setenv("EXPO_PUBLIC_SECRET", "of the caller")
    return calls


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "mobile"
    (source / "src").mkdir(parents=True)
    (source / "package.json").write_text("{}")
    (source / "package-lock.json").write_text("{}")
    (source / "src" / "page").write_text("first")
    return source


def made(source: Path) -> str:
    site = app.build(source, lambda _: None, root=source.parent / "cache")
    assert site is not None
    return (site / "index.html").read_text()


def kept(source: Path) -> list[str]:
    cache = source.parent / "cache"
    return sorted(one.name.split("-")[0] for one in cache.iterdir() if one.is_dir())


def test_it_is_built_once_and_again_only_when_it_changed(source: Path, calls: Path) -> None:
    assert made(source) == "first"
    assert made(source) == "first"
    assert calls.read_text().split() == ["ci", "run"]
    (source / "node_modules").mkdir()
    (source / "node_modules" / "own.js").write_text("of the working copy")
    (source / "tests").mkdir()
    (source / "tests" / "some.test.ts").write_text("")
    assert made(source) == "first"
    assert calls.read_text().split() == ["ci", "run"]
    (source / "src" / "page").write_text("second")
    assert made(source) == "second"
    assert calls.read_text().split() == ["ci", "run", "run"]
    (source / "package-lock.json").write_text(json.dumps({"one": 2}))
    assert made(source) == "second"
    assert calls.read_text().split() == ["ci", "run", "run", "ci", "run"]
    assert [one.name for one in source.iterdir() if one.name == "dist"] == []


def test_a_failed_build_says_why_and_leaves_nothing(source: Path, calls: Path) -> None:
    (source / "src" / "broken").touch()
    with pytest.raises(BuildFailed, match="Unable to resolve module"):
        made(source)
    assert kept(source) == ["app_packages"]
    (source / "src" / "broken").unlink()
    assert made(source) == "first"
    assert calls.read_text().split() == ["ci", "run", "run"]


def test_only_the_newest_packages_are_kept(source: Path, calls: Path) -> None:
    for number in range(4):
        (source / "package-lock.json").write_text(str(number))
        made(source)
    assert kept(source) == ["app"] * 4 + ["app_packages"] * 2


def test_without_npm_it_says_what_to_install(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPrerequisite, match="needed for the app"):
        made(source)
    assert kept(source) == []


def test_a_working_copy_without_the_app_has_none(tmp_path: Path) -> None:
    assert app.build(tmp_path, lambda _: None, root=tmp_path) is None
