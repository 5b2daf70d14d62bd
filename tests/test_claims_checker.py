"""The checker of receipts finds each thing that could be wrong."""

import pytest
from claims_checker import not_in_log, root_of, wrongs_of


def line(*, units: int, claims: int) -> list[str]:
    return [
        "|".join(
            (
                "nightmarket-claim-1",
                "show",
                "product",
                "variant",
                str(place),
                "epoch",
                f"{1000 + place}-0",
                "0",
                "comment",
                "0" * 64,
                "1",
                "1" if place <= units else "0",
                "1000",
            )
        )
        for place in range(1, claims + 1)
    ]


def test_a_fair_line_has_no_fault() -> None:
    fair = line(units=3, claims=8)
    assert wrongs_of(fair, root=root_of(fair), units=3) == []
    assert not_in_log(fair, [("epoch", f"{1000 + n}-0") for n in range(1, 9)]) == []


@pytest.mark.parametrize("count", range(9))
def test_every_receipt_is_in_the_root(count: int) -> None:
    fair = line(units=3, claims=count)
    for index in range(count):
        other = [*fair]
        other[index] = other[index].replace("|1000", "|1001")
        assert root_of(other) != root_of(fair)


def test_each_fault_is_found() -> None:
    fair = line(units=3, claims=8)
    swapped = [*fair]
    swapped[1], swapped[5] = (
        swapped[5].replace("|6|epoch", "|2|epoch"),
        swapped[1].replace("|2|epoch", "|6|epoch"),
    )
    assert any("in the log" in wrong for wrong in wrongs_of(swapped))
    assert wrongs_of(fair[:3] + fair[4:]) == ["variant: places have holes, or are not in order"]
    assert any("were due" in wrong for wrong in wrongs_of(fair, units=2))
    assert wrongs_of(fair, root=root_of(fair[:7])) == ["the root is another one"]
    twice = [*fair, fair[-1].replace("|8|epoch", "|9|epoch")]
    assert "a comment was taken twice" in wrongs_of(twice)
    assert not_in_log(fair, [("epoch", "1001-0")])[0] == "place 2 is of no comment that was seen"
