"""Claims as messages."""

from nightmarket.claim.v1 import claim_pb2, claim_service_pb2
from nightmarket.type.v1 import money_pb2
from nightmarket_claim.domain.claim import Claim, ClaimState
from nightmarket_claim.domain.listing import Listing, ListingState
from nightmarket_claim.domain.voucher import Voucher, Worth
from nightmarket_kit.core.money import Money, read_money
from nightmarket_kit.runtime.times import to_timestamp

LISTING_STATES = {
    one: claim_pb2.ListingState.Value(f"LISTING_STATE_{one.name}") for one in ListingState
}
CLAIM_STATES = {one: claim_pb2.ClaimState.Value(f"CLAIM_STATE_{one.name}") for one in ClaimState}


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


def read_worth(request: claim_service_pb2.DropVoucherRequest) -> Worth:
    return Worth(
        amount_off=read_money(request.amount_off) if request.HasField("amount_off") else None,
        percent_off=request.percent_off,
        most_off=read_money(request.most_off) if request.HasField("most_off") else None,
        minimum=read_money(request.minimum),
    )


def _to_money(money: Money | None) -> money_pb2.Money | None:
    if money is None:
        return None
    return money_pb2.Money(currency_code=money.currency_code, amount_minor=money.amount_minor)


Lots = dict[tuple[str, str], tuple[str, int]]


def to_claim(claim: Claim, ahead: int, lots: Lots) -> claim_pb2.Claim:
    title, total = lots.get((claim.show_id, claim.variant_id), ("", 0))
    return claim_pb2.Claim(
        claim_id=claim.id,
        show_id=claim.show_id,
        shop_id=claim.shop_id,
        product_id=claim.product_id,
        variant_id=claim.variant_id,
        user_id=claim.user_id,
        user_name=claim.user_name,
        quantity=claim.quantity,
        units=claim.units,
        place=claim.place,
        ahead=ahead,
        state=CLAIM_STATES[claim.state],
        entry_id=claim.entry_id,
        by_hand=claim.by_hand,
        make_time=to_timestamp(claim.made_at),
        due_time=None if claim.due_at is None else to_timestamp(claim.due_at),
        order_id=claim.order_id,
        receipt=claim.receipt,
        signature=claim.signature,
        title=title,
        total=total,
        is_parked=claim.is_parked,
    )


def lots_of(listings: list[Listing]) -> Lots:
    """Of each lot what it is called and how many units it has."""
    return {
        (listing.show_id, lot.variant_id): (
            " ".join(filter(None, (listing.title, lot.title))),
            lot.units,
        )
        for listing in listings
        for lot in listing.lots.values()
    }
