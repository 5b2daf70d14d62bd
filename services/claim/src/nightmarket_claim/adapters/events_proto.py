"""Domain events as protobuf."""

from nightmarket.claim.v1 import claim_pb2, events_pb2
from nightmarket_claim.domain.answer import Answer, Outcome
from nightmarket_claim.domain.events import ClaimEvent, ListingChanged
from nightmarket_claim.domain.listing import Listing, ListingState
from nightmarket_claim.domain.readings import Doubt
from nightmarket_kit.core.events import OutgoingEvent
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
    )


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
