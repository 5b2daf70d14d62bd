"""What was held up in a show: the marks of its replay."""

from datetime import datetime
from typing import Self

from pydantic import Field

from nightmarket.stream.v1 import stream_pb2
from nightmarket_gateway.schemas.common import Id, Model, optional_time, time_of


class HeldUp(Model):
    product_id: Id
    start_time: datetime = Field(description="may be before the show was on air")
    end_time: datetime | None = Field(
        description="null for what is held up still, or was to the show's end"
    )

    @classmethod
    def read(cls, message: stream_pb2.Pin) -> Self:
        return cls(
            product_id=message.product_id,
            start_time=time_of(message.start_time),
            end_time=optional_time(message.end_time, present=message.HasField("end_time")),
        )


class Pins(Model):
    pins: list[HeldUp] = Field(description="in order, at most 2,000")
