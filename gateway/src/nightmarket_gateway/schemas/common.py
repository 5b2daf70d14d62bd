"""Shapes that several routes share."""

from datetime import UTC, datetime
from typing import Annotated, Self

from fastapi import Query
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from nightmarket.type.v1 import money_pb2
from nightmarket_kit.runtime.times import from_timestamp

ID_EXAMPLE = "01995e2a-7c1e-7b9a-8c1d-3f1d2a5b6c7d"
Id = Annotated[str, Field(examples=[ID_EXAMPLE], max_length=36)]
# What a message holds, and JSON keeps exact; whether it makes sense is for the service to say.
Whole = Annotated[int, Field(ge=-(2**53 - 1), le=2**53 - 1)]
PageSize = Annotated[int, Query(ge=-(2**31), le=2**31 - 1, description="at most 100; 0 means 50")]
PageToken = Annotated[str, Query(max_length=500)]
CurrencyCode = Annotated[str, Query(pattern="^[A-Z]{3}$", examples=["TWD"])]
# A time with its offset, in the years that a message holds.
Time = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(9999, 1, 1, tzinfo=UTC))
]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Money(Model):
    """An exact amount: `amount_minor` counts the ISO minor unit, NT$1,688 is 168800."""

    currency_code: str = Field(examples=["TWD"], pattern="^[A-Z]{3}$")
    amount_minor: int = Field(examples=[168800], ge=-(2**53 - 1), le=2**53 - 1)

    @classmethod
    def read(cls, message: money_pb2.Money) -> Self:
        return cls(currency_code=message.currency_code, amount_minor=message.amount_minor)

    def write(self) -> money_pb2.Money:
        return money_pb2.Money(currency_code=self.currency_code, amount_minor=self.amount_minor)


def time_of(message: Timestamp) -> datetime:
    return from_timestamp(message)


def optional_time(message: Timestamp, *, present: bool) -> datetime | None:
    return from_timestamp(message) if present else None
