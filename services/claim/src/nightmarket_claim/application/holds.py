"""Held units go over to an order, and come back from it; what nobody paid for goes to the next in line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nightmarket_claim.application.keeping import load, store
from nightmarket_claim.application.listings import Keeping, share_of
from nightmarket_claim.application.ports import ClaimQueries, ClaimUow, Room
from nightmarket_claim.application.vouchers import close_due
from nightmarket_claim.domain.answer import Outcome
from nightmarket_claim.domain.book import Book
from nightmarket_claim.domain.claim import Claim, ClaimState

# an order can still be written for a moment after its deadline
AFTER: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    variant_id: str
    quantity: int
    show_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHolds:
    order_id: str
    user_id: str
    lines: tuple[Line, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    variant_id: str
    share_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNews:
    consumer: str
    event_id: str
    order_id: str
    state: ClaimState
    """ORDERED: it was placed. PAID. LAPSED: it was given up."""
    was_paid: bool = False


async def take_holds(command: TakeHolds, *, by: Keeping) -> list[Hold]:
    found: list[Hold] = []
    for show_id in sorted({line.show_id for line in command.lines}):
        async with by.uow() as tx:
            room = await tx.rooms.lock(show_id)
            if room is None:
                continue
            lines = [line for line in command.lines if line.show_id == show_id]
            book = await load(tx, room, [command.user_id])
            claims = await tx.claims.of_users(show_id, [command.user_id])
            now = by.clock.now()
            for line in lines:
                quantity = _taken(book, claims, line, command, now=now)
                if quantity:
                    found.append(
                        Hold(
                            variant_id=line.variant_id,
                            share_id=share_of(show_id),
                            quantity=quantity,
                        )
                    )
            await store(tx, room, book, signer=by.signer, now=now)
            await tx.commit()
    return found


def _taken(
    book: Book, claims: Sequence[Claim], line: Line, command: TakeHolds, *, now: datetime
) -> int:
    of_line = [one for one in claims if one.variant_id == line.variant_id]
    before = [one for one in of_line if one.order_id == command.order_id]
    if before:
        return sum(one.units for one in before if one.state is ClaimState.ORDERED)
    taken = 0
    for claim in of_line:
        is_good = claim.state is ClaimState.HELD and claim.due_at is not None and claim.due_at > now
        if not is_good or taken >= line.quantity:
            continue
        spare = taken + claim.units - line.quantity
        if spare > 0:
            book.give_back(claim, spare)
        claim.state = ClaimState.ORDERED
        claim.order_id = command.order_id
        claim.order_until = command.until + AFTER
        book.mark(claim)
        taken += claim.units
    return taken


async def note_order(news: OrderNews, *, by: Keeping) -> None:
    """An order of claims was placed, paid or given up. Its units come back to the show's share."""
    async with by.uow() as tx:
        if not await tx.claim_event(news.consumer, news.event_id):
            return
        of_order = await tx.claims.of_order(news.order_id)
        for show_id in sorted({one.show_id for one in of_order}):
            room = await tx.rooms.lock(show_id)
            if room is None:
                continue
            book = await load(tx, room, [])
            fresh = await tx.claims.of_order(news.order_id)
            for claim in (one for one in fresh if one.show_id == show_id):
                _apply(book, claim, news, now=by.clock.now())
            await store(tx, room, book, signer=by.signer, now=by.clock.now())
            if news.state is ClaimState.PAID:
                await tx.parking.close(room.shop_id, sorted({one.user_id for one in fresh}))
        await tx.commit()


def _apply(book: Book, claim: Claim, news: OrderNews, *, now: datetime) -> None:
    """Topics are read side by side: what is over is not begun again."""
    if claim.state not in {ClaimState.ORDERED, ClaimState.PAID}:
        return
    if news.state is ClaimState.ORDERED:
        claim.is_placed = True
        book.mark(claim)
    elif news.state is ClaimState.PAID:
        claim.state = ClaimState.PAID
        book.mark(claim)
    elif news.was_paid:
        book.leave(claim)
    elif claim.is_parked and claim.due_at is not None and claim.due_at > now:
        _give_back(book, claim)
    else:
        book.end_telling(claim, ClaimState.LAPSED, Outcome.LAPSED)


async def sweep(*, by: Keeping, queries: ClaimQueries) -> None:
    for show_id in await queries.due_shows(at=by.clock.now()):
        async with by.uow() as tx:
            room = await tx.rooms.lock(show_id)
            if room is not None:
                await _sweep_show(tx, room, by=by)
                await tx.commit()


async def _sweep_show(tx: ClaimUow, room: Room, *, by: Keeping) -> None:
    now = by.clock.now()
    book = await load(tx, room, [])
    close_due(book, now=now)
    for claim in await tx.claims.due(room.show_id, at=now):
        if claim.state is ClaimState.ORDERED and claim.due_at is not None and claim.due_at > now:
            _give_back(book, claim)
        else:
            book.end_telling(claim, ClaimState.LAPSED, Outcome.LAPSED)
    await store(tx, room, book, signer=by.signer, now=now)


def _give_back(book: Book, claim: Claim) -> None:
    """To its author, who has time left: an order was not written, or a parcel is to be ordered anew."""
    claim.state, claim.order_id, claim.order_until = ClaimState.HELD, "", None
    claim.is_placed = False
    book.mark(claim)
