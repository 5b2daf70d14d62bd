"""The supervisor's program: `python -m nightmarket_local.serve STATE`, started by `nightmarket up`.

It imports no driver and no web framework: it lives as long as the fleet, and its memory counts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nightmarket_local import repository
from nightmarket_local.environment import Addresses
from nightmarket_local.fleet import Fleet
from nightmarket_local.state import AlreadyHeld, State, read_json
from nightmarket_local.supervisor import supervise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nightmarket_local.parts import Part

HELD = 3
DEFAULT_STATE = ".nightmarket"


def main() -> int:
    state = State(Path(sys.argv[1]))
    asked = read_json(state.launch_file)

    def plan() -> tuple[Sequence[Part], Mapping[str, object]]:
        is_default = state.folder == repository.root() / DEFAULT_STATE
        addresses = Addresses.choose(state, is_default=is_default)
        fleet = Fleet(
            state, addresses, extra=asked.get("environment", {}), app=str(asked.get("app", ""))
        )
        return fleet.parts(backing_only=bool(asked.get("backing_only"))), fleet.document()

    try:
        return supervise(state, plan)
    except AlreadyHeld:
        return HELD


if __name__ == "__main__":
    sys.exit(main())
