"""What every shape in a room's log is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

EntryId = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,20}-[0-9]{1,20}$",
        description="place in the room: two numbers, compared as numbers",
        examples=["1795412345678-0"],
    ),
]
Timestamp = Annotated[int, Field(description="milliseconds since 1970")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Placed(Shape):
    """In the log."""

    id: EntryId
