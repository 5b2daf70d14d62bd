"""Domain events as protobuf."""

from nightmarket.claim.v1 import claim_pb2, events_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_claim.domain.answer import Answer, Outcome
from nightmarket_claim.domain.events import ClaimEvent, ListingChanged, VouchersTaken
from nightmarket_claim.domain.listing import Listing, ListingState
from nightmarket_claim.domain.readings import Doubt
from nightmarket_claim.domain.voucher import Voucher
from nightmarket_kit.core.events import OutgoingEvent
from nightmarket_kit.core.money import Money
from nightmarket_kit.runtime.times import to_timestamp

OUTCOMES = {one: claim_pb2.Outcome.Value(f"OUTCOME_{one.name}") for one in Outcome}
DOUBTS = {one: claim_pb2.Doubt.Value(f"DOUBT_{one.name}") for one in Doubt}
LISTING_STATES = {
    one: claim_pb2.ListingState.Value(f"LISTING_STATE_{one.name}") for one in ListingState
}


def to_outgoing(event: ClaimEvent) -> OutgoingEvent:
    if isinstance(event, ListingChanged):
        listing = event.listing
        changed = events_pb2.ListingChanged(listing=to_listing(listing), version=listing.version)
        return OutgoingEvent(
            topic="listing.changed",
            key=listing.show_id,
            type=changed.DESCRIPTOR.full_name,
            sequence=listing.version,
            payload=changed.SerializeToString(),
        )
    if isinstance(event, VouchersTaken):
        return _taken(event)
    answered = events_pb2.ClaimsAnswered(
        show_id=event.show_id,
        shop_id=event.shop_id,
        answers=[_to_answer(one) for one in event.answers],
    )
    return OutgoingEvent(
        topic="claims.answered",
        key=event.show_id,
        type=answered.DESCRIPTOR.full_name,
        sequence=event.sequence,
        payload=answered.SerializeToString(),
    )


def _taken(event: VouchersTaken) -> OutgoingEvent:
    listing = event.listing
    taken = events_pb2.VouchersTaken(
        show_id=listing.show_id,
        shop_id=listing.shop_id,
        voucher_id=listing.product_id,
        voucher=to_listing(listing).voucher,
        units=sum(lot.units for lot in listing.lots.values()),
        takers=[
            claim_pb2.VoucherTaker(claim_id=one.id, user_id=one.user_id) for one in event.claims
        ],
    )
    return OutgoingEvent(
        topic="voucher.taken",
        key=listing.show_id,
        type=taken.DESCRIPTOR.full_name,
        sequence=event.sequence,
        payload=taken.SerializeToString(),
    )


def to_listing(listing: Listing) -> claim_pb2.Listing:
    rules = listing.rules
    return claim_pb2.Listing(
        show_id=listing.show_id,
        product_id=listing.product_id,
        shop_id=listing.shop_id,
        title=listing.title,
        keyword=rules.keyword,
        state=LISTING_STATES[listing.state],
        limit_per_person=rules.limit_per_person,
        hold_s=rules.hold_s,
        most_waiting=rules.most_waiting,
        lots=[
            claim_pb2.Lot(
                variant_id=lot.variant_id,
                title=lot.title,
                units=lot.units,
                free=lot.free,
                places=lot.places,
                waiting=lot.waiting,
            )
            for lot in listing.lots.values()
        ],
        root=listing.root,
        is_taking=listing.is_taking,
        voucher=None if listing.voucher is None else _to_voucher(listing.voucher),
    )


def _to_voucher(voucher: Voucher) -> claim_pb2.Voucher:
    worth = voucher.worth
    return claim_pb2.Voucher(
        amount_off=_to_money(worth.amount_off),
        percent_off=worth.percent_off,
        most_off=_to_money(worth.most_off),
        minimum=_to_money(worth.minimum),
        close_time=to_timestamp(voucher.closes_at),
        until_time=to_timestamp(voucher.valid_until),
    )


def _to_money(money: Money | None) -> money_pb2.Money | None:
    if money is None:
        return None
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)


def _to_answer(answer: Answer) -> claim_pb2.Answer:
    return claim_pb2.Answer(
        user_id=answer.user_id,
        entry_id=answer.entry_id,
        claim_id=answer.claim_id,
        product_id=answer.product_id,
        variant_id=answer.variant_id,
        outcome=OUTCOMES[answer.outcome],
        quantity=answer.quantity,
        units=answer.units,
        place=answer.place,
        total=answer.total,
        line=answer.line,
        due_time=None if answer.due_at is None else to_timestamp(answer.due_at),
        doubt=claim_pb2.DOUBT_UNSPECIFIED if answer.doubt is None else DOUBTS[answer.doubt],
    )
