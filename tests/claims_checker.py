"""Checks the receipts of a listing by docs/claims.md alone; imports nothing of ours.

    python claims_checker.py http://gateway show_id product_id [units]

Prints what is wrong, one line each, and exits with 1 if anything is.
"""

import hashlib
import json
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

LEAF, NODE = b"\0", b"\1"


class Receipt(NamedTuple):
    text: str
    variant: str
    place: int
    epoch: str
    entry: tuple[int, int]
    item: int
    is_hand: bool
    quantity: int
    units: int


def read(text: str) -> Receipt:
    fields = text.split("|")
    if len(fields) != 13 or fields[0] != "nightmarket-claim-1":
        raise ValueError(f"not a receipt: {text}")
    ms, _, number = fields[6].partition("-")
    return Receipt(
        text=text,
        variant=fields[3],
        place=int(fields[4]),
        epoch=fields[5],
        entry=(int(ms), int(number)),
        item=int(fields[7]),
        is_hand=fields[8] == "hand",
        quantity=int(fields[10]),
        units=int(fields[11]),
    )


def root_of(texts: Sequence[str]) -> str:
    nodes = [hashlib.sha256(LEAF + text.encode()).digest() for text in texts]
    if not nodes:
        return hashlib.sha256(b"").hexdigest()
    while len(nodes) > 1:
        odd = nodes[-1:] if len(nodes) % 2 else []
        pairs = zip(nodes[::2], nodes[1::2], strict=False)
        nodes = [hashlib.sha256(NODE + left + right).digest() for left, right in pairs] + odd
    return nodes[0].hex()


def wrongs_of(texts: Sequence[str], *, root: str = "", units: int | None = None) -> list[str]:
    """What is wrong; nothing when nobody was put in front of anybody.

    `units` is how many of each variant could be claimed; without it only the order is checked.
    """
    receipts = [read(text) for text in texts]
    wrongs = []
    if root and root_of(texts) != root:
        wrongs.append("the root is another one")
    by_variant: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        by_variant[receipt.variant].append(receipt)
    for variant, line in by_variant.items():
        wrongs += [f"{variant}: {wrong}" for wrong in _of_line(line, units)]
    comments = [(one.epoch, one.entry, one.item) for one in receipts]
    if len(set(comments)) != len(comments):
        wrongs.append("a comment was taken twice")
    return wrongs


def _of_line(line: Sequence[Receipt], units: int | None) -> Iterable[str]:
    if [one.place for one in line] != list(range(1, len(line) + 1)):
        yield "places have holes, or are not in order"
    for before, after in pairwise(line):
        if before.epoch == after.epoch and (before.entry, before.item) >= (after.entry, after.item):
            yield f"place {after.place} stands before place {before.place} in the log"
    epochs = [one.epoch for one in line]
    changes = sum(one != other for one, other in pairwise(epochs))
    if changes != len(set(epochs)) - 1:
        yield "two epochs of the log are mixed"
    for one in line:
        if one.units > one.quantity:
            yield f"place {one.place} got more than it asked for"
    if units is not None:
        yield from _of_units(line, units)


def _of_units(line: Sequence[Receipt], units: int) -> Iterable[str]:
    """For a round in which nothing was given back: each gets what is left, until nothing is."""
    left = units
    for one in line:
        due = min(one.quantity, left)
        if one.units != due:
            yield f"place {one.place} got {one.units}, and {due} were due"
        left -= one.units


def not_in_log(texts: Sequence[str], log: Iterable[tuple[str, str]]) -> list[str]:
    """`log`: epoch and id of every comment that one has seen in the room."""
    seen = set(log)
    return [
        f"place {one.place} is of no comment that was seen"
        for one in map(read, texts)
        if not one.is_hand and (one.epoch, f"{one.entry[0]}-{one.entry[1]}") not in seen
    ]


def fetch(gateway: str, show_id: str, product_id: str) -> tuple[list[str], str]:
    url = f"{gateway}/v1/shows/{show_id}/claim-listings/{product_id}/receipts?page_size=100"
    texts: list[str] = []
    token = ""
    while True:
        with urllib.request.urlopen(f"{url}&page_token={token}", timeout=30) as answer:  # noqa: S310 - the address is given by whoever checks
            page = json.load(answer)
        texts += page["receipts"]
        token = page["next_page_token"]
        if not token:
            return texts, page["root"]


def main() -> int:
    gateway, show_id, product_id, *rest = sys.argv[1:]
    texts, root = fetch(gateway, show_id, product_id)
    wrongs = wrongs_of(texts, root=root, units=int(rest[0]) if rest else None)
    print(*wrongs or [f"{len(texts)} claims, in order"], sep="\n")  # noqa: T201 - what it is for
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
