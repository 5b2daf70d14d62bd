"""Receipts and the Merkle tree over those of a listing; docs/claims.md states the format.

A leaf is SHA-256 of a zero byte and the receipt, a node SHA-256 of a one byte and its two children; a
node without a sibling moves up as it is. Of no receipts the root is SHA-256 of nothing.
"""

import hashlib
from collections.abc import Sequence

from nightmarket_claim.domain.claim import Claim

FORMAT = "nightmarket-claim-1"


def receipt_of(claim: Claim) -> str:
    """One line, without a name: who holds the receipt can show the user id that it is of."""
    fields = (
        FORMAT,
        claim.show_id,
        claim.product_id,
        claim.variant_id,
        str(claim.place),
        claim.epoch,
        claim.entry_id,
        str(claim.item),
        "hand" if claim.by_hand else "comment",
        hashlib.sha256(f"{claim.id}:{claim.user_id}".encode()).hexdigest(),
        str(claim.quantity),
        str(claim.units),
        str(int(claim.made_at.timestamp() * 1000)),
    )
    return "|".join(fields)


def root_of(receipts: Sequence[str]) -> str:
    nodes = [hashlib.sha256(b"\0" + one.encode()).digest() for one in receipts]
    if not nodes:
        return hashlib.sha256(b"").hexdigest()
    while len(nodes) > 1:
        pairs = [nodes[at : at + 2] for at in range(0, len(nodes), 2)]
        nodes = [
            hashlib.sha256(b"\1" + pair[0] + pair[1]).digest() if len(pair) > 1 else pair[0]
            for pair in pairs
        ]
    return nodes[0].hex()
