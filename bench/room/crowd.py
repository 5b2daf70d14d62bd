"""The load program `load/`: what it is asked to do, what it tells, and the servers' CPU meanwhile."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

from bench.room.sides import Side

HERE: Final = Path(__file__).parent


def build(folder: Path, name: str) -> Path:
    program = folder / name
    subprocess.run(["go", "build", "-o", program, "."], cwd=HERE / name, check=True)
    return program


class Crowd:
    """Everybody is in the room, and waits to be told to go."""

    def __init__(self, process: "subprocess.Popen[str]", name: str) -> None:
        self._told = cast("IO[str]", process.stdout)
        self._tell = cast("IO[str]", process.stdin)
        if self._told.readline().strip() != "ready":
            raise RuntimeError(f"{name}: the crowd did not get in")

    def start(self) -> None:
        self._tell.write("go\n")
        self._tell.flush()

    def result(self) -> dict[str, Any]:
        told = self._told.readline()
        if not told:
            raise RuntimeError("the crowd did not come to its end")
        found: dict[str, Any] = json.loads(told)
        return found

    def go(self) -> dict[str, Any]:
        self.start()
        return self.result()


@contextmanager
def crowd(load: Path, side: Side, **words: Path | str | int) -> Iterator[Crowd]:
    said = {"url": side.url, "dialect": side.dialect, "room": side.room, **words}
    with subprocess.Popen(
        [load, *(f"-{key}={value}" for key, value in said.items())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Crowd(process, side.name)
        finally:
            process.kill()
