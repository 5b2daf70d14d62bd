from __future__ import annotations

import pytest

from nightmarket_backends.process import Child
from nightmarket_local.parts import Part, tiers


def launch() -> Child:
    raise AssertionError


def part(name: str, *after: str) -> Part:
    return Part(name=name, after=after, launch=launch)


def test_a_part_comes_after_all_that_it_needs() -> None:
    parts = [part("gateway", "order", "sandbox"), part("order", "pg"), part("sandbox"), part("pg")]
    names = [[each.name for each in tier] for tier in tiers(parts)]
    assert names == [["sandbox", "pg"], ["order"], ["gateway"]]


def test_parts_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="a, b"):
        tiers([part("a", "b"), part("b", "a"), part("c")])
    with pytest.raises(ValueError, match="unknown"):
        tiers([part("a", "missing")])
