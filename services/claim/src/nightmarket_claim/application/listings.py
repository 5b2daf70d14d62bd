"""The host gives a listing its keyword, opens it and closes it.

Opening sets units aside in catalog before they can be claimed, under an intent of our own: killed in
between, `finish_moves` does the rest. Comments count from the place where the opening stands in the
room's log, up to where the closing stands.
"""

from contextlib import suppress
from dataclasses import dataclass

from nightmarket_claim.application.access import require_host
from nightmarket_claim.application.keeping import load, store
from nightmarket_claim.application.ports import (
    CatalogClient,
    ClaimUow,
    Room,
    ShareMove,
    ShowClient,
    Signer,
    UowFactory,
)
from nightmarket_claim.domain.errors import ClaimInvalid, ListingNotFound, WrongListingState
from nightmarket_claim.domain.listing import MOST_UNITS, Listing, ListingState, Lot, Rules
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.errors import DomainError, Kind
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.principal import Principal

PASSING = frozenset({Kind.UNAVAILABLE, Kind.TIMEOUT, Kind.CONFLICT, Kind.EXHAUSTED})
RETRY_AFTER_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetListing:
    request_id: str
    actor: Principal
    show_id: str
    product_id: str
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenListing:
    request_id: str
    actor: Principal
    show_id: str
    product_id: str
    units: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseListing:
    request_id: str
    actor: Principal
    show_id: str
    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The collaborators of whoever changes a show's book."""

    uow: UowFactory
    catalog: CatalogClient
    shows: ShowClient
    signer: Signer
    clock: Clock


async def set_listing(command: SetListing, *, by: Keeping) -> None:
    rules = command.rules.checked()
    shop_id = await by.shows.shop_of(command.show_id, command.product_id)
    require_host(command.actor, shop_id)
    product = await by.catalog.product(command.product_id)
    if product is None or product.shop_id != shop_id:
        raise ListingNotFound
    async with by.uow() as tx:
        if await tx.requests.claim(command) is not None:
            return
        await tx.rooms.add(Room(show_id=command.show_id, shop_id=shop_id))
        room = await _locked(tx, command.show_id)
        book = await load(tx, room, [])
        listing = book.listings.get(command.product_id)
        if listing is None:
            listing = Listing(
                show_id=command.show_id,
                product_id=command.product_id,
                shop_id=shop_id,
                title=product.title,
                rules=rules,
            )
            book.listings[command.product_id] = listing
        elif listing.state is ListingState.OPEN and listing.rules.folded != rules.folded:
            raise WrongListingState(state=listing.state)
        listing.rules = rules
        for variant_id, title in product.variants:
            listing.lots.setdefault(variant_id, Lot(variant_id=variant_id, title=title))
        book.touched.add(command.product_id)
        await store(tx, room, book, signer=by.signer, now=by.clock.now())
        await tx.requests.finish(command, result_id=command.product_id)
        await tx.commit()


async def open_listing(command: OpenListing, *, by: Keeping) -> None:
    wanted = {variant_id: units for variant_id, units in command.units if units}
    if len(wanted) > len(command.units) or not all(
        0 < units <= MOST_UNITS for units in wanted.values()
    ):
        raise ClaimInvalid
    move_id = new_id()
    async with by.uow() as tx:
        room = await _locked(tx, command.show_id)
        require_host(command.actor, room.shop_id)
        listing = (await load(tx, room, [])).listings.get(command.product_id)
        if listing is None or listing.voucher or not set(wanted) <= set(listing.lots):
            raise ListingNotFound
        earlier = await tx.requests.claim(command)
        if earlier is None:
            if listing.state is ListingState.OPEN and not wanted:
                raise WrongListingState(state=listing.state)
            await tx.moves.add(
                ShareMove(
                    id=move_id,
                    show_id=room.show_id,
                    product_id=command.product_id,
                    shop_id=room.shop_id,
                    moves=tuple(sorted(wanted.items())),
                    actor=command.actor.user_id,
                )
            )
            await tx.requests.finish(command, result_id=move_id)
            await tx.commit()
    move = ShareMove(
        id=earlier or move_id,
        show_id=room.show_id,
        product_id=command.product_id,
        shop_id=room.shop_id,
        moves=tuple(sorted(wanted.items())),
        actor=command.actor.user_id,
    )
    await finish_move(move, by=by)


async def close_listing(command: CloseListing, *, by: Keeping) -> None:
    async with by.uow() as tx:
        room = await _locked(tx, command.show_id)
        require_host(command.actor, room.shop_id)
        if await tx.requests.claim(command) is not None:
            return
        book = await load(tx, room, [])
        listing = book.listings.get(command.product_id)
        if listing is None:
            raise ListingNotFound
        if listing.state is not ListingState.OPEN:
            raise WrongListingState(state=listing.state)
        listing.state = ListingState.CLOSED
        book.touched.add(command.product_id)
        await store(tx, room, book, signer=by.signer, now=by.clock.now())
        await tx.requests.finish(command, result_id=command.product_id)
        await tx.commit()


async def finish_moves(*, by: Keeping) -> None:
    """What was given back, and openings that were interrupted."""
    async with by.uow() as tx:
        left = await tx.moves.left(older_s=RETRY_AFTER_S)
    for move in left:
        with suppress(DomainError):  # the next turn tries again what may pass; the rest is dropped
            await finish_move(move, by=by)


async def finish_move(move: ShareMove, *, by: Keeping) -> None:
    """Catalog first: what is refused there never was. Then units can be claimed, and the listing opens."""
    async with by.uow() as tx:
        if not await tx.moves.is_open(move.id):
            return
    if move.moves:
        try:
            await by.catalog.move_share(move, share_id=share_of(move.show_id))
        except DomainError as error:
            if error.kind not in PASSING:
                await _drop(move, by=by)
            raise
    async with by.uow() as tx:
        room = await _locked(tx, move.show_id)
        if not await tx.moves.is_open(move.id):
            return
        if not any(delta < 0 for _, delta in move.moves):
            book = await load(tx, room, [])
            listing = book.listings[move.product_id]
            for variant_id, delta in move.moves:
                listing.lots[variant_id].units += delta
                listing.lots[variant_id].free += delta
            listing.state, listing.root = ListingState.OPEN, ""
            book.touched.add(move.product_id)
            await store(tx, room, book, signer=by.signer, now=by.clock.now())
        await tx.moves.close(move.id)
        await tx.commit()


async def _drop(move: ShareMove, *, by: Keeping) -> None:
    async with by.uow() as tx:
        if await tx.moves.is_open(move.id):
            await tx.moves.close(move.id)
            await tx.commit()


async def _locked(tx: ClaimUow, show_id: str) -> Room:
    room = await tx.rooms.lock(show_id)
    if room is None:
        raise ListingNotFound
    return room


def share_of(show_id: str) -> str:
    """The id under which catalog keeps a show's claimed units: the show's, as a UUID of version 8."""
    return f"{show_id[:14]}8{show_id[15:]}"
