"""The book of a show: listings, lots and claims, changed in the order of the room's log.

Rules
- Places of a lot are given out in the order of the log, from 1, one per claim, and never again.
- While somebody waits, what becomes free is theirs in the order of places, and nobody else's.
- Who asks for more than is left gets what is left.
- What a person has, waits for, ordered and paid counts towards the limit of the listing.
- A claim that is closed, over the limit or beyond the line's end takes no place.
- A voucher is one for each person, whatever number she writes, and is hers once it was taken.

In memory and without I/O: who calls it holds the show's lock, has loaded the claims of the people
concerned, and stores what `new`, `changed` and `touched` say; `kept` just got their units.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nightmarket_claim.domain.answer import Answer, Outcome
from nightmarket_claim.domain.claim import COUNTED, OPEN, Claim, ClaimState
from nightmarket_claim.domain.listing import Listing, Lot
from nightmarket_claim.domain.readings import Question, TakeBack, Wanted
from nightmarket_claim.domain.receipts import receipt_of
from nightmarket_kit.core.ids import new_id


class Comment:
    """Who said it, and where it stands in the log."""

    __slots__ = ("at", "entry_id", "epoch", "user_id", "user_name")

    def __init__(
        self, *, user_id: str, user_name: str, epoch: str, entry_id: str, at: datetime
    ) -> None:
        self.user_id = user_id
        self.user_name = user_name
        self.epoch = epoch
        self.entry_id = entry_id
        self.at = at


class Book:
    def __init__(self, listings: Iterable[Listing], claims: Iterable[Claim]) -> None:
        self.listings = {one.product_id: one for one in listings}
        self.new: dict[str, Claim] = {}
        self.changed: dict[str, Claim] = {}
        self.touched: set[str] = set()
        self.answers: list[Answer] = []
        self.kept: list[Claim] = []
        self._by_user: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._by_user[claim.user_id].append(claim)

    def claim(
        self, wanted: Wanted, comment: Comment, *, item: int, now: datetime, by_hand: bool = False
    ) -> Claim | None:
        """None when it takes no place; the answer says why."""
        listing = self.listings[wanted.listing_id]
        lot = listing.lots[wanted.variant_id]
        if not listing.is_answered(comment.at):
            return None
        quantity = wanted.quantity if listing.voucher is None else 1
        refused = None if by_hand else self._refusal(listing, lot, comment, quantity)
        if refused is not None:
            self.answers.append(
                Answer(
                    user_id=comment.user_id,
                    entry_id=comment.entry_id,
                    outcome=refused,
                    product_id=listing.product_id,
                    variant_id=lot.variant_id,
                    quantity=quantity,
                    total=lot.units,
                )
            )
            return None
        lot.places += 1
        claim = Claim(
            id=new_id(),
            show_id=listing.show_id,
            shop_id=listing.shop_id,
            product_id=listing.product_id,
            variant_id=lot.variant_id,
            user_id=comment.user_id,
            user_name=comment.user_name,
            quantity=quantity,
            units=0,
            place=lot.places,
            state=ClaimState.WAITING,
            epoch=comment.epoch,
            entry_id=comment.entry_id,
            item=item,
            by_hand=by_hand,
            made_at=comment.at,
        )
        if lot.free and not lot.waiting:
            self._hold(claim, listing, lot, now)
        else:
            lot.waiting += 1
        claim.receipt = receipt_of(claim)
        self.new[claim.id] = claim
        self.touched.add(listing.product_id)
        self._by_user[claim.user_id].append(claim)
        self._tell(claim, lot, line=lot.waiting)
        return claim

    def take_back(self, asked: TakeBack, comment: Comment) -> None:
        """Of the author's own unpaid claims: the newest, or those of what is named."""
        mine = [
            one
            for one in reversed(self._by_user[comment.user_id])
            if one.state in OPEN
            and asked.listing_id in {"", one.product_id}
            and asked.variant_id in {"", one.variant_id}
        ]
        if not asked.listing_id or asked.quantity:
            mine = mine[:1]
        for claim in mine:
            if asked.quantity and asked.quantity < claim.quantity:
                self._lessen(claim, asked.quantity)
            else:
                self.end(claim, ClaimState.WITHDRAWN)
            lot = self._lot_of(claim)
            self._answer(claim, lot, Outcome.TAKEN_BACK, entry_id=comment.entry_id)

    def ask(self, question: Question, comment: Comment) -> None:
        """Only while something is being taken: else it is talk."""
        listing = self.listings.get(question.listing_id)
        goods = (one for one in self.listings.values() if one.voucher is None)
        if listing.takes(comment.at) if listing else any(one.is_taking for one in goods):
            self.answers.append(
                Answer(
                    user_id=comment.user_id,
                    entry_id=comment.entry_id,
                    outcome=Outcome.ASKED,
                    product_id=question.listing_id,
                    doubt=question.doubt,
                )
            )

    def ban(self, user_id: str) -> None:
        """Unpaid claims go to those who come next."""
        for claim in self._by_user[user_id]:
            if claim.state in OPEN:
                self.end(claim, ClaimState.REMOVED)
                self._answer(claim, self._lot_of(claim), Outcome.REMOVED)

    def end(self, claim: Claim, state: ClaimState) -> None:
        lot = self._lot_of(claim)
        if claim.state is ClaimState.WAITING:
            lot.waiting -= 1
        else:
            lot.free += claim.units
        claim.state = state
        self.mark(claim)

    def leave(self, claim: Claim) -> None:
        """Its units were sold and came back to the shop: they are no part of the lot any more."""
        self._lot_of(claim).units -= claim.units
        claim.state = ClaimState.LAPSED
        claim.units = 0
        self.mark(claim)

    def end_telling(self, claim: Claim, state: ClaimState, outcome: Outcome) -> None:
        self.end(claim, state)
        self._answer(claim, self._lot_of(claim), outcome)

    def give_back(self, claim: Claim, units: int) -> None:
        """Some of what was kept is free again."""
        claim.units -= units
        claim.quantity = claim.units
        self._lot_of(claim).free += units
        self.mark(claim)

    def offer(self, waiting: Sequence[Claim], *, now: datetime) -> None:
        """What is free to those who wait longest; `waiting` of one lot, by place."""
        for claim in waiting:
            listing = self.listings[claim.product_id]
            lot = self._lot_of(claim)
            if not lot.free:
                return
            lot.waiting -= 1
            self._hold(claim, listing, lot, now)
            self.mark(claim)
            self._tell(claim, lot, line=0)

    def park(self, claims: Sequence[Claim], due: Mapping[str, datetime]) -> None:
        """They join what their authors have in this shop; nobody has less time for it."""
        for claim in claims:
            claim.is_parked = True
            claim.due_at = max(due[claim.user_id], claim.due_at or due[claim.user_id])
        later = {one.id: one.due_at for one in claims}
        self.answers = [
            replace(one, due_at=later[one.claim_id])
            if one.claim_id in later and one.outcome is Outcome.YOURS
            else one
            for one in self.answers
        ]

    def lots(self) -> list[tuple[Listing, Lot]]:
        return [(one, lot) for one in self.listings.values() for lot in one.lots.values()]

    def _refusal(
        self, listing: Listing, lot: Lot, comment: Comment, quantity: int
    ) -> Outcome | None:
        if not listing.takes(comment.at):
            return Outcome.CLOSED
        limit = listing.rules.limit_per_person
        if limit and self._counted(comment.user_id, listing.product_id) + quantity > limit:
            return Outcome.OVER_LIMIT
        is_left = lot.free and not lot.waiting
        if not is_left and lot.waiting >= listing.rules.most_waiting:
            return Outcome.SOLD_OUT
        return None

    def _counted(self, user_id: str, product_id: str) -> int:
        return sum(
            one.quantity if one.state is ClaimState.WAITING else one.units
            for one in self._by_user[user_id]
            if one.product_id == product_id and one.state in COUNTED
        )

    def _hold(self, claim: Claim, listing: Listing, lot: Lot, now: datetime) -> None:
        claim.units = min(claim.quantity, lot.free)
        lot.free -= claim.units
        if listing.voucher is not None:
            claim.state, claim.due_at = ClaimState.TAKEN, listing.voucher.valid_until
            return
        claim.state = ClaimState.HELD
        claim.due_at = now + timedelta(seconds=listing.rules.hold_s)
        self.kept.append(claim)

    def _lessen(self, claim: Claim, by: int) -> None:
        claim.quantity -= by
        back = max(0, claim.units - claim.quantity)
        claim.units -= back
        self._lot_of(claim).free += back
        self.mark(claim)

    def _lot_of(self, claim: Claim) -> Lot:
        return self.listings[claim.product_id].lots[claim.variant_id]

    def mark(self, claim: Claim) -> None:
        self.touched.add(claim.product_id)
        if claim.id not in self.new:
            self.changed[claim.id] = claim

    def _tell(self, claim: Claim, lot: Lot, *, line: int) -> None:
        is_held = claim.state in {ClaimState.HELD, ClaimState.TAKEN}
        outcome = Outcome.YOURS if is_held else Outcome.WAITING
        self._answer(claim, lot, outcome, line=0 if is_held else line)

    def _answer(
        self, claim: Claim, lot: Lot, outcome: Outcome, *, line: int = 0, entry_id: str = ""
    ) -> None:
        self.answers.append(
            Answer(
                user_id=claim.user_id,
                entry_id=entry_id or ("" if claim.by_hand else claim.entry_id),
                outcome=outcome,
                claim_id=claim.id,
                product_id=claim.product_id,
                variant_id=claim.variant_id,
                quantity=claim.quantity,
                units=claim.units,
                place=claim.place,
                total=lot.units,
                line=line,
                due_at=claim.due_at if outcome is Outcome.YOURS else None,
            )
        )
