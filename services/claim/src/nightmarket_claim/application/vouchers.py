"""The host drops a voucher in a live room, as a listing of its own: one lot, one for each person, nobody
waits. No stock is behind it, so it is open at once; what was taken order makes a discount of.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nightmarket_claim.application.access import require_host
from nightmarket_claim.application.keeping import load, store
from nightmarket_claim.application.listings import Keeping
from nightmarket_claim.application.ports import Room
from nightmarket_claim.domain.book import Book
from nightmarket_claim.domain.errors import ListingNotFound
from nightmarket_claim.domain.listing import MOST_HOLD_S, Listing, ListingState, Lot, Rules
from nightmarket_claim.domain.voucher import Worth, voucher_of
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal

KEYWORD: Final = "GIFT"  # where the host gives none


@dataclass(frozen=True, slots=True, kw_only=True)
class DropVoucher:
    request_id: str
    actor: Principal
    show_id: str
    keyword: str
    worth: Worth
    units: int
    window_s: int
    valid_s: int


async def drop_voucher(command: DropVoucher, *, by: Keeping) -> str:
    """The voucher's id."""
    voucher = voucher_of(
        command.worth,
        units=command.units,
        window_s=command.window_s,
        valid_s=command.valid_s,
        now=by.clock.now(),
    )
    rules = Rules(
        keyword=command.keyword or KEYWORD, limit_per_person=1, hold_s=MOST_HOLD_S, most_waiting=0
    ).checked()
    shop_id = await by.shows.live_shop_of(command.show_id)
    require_host(command.actor, shop_id)
    voucher_id = new_id()
    async with by.uow() as tx:
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        await tx.rooms.add(Room(show_id=command.show_id, shop_id=shop_id))
        room = await tx.rooms.lock(command.show_id)
        if room is None:
            raise ListingNotFound
        book = await load(tx, room, [])
        lot = Lot(variant_id=voucher_id, title="", units=command.units, free=command.units)
        book.listings[voucher_id] = Listing(
            show_id=command.show_id,
            product_id=voucher_id,
            shop_id=shop_id,
            title=rules.keyword,
            rules=rules,
            lots={voucher_id: lot},
            state=ListingState.OPEN,
            voucher=voucher,
        )
        book.touched.add(voucher_id)
        await store(tx, room, book, signer=by.signer, now=by.clock.now())
        await tx.requests.finish(command, result_id=voucher_id)
        await tx.commit()
    return voucher_id


def close_due(book: Book, *, now: datetime) -> None:
    """Comments take nothing since `closes_at`; the entry that says so makes the root."""
    for listing in book.listings.values():
        is_over = listing.voucher is not None and listing.voucher.closes_at <= now
        if is_over and listing.state is ListingState.OPEN:
            listing.state = ListingState.CLOSED
            book.touched.add(listing.product_id)
