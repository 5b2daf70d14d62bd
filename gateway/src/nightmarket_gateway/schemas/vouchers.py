"""Vouchers that a host drops in the room: what they are worth, how many, how long."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from nightmarket.claim.v1 import claim_pb2, claim_service_pb2
from nightmarket_gateway.schemas.claims import LISTING_STATES
from nightmarket_gateway.schemas.common import Model, Money, Whole, time_of


class Worth(Model):
    amount_off: Money | None = Field(default=None, description="null when it is a percentage")
    percent_off: int = Field(
        default=0, ge=0, le=100, description="1 to 100; 0 when it is an amount"
    )
    most_off: Money | None = Field(
        default=None, description="of a percentage: never more than this; null: no such limit"
    )
    minimum: Money = Field(
        description="subtotal from which it works; its currency is the voucher's"
    )


class NewVoucher(Worth):
    keyword: Annotated[str, Field(max_length=50, examples=["紅包"])] = Field(
        default="", description="writing it takes one; empty: GIFT"
    )
    units: Whole = Field(description="so many people get one, 1 to 100,000", examples=[50])
    window_s: Whole = Field(description="seconds to take it, 10 to 3,600", examples=[60])
    valid_s: Whole = Field(
        description="seconds to spend it, from now: window_s to 31,536,000", examples=[604_800]
    )

    def write(self, request_id: str, show_id: str) -> claim_service_pb2.DropVoucherRequest:
        return claim_service_pb2.DropVoucherRequest(
            request_id=request_id,
            show_id=show_id,
            keyword=self.keyword,
            amount_off=self.amount_off.write() if self.amount_off else None,
            percent_off=self.percent_off,
            most_off=self.most_off.write() if self.most_off else None,
            minimum=self.minimum.write(),
            units=self.units,
            window_s=self.window_s,
            valid_s=self.valid_s,
        )


class Voucher(Worth):
    voucher_id: str
    show_id: str
    keyword: str
    state: Literal["open", "closed"]
    units: int
    left: int
    close_time: datetime = Field(description="comments of then or later take nothing")
    until_time: datetime = Field(description="from which it cannot be spent")
    root: str = Field(description="Merkle root over its receipts, hexadecimal; empty until closed")

    @classmethod
    def read(cls, message: claim_pb2.Listing) -> Self:
        voucher = message.voucher
        has = voucher.HasField
        return cls(
            voucher_id=message.product_id,
            show_id=message.show_id,
            keyword=message.keyword,
            state="open" if LISTING_STATES[message.state] == "open" else "closed",
            units=sum(lot.units for lot in message.lots),
            left=sum(lot.free for lot in message.lots),
            amount_off=Money.read(voucher.amount_off) if has("amount_off") else None,
            percent_off=voucher.percent_off,
            most_off=Money.read(voucher.most_off) if has("most_off") else None,
            minimum=Money.read(voucher.minimum),
            close_time=time_of(voucher.close_time),
            until_time=time_of(voucher.until_time),
            root=message.root,
        )


class Vouchers(Model):
    vouchers: list[Voucher]
