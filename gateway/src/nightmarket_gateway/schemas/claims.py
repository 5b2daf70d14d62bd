"""Claims: what can be claimed, and who has which place."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from nightmarket.claim.v1 import claim_pb2, claim_service_pb2
from nightmarket_gateway.schemas.common import Id, Model, Whole, optional_time, time_of

ListingStateName = Literal["draft", "open", "closed"]
LISTING_STATES: dict[int, ListingStateName] = {
    claim_pb2.LISTING_STATE_DRAFT: "draft",
    claim_pb2.LISTING_STATE_OPEN: "open",
    claim_pb2.LISTING_STATE_CLOSED: "closed",
}
ClaimStateName = Literal[
    "held", "waiting", "ordered", "paid", "lapsed", "withdrawn", "removed", "taken"
]
CLAIM_STATES: dict[int, ClaimStateName] = {
    claim_pb2.CLAIM_STATE_HELD: "held",
    claim_pb2.CLAIM_STATE_WAITING: "waiting",
    claim_pb2.CLAIM_STATE_ORDERED: "ordered",
    claim_pb2.CLAIM_STATE_PAID: "paid",
    claim_pb2.CLAIM_STATE_LAPSED: "lapsed",
    claim_pb2.CLAIM_STATE_WITHDRAWN: "withdrawn",
    claim_pb2.CLAIM_STATE_REMOVED: "removed",
    claim_pb2.CLAIM_STATE_TAKEN: "taken",
}


class ClaimRules(Model):
    keyword: Annotated[str, Field(max_length=50, examples=["A1"])]
    limit_per_person: Whole = Field(default=0, description="units; 0: none", examples=[2])
    hold_s: Whole = Field(default=900, description="seconds to pay, 60 to 604,800")
    most_waiting: Whole = Field(default=1000, description="claims that may wait, per variant")


class LotUnits(Model):
    variant_id: Id
    units: Whole = Field(description="set aside beside what is", examples=[50])

    def write(self) -> claim_service_pb2.LotUnits:
        return claim_service_pb2.LotUnits(variant_id=self.variant_id, units=self.units)


class OpenClaims(Model):
    lots: Annotated[list[LotUnits], Field(max_length=100)]


class NewClaim(Model):
    variant_id: Id
    user_id: Id
    user_name: Annotated[str, Field(max_length=100)] = ""
    quantity: Whole = 1


class ClaimLot(Model):
    variant_id: str
    title: str
    units: int
    free: int
    places: int
    waiting: int


class ClaimListing(Model):
    show_id: str
    product_id: str
    shop_id: str
    title: str
    keyword: str
    state: ListingStateName
    limit_per_person: int
    hold_s: int
    most_waiting: int
    lots: list[ClaimLot]
    root: str = Field(description="Merkle root over its receipts, hexadecimal; empty until closed")

    @classmethod
    def read(cls, message: claim_pb2.Listing) -> Self:
        return cls(
            show_id=message.show_id,
            product_id=message.product_id,
            shop_id=message.shop_id,
            title=message.title,
            keyword=message.keyword,
            state=LISTING_STATES[message.state],
            limit_per_person=message.limit_per_person,
            hold_s=message.hold_s,
            most_waiting=message.most_waiting,
            lots=[
                ClaimLot(
                    variant_id=lot.variant_id,
                    title=lot.title,
                    units=lot.units,
                    free=lot.free,
                    places=lot.places,
                    waiting=lot.waiting,
                )
                for lot in message.lots
            ],
            root=message.root,
        )


class ClaimListings(Model):
    listings: list[ClaimListing]


class Claim(Model):
    claim_id: str
    show_id: str
    shop_id: str
    product_id: str
    variant_id: str
    title: str
    user_id: str
    user_name: str
    quantity: int = Field(description="asked for")
    units: int = Field(description="kept; fewer than asked when fewer were left")
    place: int = Field(description="in the variant's line of claims, from 1; it never changes")
    total: int = Field(description="units of the variant that can be claimed")
    ahead: int = Field(description="who wait before it")
    state: ClaimStateName = Field(
        description="`taken`: a voucher, whose id is product_id and variant_id"
    )
    entry_id: str = Field(description="of the comment in the room")
    by_hand: bool
    make_time: datetime
    due_time: datetime | None = Field(description="until when to pay")
    order_id: str
    is_parked: bool = Field(
        description="with what else she has in this shop: one deadline, one order"
    )
    receipt: str = Field(description="what was signed")
    signature: str = Field(description="Ed25519, hexadecimal")

    @classmethod
    def read(cls, message: claim_pb2.Claim) -> Self:
        return cls(
            claim_id=message.claim_id,
            show_id=message.show_id,
            shop_id=message.shop_id,
            product_id=message.product_id,
            variant_id=message.variant_id,
            title=message.title,
            user_id=message.user_id,
            user_name=message.user_name,
            quantity=message.quantity,
            units=message.units,
            place=message.place,
            total=message.total,
            ahead=message.ahead,
            state=CLAIM_STATES[message.state],
            entry_id=message.entry_id,
            by_hand=message.by_hand,
            make_time=time_of(message.make_time),
            due_time=optional_time(message.due_time, present=message.HasField("due_time")),
            order_id=message.order_id,
            is_parked=message.is_parked,
            receipt=message.receipt,
            signature=message.signature,
        )


class Claims(Model):
    claims: list[Claim]
    next_page_token: str = Field(description="empty at the end")


class ShopClaimRules(Model):
    park_s: Whole = Field(
        description="seconds from a buyer's first claim, 3,600 to 1,209,600; 0: nothing is parked",
        examples=[604_800],
    )


class Receipts(Model):
    receipts: list[str] = Field(description="by variant and place")
    next_page_token: str = Field(description="empty at the end")
    public_key: str = Field(description="Ed25519, hexadecimal")
    root: str = Field(description="over all of them; empty while comments are taken")
