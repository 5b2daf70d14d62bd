"""The host adds a line by hand, or gives an unpaid one to the next in line."""

from dataclasses import dataclass
from typing import Final

from nightmarket_claim.application.access import require_host
from nightmarket_claim.application.keeping import load, store
from nightmarket_claim.application.listings import Keeping
from nightmarket_claim.domain.answer import Outcome
from nightmarket_claim.domain.book import Comment
from nightmarket_claim.domain.claim import OPEN, ClaimState
from nightmarket_claim.domain.errors import (
    ClaimInvalid,
    ClaimNotFound,
    ListingNotFound,
    WrongClaimState,
    WrongListingState,
)
from nightmarket_claim.domain.grammar import MOST_OF_ONE
from nightmarket_claim.domain.listing import ListingState
from nightmarket_claim.domain.readings import Wanted
from nightmarket_kit.core.principal import Principal

BEHIND: Final = 1_000  # items of a comment come before what was added by hand after it


@dataclass(frozen=True, slots=True, kw_only=True)
class AddClaim:
    request_id: str
    actor: Principal
    show_id: str
    product_id: str
    variant_id: str
    user_id: str
    user_name: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveClaim:
    request_id: str
    actor: Principal
    claim_id: str


async def add_claim(command: AddClaim, *, by: Keeping) -> str:
    """The claim's id. It stands behind everything that was read of the room's log."""
    if not 0 < command.quantity <= MOST_OF_ONE:
        raise ClaimInvalid
    async with by.uow() as tx:
        room = await tx.rooms.lock(command.show_id)
        if room is None:
            raise ListingNotFound
        require_host(command.actor, room.shop_id)
        if (earlier := await tx.requests.claim(command)) is not None:
            return earlier
        book = await load(tx, room, [command.user_id])
        listing = book.listings.get(command.product_id)
        if listing is None or listing.voucher or command.variant_id not in listing.lots:
            raise ListingNotFound
        if listing.state is ListingState.DRAFT:
            raise WrongListingState(state=listing.state)
        now = by.clock.now()
        comment = Comment(
            user_id=command.user_id,
            user_name=command.user_name,
            epoch=room.epoch,
            entry_id=room.cursor,
            at=now,
        )
        claim = book.claim(
            Wanted(command.product_id, command.variant_id, command.quantity),
            comment,
            item=BEHIND + listing.lots[command.variant_id].places,
            now=now,
            by_hand=True,
        )
        if claim is None:
            raise ClaimInvalid
        await store(tx, room, book, signer=by.signer, now=now)
        await tx.requests.finish(command, result_id=claim.id)
        await tx.commit()
    return claim.id


async def remove_claim(command: RemoveClaim, *, by: Keeping) -> None:
    async with by.uow() as tx:
        found = await tx.claims.get(command.claim_id)
        room = await tx.rooms.lock(found.show_id) if found is not None else None
        if found is None or room is None:
            raise ClaimNotFound
        require_host(command.actor, room.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        book = await load(tx, room, [])
        claim = await tx.claims.get(command.claim_id)
        if claim is None or claim.state not in OPEN:
            raise WrongClaimState(state=found.state)
        book.end_telling(claim, ClaimState.REMOVED, Outcome.REMOVED)
        await store(tx, room, book, signer=by.signer, now=by.clock.now())
        await tx.requests.finish(command, result_id=claim.id)
        await tx.commit()
