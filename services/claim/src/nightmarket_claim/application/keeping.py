"""One way to change a show's book: lock, load, change, offer what became free, store, tell."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from nightmarket_claim.application.ports import ClaimUow, Room, ShareMove, Signer
from nightmarket_claim.domain.book import Book
from nightmarket_claim.domain.claim import Claim, ClaimState
from nightmarket_claim.domain.events import ClaimsAnswered, ListingChanged, VouchersTaken
from nightmarket_claim.domain.listing import Listing, ListingState
from nightmarket_kit.core.ids import new_id

MOST_TOLD: Final = 200  # answers in one event, and so in one entry of the room
OFFERED_AT_ONCE: Final = 500


async def load(tx: ClaimUow, room: Room, user_ids: Sequence[str]) -> Book:
    return await load_with(tx, await tx.listings.of_show(room.show_id), room, user_ids)


async def load_with(
    tx: ClaimUow, listings: Sequence[Listing], room: Room, user_ids: Sequence[str]
) -> Book:
    claims = await tx.claims.of_users(room.show_id, user_ids) if user_ids else []
    return Book(listings, claims)


async def store(tx: ClaimUow, room: Room, book: Book, *, signer: Signer, now: datetime) -> None:
    """`room` is saved, too: its version orders what is told."""
    await _park(tx, room, book, now=now)
    for claim in book.new.values():
        claim.signature = signer.sign(claim.receipt)
    await tx.claims.add(list(book.new.values()))
    _tell_taken(tx, room, book)
    book.new = {}
    await _save(tx, book)
    for _, lot in book.lots():
        while lot.free and lot.waiting:
            waiting = await tx.claims.waiting(room.show_id, lot.variant_id, limit=OFFERED_AT_ONCE)
            book.offer(waiting, now=now)
            await _park(tx, room, book, now=now)
            await _save(tx, book)
    for product_id in sorted(book.touched):
        listing = book.listings[product_id]
        listing.version += 1
        await _return_free(tx, room, listing)
        await tx.listings.save(listing)
        tx.publish(ListingChanged(listing=listing))
    for start in range(0, len(book.answers), MOST_TOLD):
        room.version += 1
        tx.publish(
            ClaimsAnswered(
                show_id=room.show_id,
                shop_id=room.shop_id,
                answers=tuple(book.answers[start : start + MOST_TOLD]),
                sequence=room.version,
            )
        )
    await tx.rooms.save(room)


def _tell_taken(tx: ClaimUow, room: Room, book: Book) -> None:
    taken: dict[str, list[Claim]] = defaultdict(list)
    for claim in book.new.values():
        if claim.state is ClaimState.TAKEN:
            taken[claim.product_id].append(claim)
    for voucher_id, claims in taken.items():
        for start in range(0, len(claims), MOST_TOLD):
            room.version += 1
            tx.publish(
                VouchersTaken(
                    listing=book.listings[voucher_id],
                    claims=tuple(claims[start : start + MOST_TOLD]),
                    sequence=room.version,
                )
            )


async def _park(tx: ClaimUow, room: Room, book: Book, *, now: datetime) -> None:
    """What was just kept joins its author's parcel, in a shop that has such."""
    kept, book.kept = book.kept, []
    park_s = await tx.parking.park_s(room.shop_id) if kept else 0
    if park_s:
        people = sorted({one.user_id for one in kept})
        until = now + timedelta(seconds=park_s)
        book.park(kept, await tx.parking.join(room.shop_id, people, at=now, until=until))


async def _save(tx: ClaimUow, book: Book) -> None:
    await tx.claims.save(list(book.changed.values()))
    book.changed = {}


async def _return_free(tx: ClaimUow, room: Room, listing: Listing) -> None:
    """A listing that was read up to its closing keeps nothing back that nobody waits for."""
    if listing.is_taking or listing.state is not ListingState.CLOSED or not listing.root:
        return
    if listing.voucher is not None:  # there is no stock behind it
        return
    spare = [lot for lot in listing.lots.values() if lot.free and not lot.waiting]
    if not spare:
        return
    await tx.moves.add(
        ShareMove(
            id=new_id(),
            show_id=room.show_id,
            product_id=listing.product_id,
            shop_id=room.shop_id,
            moves=tuple((lot.variant_id, -lot.free) for lot in spare),
            actor="claim",
        )
    )
    for lot in spare:
        lot.units -= lot.free
        lot.free = 0
