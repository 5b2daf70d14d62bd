"""Comments of a room become claims, in the order of its log, each once.

The room's place in the log moves in the same transaction: what was read twice finds the place moved
and changes nothing. A listing takes comments between the entries that open and close it, a
voucher until its own end at most.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from nightmarket_claim.application.keeping import load_with, store
from nightmarket_claim.application.ports import Batch, ClaimUow, Entry, Room, Signer, UowFactory
from nightmarket_claim.domain.book import Book, Comment
from nightmarket_claim.domain.grammar import Grammar
from nightmarket_claim.domain.listing import Listing, ListingState
from nightmarket_claim.domain.readings import Claims, Doubt, Question, Reading, TakeBack
from nightmarket_claim.domain.receipts import root_of
from nightmarket_kit.core.clock import Clock

PIN_GRACE_MS: Final = (
    8_000  # so long after a change of the pin, "+1" may be meant for the one before
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


async def take_comments(batch: Batch, *, uow: UowFactory, signer: Signer, clock: Clock) -> bool:
    """False when somebody else was faster."""
    async with uow() as tx:
        room = await tx.rooms.lock(batch.show_id)
        if room is None or not _is_next(room, batch):
            return False
        listings = await tx.listings.of_show(batch.show_id)
        book = await load_with(tx, listings, room, _people(batch, listings))
        reader = _Reader(room, book, clock.now())
        for entry in batch.entries:
            reader.take(entry, batch.epoch)
            if reader.closed:
                await _close(tx, room, reader)
        room.epoch, room.cursor = batch.epoch, batch.entries[-1].id
        await store(tx, room, book, signer=signer, now=clock.now())
        await tx.commit()
    return True


async def _close(tx: ClaimUow, room: Room, reader: "_Reader") -> None:
    """The root is over all receipts, those of this batch among them."""
    for product_id in reader.closed:
        listing = reader.book.listings[product_id]
        kept = await tx.claims.receipts(room.show_id, product_id)
        fresh = [one for one in reader.book.new.values() if one.product_id == product_id]
        places = [(one.variant_id, one.place, one.receipt) for one in fresh]
        listing.root = root_of([text for _, _, text in sorted([*kept, *places])])
        reader.book.touched.add(product_id)
    reader.closed.clear()


def _is_next(room: Room, batch: Batch) -> bool:
    if room.epoch == batch.epoch:
        return room.cursor == batch.after
    return batch.after == "0-0"


def _people(batch: Batch, listings: Sequence[Listing]) -> list[str]:
    """Whose claims may matter: all who spoke, as long as anything can be claimed or taken back."""
    if not listings:
        return []
    return sorted({one.user_id for one in batch.entries if one.user_id})


class _Reader:
    def __init__(self, room: Room, book: Book, now: datetime) -> None:
        self.book = book
        self.closed: list[str] = []
        self._room = room
        self._now = now
        self._grammar = self._learnt()

    def take(self, entry: Entry, epoch: str) -> None:
        match entry.kind:
            case "chat":
                self._comment(entry, epoch)
            case "pin":
                room = self._room
                if entry.product_id != room.pinned:
                    room.pinned_before, room.pinned = room.pinned, entry.product_id
                    room.pinned_ms = entry.ms
            case "sanction" if entry.state == "banned":
                self.book.ban(entry.user_id)
            case "listing" if entry.product_id in self.book.listings:
                self._set_taking(self.book.listings[entry.product_id], to=entry.state == "open")
            case "status" if entry.state == "ended":
                for listing in self.book.listings.values():
                    if listing.state is not ListingState.CLOSED or listing.is_taking:
                        listing.state, listing.is_taking = ListingState.CLOSED, False
                        self.closed.append(listing.product_id)
            case _:
                pass

    def _set_taking(self, listing: Listing, *, to: bool) -> None:
        is_over = listing.voucher is not None and bool(listing.root)  # it never opens again
        if listing.is_taking is to or (to and is_over):
            return
        listing.is_taking = to
        self._grammar = self._learnt()
        self.book.touched.add(listing.product_id)
        if not to:
            self.closed.append(listing.product_id)

    def _comment(self, entry: Entry, epoch: str) -> None:
        if not self.book.listings:
            return
        comment = Comment(
            user_id=entry.user_id,
            user_name=entry.user_name,
            epoch=epoch,
            entry_id=entry.id,
            at=_EPOCH + timedelta(milliseconds=entry.ms),
        )
        match self._read(entry):
            case Claims(wanted=wanted):
                for item, one in enumerate(wanted):
                    self.book.claim(one, comment, item=item, now=self._now)
            case TakeBack() as back:
                self.book.take_back(back, comment)
            case Question() as question:
                self.book.ask(question, comment)
            case None:
                pass

    def _learnt(self) -> Grammar:
        """A closed voucher's keyword may be given again: it is last among all that have it, and of
        several closed ones the newest counts.
        """
        offers = sorted(
            self.book.listings.values(),
            key=lambda one: (one.is_taking, one.voucher is None, one.product_id),
        )
        return Grammar([one.as_offer() for one in offers])

    def _read(self, entry: Entry) -> Reading | None:
        """Bare claims while nothing is taken are talk."""
        here, is_sure = self._here(entry.ms)
        reading = self._grammar.read(entry.text, here=here)
        if not isinstance(reading, Claims) or is_sure:
            return reading
        return reading if self._grammar.read(entry.text) == reading else _WHICH

    def _here(self, ms: int) -> tuple[str, bool]:
        """The listing that a bare claim means, and whether that is sure: right after the pin changed
        from one that is taken to another one it is not.
        """
        taking = [
            one.product_id
            for one in self.book.listings.values()
            if one.is_taking and one.voucher is None
        ]
        room = self._room
        if room.pinned in taking:
            is_fresh = ms - room.pinned_ms < PIN_GRACE_MS and room.pinned_before in taking
            return room.pinned, not is_fresh
        return (taking[0], True) if len(taking) == 1 else ("", True)


_WHICH: Final = Question(Doubt.WHICH_LISTING)
