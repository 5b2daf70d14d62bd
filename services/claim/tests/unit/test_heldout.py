"""Comments that the grammar was not made from: written before it was read, then measured
(docs/claims.md says what the first run gave).
"""

from pathlib import Path
from typing import NamedTuple

from nightmarket_claim.domain.grammar import Grammar
from nightmarket_claim.domain.readings import Claims, Offer, Option, Question, Reading, TakeBack

DATA = Path(__file__).parents[1] / "data" / "heldout.tsv"
COLOURS = {
    "zh_TW": ("紅", "黑"),
    "zh_CN": ("红", "黑"),
    "th": ("แดง", "ดำ"),
    "en": ("red", "black"),
    "ja": ("赤", "黒"),
}
WORDS = {"zh_TW": "杯子", "zh_CN": "杯子", "th": "แก้ว", "en": "mug", "ja": "マグ"}


class Row(NamedTuple):
    scene: str
    locale: str
    comment: str
    label: str


def rows() -> list[Row]:
    lines = [one for one in DATA.read_text().splitlines() if not one.startswith("#")]
    return [
        Row(scene, locale, comment.replace("\\n", "\n"), label)
        for scene, locale, comment, label in (one.split("\t") for one in lines)
    ]


def offers(scene: str, locale: str) -> tuple[Offer, ...]:
    if scene == "many":
        keywords = ("A1", "A2", "B7", WORDS[locale])
        return tuple(Offer(one, one, (Option(f"{one}", "-"),)) for one in keywords)
    titles = {"one": ["-"], "colour": list(COLOURS[locale])}.get(
        scene, [f"{colour} / {size}" for colour in COLOURS[locale] for size in "ML"]
    )
    return (Offer("A1", "A1", tuple(Option(one.replace(" / ", "/"), one) for one in titles)),)


def written(row: Row) -> set[str]:
    """What is read, in the words of the file."""
    offered = offers(row.scene, row.locale)
    here = "" if row.scene == "many" else "A1"
    reading = Grammar(offered).read(row.comment, here=here)
    return _written(reading, offered)


def _written(reading: Reading | None, offered: tuple[Offer, ...]) -> set[str]:
    match reading:
        case None:
            return {"none"}
        case Question():
            return {"ask"}
        case TakeBack():
            listing = reading.listing_id or offered[0].listing_id
            return {f"{listing}=-{reading.quantity}" if reading.quantity else f"{listing}=off"}
        case Claims():
            lots = {(one.listing_id, one.variant_id, one.quantity) for one in reading.wanted}
            return {" ".join(sorted(_line(*one) for one in lots)), *_every(lots, offered)}


def _line(listing: str, variant: str, quantity: int) -> str:
    return (
        f"{listing}={quantity}" if variant in {listing, "-"} else f"{listing}/{variant}={quantity}"
    )


def _every(lots: set[tuple[str, str, int]], offered: tuple[Offer, ...]) -> set[str]:
    """`A1/*=1` is one of each of its variants."""
    amounts = {quantity for _, _, quantity in lots}
    variants = {one.variant_id for one in offered[0].options}
    is_every = len(variants) > 1 and {variant for _, variant, _ in lots} == variants
    if is_every and len(amounts) == 1:
        return {f"{offered[0].listing_id}/*={amounts.pop()}"}
    return set()


def is_right(row: Row) -> bool:
    meant = {" ".join(sorted(one.split(" "))) for one in row.label.split("|")}
    return bool(meant & written(row))


def is_claim(label: str) -> bool:
    return label[-1].isdecimal() and "=-" not in label


def wrong(where: list[Row]) -> list[tuple[Row, set[str]]]:
    return [(one, written(one)) for one in where if not is_right(one)]


def test_no_claim_is_made_and_nothing_taken_back_that_was_not_meant() -> None:
    assert not [(row, read) for row, read in wrong(rows()) if not read & {"none", "ask"}]


def test_hardly_a_claim_is_overlooked() -> None:
    meant = [one for one in rows() if is_claim(one.label)]
    missed = wrong(meant)
    assert len(meant) >= 100
    assert len(missed) <= 0.02 * len(meant), missed
