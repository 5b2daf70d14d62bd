"""Flash deals."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from nightmarket.catalog.v1 import catalog_pb2
from nightmarket_gateway.schemas.common import Id, Model, Money, Whole, time_of

DealStateName = Literal["running", "time_up", "stopped", "show_ended"]
DEAL_STATES: dict[int, DealStateName] = {
    catalog_pb2.DEAL_STATE_RUNNING: "running",
    catalog_pb2.DEAL_STATE_TIME_UP: "time_up",
    catalog_pb2.DEAL_STATE_STOPPED: "stopped",
    catalog_pb2.DEAL_STATE_SHOW_ENDED: "show_ended",
}


class NewDeal(Model):
    variant_id: Id
    price: Money = Field(description="below the variant's")
    quantity: Whole = Field(examples=[20])
    per_person: Whole = Field(default=0, examples=[2], description="0 is no limit")
    seconds: Whole = Field(examples=[300], description="10 to 43,200")


class MoreTime(Model):
    seconds: Whole = Field(examples=[60], description="10 to 43,200")


class Deal(Model):
    deal_id: Id
    show_id: Id
    product_id: Id
    variant_id: Id
    price: Money
    was: Money = Field(description="the variant's price when it began")
    quantity: int
    left: int
    taken: int = Field(description="held or bought at its price")
    per_person: int = Field(description="0 is no limit")
    start_time: datetime
    end_time: datetime = Field(description="counted down to, on the picture that a viewer sees")
    close_time: datetime = Field(description="until then it is sold: pictures are behind")
    state: DealStateName

    @classmethod
    def read(cls, message: catalog_pb2.Deal) -> Self:
        return cls(
            deal_id=message.deal_id,
            show_id=message.show_id,
            product_id=message.product_id,
            variant_id=message.variant_id,
            price=Money.read(message.price),
            was=Money.read(message.was),
            quantity=message.quantity,
            left=message.left,
            taken=message.taken,
            per_person=message.per_person,
            start_time=time_of(message.start_time),
            end_time=time_of(message.end_time),
            close_time=time_of(message.close_time),
            state=DEAL_STATES[message.state],
        )


class Deals(Model):
    deals: list[Deal] = Field(description="newest first, at most 100")
