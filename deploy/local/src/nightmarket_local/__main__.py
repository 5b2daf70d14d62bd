"""The command line of the local fleet: `nightmarket up|down|clean|status|logs|demo|audit`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_backends.process import environment
from nightmarket_local import commands, up
from nightmarket_local.serve import DEFAULT_STATE
from nightmarket_local.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# each module has add_arguments(parser) and run(args) -> int; they bring heavy libraries with them
_LAZY = {
    "demo": ("nightmarket_local.demo.main", "put life into a running fleet"),
    "audit": ("nightmarket_local.audit", "check the invariants over the live databases"),
}


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    args = _parser(words).parse_args(words)
    args.state = args.state.absolute()
    try:
        return int(args.run(args))
    except BrokenPipeError:  # the reader, a pager say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nightmarket", description=__doc__)
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(environment().get("NIGHTMARKET_STATE", DEFAULT_STATE)),
        help="the state folder (NIGHTMARKET_STATE, else ./%(default)s)",
    )
    known = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str,
        text: str,
        run: Callable[[argparse.Namespace, State], int],
        add_arguments: Callable[[argparse.ArgumentParser], None] | None = None,
    ) -> None:
        command = known.add_parser(name, help=text)
        command.set_defaults(run=lambda args: run(args, State(args.state)))
        if add_arguments is not None:
            add_arguments(command)

    add("up", "start the fleet and wait until it is ready", up.run, up.add_arguments)
    add("down", "stop the fleet, keep its data", commands.down)
    add("clean", "stop the fleet and forget its data", commands.clean)
    add(
        "status",
        "what runs, and in how much memory",
        commands.status,
        commands.add_status_arguments,
    )
    add("logs", "what the parts wrote", commands.logs, commands.add_logs_arguments)
    for name, (module, text) in _LAZY.items():
        command = known.add_parser(name, help=text)
        if name in words:
            loaded = importlib.import_module(module)
            loaded.add_arguments(command)
            command.set_defaults(run=loaded.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
