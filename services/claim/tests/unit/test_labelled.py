"""Comments in five languages, labelled by hand: what is taken as a claim is one, always; and hardly a claim
is overlooked.
"""

from collections import Counter
from pathlib import Path

from nightmarket_claim.domain.grammar import Grammar
from nightmarket_claim.domain.readings import Claims, Offer, Option, Question, Reading, TakeBack

DATA = Path(__file__).parents[1] / "data" / "comments.tsv"
OFFERS = (
    Offer(
        "A1",
        "A1",
        (
            Option("rM", "紅 / M"),
            Option("rL", "紅 / L"),
            Option("bM", "藍 / M"),
            Option("bL", "藍 / L"),
        ),
    ),
    Offer("B2", "B2", (Option("", "單一規格"),)),
    Offer("C3", "C3", (Option("k", "黑色"), Option("w", "白色"), Option("p", "粉色"))),
    Offer("D4", "D4", (Option("38", "38"), Option("39", "39"), Option("40", "40"))),
    Offer("杯子", "杯子", (Option("", "450 ml"),)),
)
HERE = "B2"
LANGUAGES = {"zh_TW", "zh_CN", "th", "en", "ja"}


def written(reading: Reading | None) -> str:
    match reading:
        case None:
            return "none"
        case Question():
            return "ask"
        case TakeBack():
            thing = _thing(reading.listing_id, reading.variant_id)
            count = f"-{reading.quantity}" if reading.quantity else ""
            return f"back {thing}{count}".strip()
        case Claims():
            return " ".join(
                f"{_thing(one.listing_id, one.variant_id)}*{one.quantity}" for one in reading.wanted
            )


def _thing(listing: str, variant: str) -> str:
    return f"{listing}.{variant}" if variant else listing


def rows() -> list[tuple[str, str, str]]:
    found = []
    for line in DATA.read_text().splitlines():
        if not line.startswith("#"):
            language, comment, label = line.split("\t")
            found.append((language, comment.replace("\\n", "\n"), label))
    return found


def is_claim(label: str) -> bool:
    return "*" in label


def test_there_are_enough_in_every_language() -> None:
    found = rows()
    assert len(found) >= 400
    assert len({(language, comment) for language, comment, _ in found}) == len(found)
    by_language = Counter(language for language, _, _ in found)
    assert set(by_language) == LANGUAGES
    assert min(by_language.values()) >= 60
    for language in LANGUAGES:
        labels = [label for one, _, label in found if one == language]
        assert sum(is_claim(label) for label in labels) >= 20
        assert labels.count("none") >= 20


def test_no_claim_is_made_that_was_not_meant() -> None:
    grammar = Grammar(OFFERS)
    wrong = [
        (comment, label, read)
        for _, comment, label in rows()
        if is_claim(read := written(grammar.read(comment, here=HERE))) and read != label
    ]
    assert not wrong


def test_hardly_a_claim_is_overlooked() -> None:
    grammar = Grammar(OFFERS)
    meant = [(comment, label) for _, comment, label in rows() if is_claim(label)]
    missed = [
        (comment, label, read)
        for comment, label in meant
        if (read := written(grammar.read(comment, here=HERE))) != label
    ]
    assert len(missed) <= 0.02 * len(meant), missed


def test_nothing_is_taken_back_that_was_not_meant() -> None:
    grammar = Grammar(OFFERS)
    wrong = [
        (comment, label, read)
        for _, comment, label in rows()
        if (read := written(grammar.read(comment, here=HERE))).startswith("back") and read != label
    ]
    assert not wrong


def test_who_is_asked_and_who_is_left_alone() -> None:
    grammar = Grammar(OFFERS)
    wrong = [
        (comment, label, read)
        for _, comment, label in rows()
        if not is_claim(label) and (read := written(grammar.read(comment, here=HERE))) != label
    ]
    assert not wrong
