import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from nightmarket_kit.core.money import Money
from nightmarket_kit.core.requests import RequestIdInvalid, check_request_id, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    sku: str
    quantity: int
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceThing:
    request_id: str
    lines: tuple[Line, ...]
    note: str = ""
    rate: Decimal = Decimal("1.5")


def command(*, request_id: str = "request-1", quantity: int = 1, note: str = "") -> PlaceThing:
    price = Money(currency_code="TWD", amount_minor=100)
    line = Line(sku="s", quantity=quantity, price=price)
    return PlaceThing(request_id=request_id, lines=(line,), note=note)


def test_digest_covers_everything_but_the_request_id() -> None:
    assert digest_of(command()) == digest_of(command(request_id="request-2"))
    assert digest_of(command()) != digest_of(command(quantity=2))
    assert digest_of(command()) != digest_of(command(note="x"))


SET_DIGEST = """
from dataclasses import dataclass
from nightmarket_kit.core.requests import digest_of

@dataclass(frozen=True)
class Tagged:
    request_id: str
    tags: frozenset

print(digest_of(Tagged("request-1", frozenset("abcdefgh"))))
"""


def test_digest_of_a_set_is_the_same_in_every_process(tmp_path: Path) -> None:
    script = tmp_path / "digest.py"
    script.write_text(SET_DIGEST)
    seen = {
        subprocess.run(
            [sys.executable, script],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


@pytest.mark.parametrize("text", ["12345678", "a" * 100, "A-z_0:9.abc"])
def test_good_request_ids_pass(text: str) -> None:
    assert check_request_id(text) == text


@pytest.mark.parametrize(
    "text", ["", "1234567", "a" * 101, "has space", "12345678\n", "ümlaut-12", "a;DROP TABLE"]
)
def test_bad_request_ids_are_refused(text: str) -> None:
    with pytest.raises(RequestIdInvalid):
        check_request_id(text)
