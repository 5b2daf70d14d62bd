"""What goes over /ws, both ways: one class per frame. docs/api/realtime/ is written from them.

The gateway reads what it is sent by these classes, and says by them what it says to one viewer.
What goes to whole rooms is put together from ready bytes; the tests read every frame by its class.
"""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator
from pydantic.json_schema import SkipJsonSchema

from nightmarket_gateway.rooms.entries import Entry, State
from nightmarket_gateway.rooms.shapes import EntryId, Shape, Timestamp

RoomId = Annotated[str, Field(description="show_id of a show's room, shop_id of a shop's")]
ClientId = Annotated[
    str, Field(description="the sender's own name for it", min_length=1, max_length=64)
]

ReactionKind = Literal["like", "love", "laugh", "wow", "clap"]


class _Said(BaseModel):
    """Fields that we do not know are passed over, as clients do with ours."""

    model_config = ConfigDict(frozen=True, strict=True)


class AuthFrame(_Said):
    """Who speaks from now on; at any time, as often as needed. Answered by `authenticated`."""

    type: Literal["auth"]
    token: str = Field(default="", description="access token")
    ticket: str = Field(
        default="", description="in its place: from `POST /v1/auth/socket-ticket`, good once"
    )

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if bool(self.token) == bool(self.ticket):
            raise ValueError("a token or a ticket")
        return self


class JoinFrame(_Said):
    """Enter a room, with history or with what came after `after`. Answered by `joined`."""

    type: Literal["join"]
    room: RoomId
    after: str = Field(default="", description="last id that was seen; empty: history")
    epoch: str = Field(
        default="", description="the epoch that `after` is from, as `joined` told it"
    )


class LeaveFrame(_Said):
    """Answered by `left`."""

    type: Literal["leave"]
    room: RoomId


class SendFrame(_Said):
    """Say something; said again with the same `client_id` it is posted once. Answered by `sent`."""

    type: Literal["send"]
    room: RoomId
    text: str = Field(description="1 to 300 characters after normalisation")
    client_id: ClientId
    reply_to: str = Field(default="", description="id of the line that is answered; empty: none")


class ReactFrame(_Said):
    """So many hearts; guests may, too. Not answered, unless refused."""

    type: Literal["react"]
    room: RoomId
    kind: ReactionKind
    count: int = Field(default=1, ge=1, le=50, description="taps since the last frame")


class PingFrame(_Said):
    """Answered by `pong`."""

    type: Literal["ping"]


class Limits(Shape):
    """What a socket may do."""

    frame: int = Field(description="bytes of a frame")
    rooms: int = Field(description="rooms at once")
    frames_per_s: int
    text: int = Field(description="characters of a message")
    messages_per_10s: int = Field(description="messages of a person")
    waiting: int = Field(description="bytes that may wait for a viewer who does not read")


class HelloFrame(Shape):
    """Always the first."""

    type: Literal["hello"] = "hello"
    limits: Limits


class AuthenticatedFrame(Shape):
    """Who speaks on this socket."""

    type: Literal["authenticated"] = "authenticated"
    user_id: str
    name: str
    expires: Timestamp


class JoinedFrame(Shape):
    """A room was entered; `events` follow. Comes unasked, with `gap`, when the room's log began anew."""

    type: Literal["joined"] = "joined"
    room: RoomId
    epoch: str = Field(description="which log the ids are of; another one: the log began anew")
    last_id: EntryId
    gap: bool = Field(description="what came after `after` is not all here")
    viewers: int
    reactions: int = Field(description="all that ever came, of every kind")
    state: dict[str, State] = Field(
        description=(
            "newest of each: status, pin, stock:<variant_id>, listing:<product_id>, rules, message_pin; "
            "what never changed is absent"
        )
    )
    events: list[Entry]


class EventsFrame(Shape):
    """What happened in a room, in its order."""

    type: Literal["events"] = "events"
    room: RoomId
    events: list[Entry] = Field(min_length=1)


class DroppedFrame(Shape):
    """Lines were left out because this viewer reads too slowly; nothing but lines is missing."""

    type: Literal["dropped"] = "dropped"
    room: RoomId
    last_id: EntryId = Field(description="everything up to here has come, or is what is missing")
    count: int = Field(description="lines that are missing")
    events: list[Entry] = Field(description="the newest values of what is no line, in order")


class ViewersFrame(Shape):
    """How many are there; at most once a second, when it changed."""

    type: Literal["viewers"] = "viewers"
    room: RoomId
    count: int


class ReactionsFrame(Shape):
    """What came since the last such frame, from everybody; at most once a second, when there was any."""

    type: Literal["reactions"] = "reactions"
    room: RoomId
    counts: dict[str, int] = Field(description="by kind")
    total: int = Field(description="all that ever came, of every kind")


class SentFrame(Shape):
    """A message is in the log."""

    type: Literal["sent"] = "sent"
    room: RoomId
    client_id: ClientId
    id: EntryId


class LeftFrame(Shape):
    """A room was left, or had to be."""

    type: Literal["left"] = "left"
    room: RoomId
    reason: str | SkipJsonSchema[None] = Field(
        default=None, description="absent when it was asked for; else why no more of it is sent"
    )


class PongFrame(Shape):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"


class ErrorFrame(Shape):
    """Answers one frame; the socket goes on."""

    type: Literal["error"] = "error"
    reason: str = Field(description="stable word; errors.md has every one")
    metadata: dict[str, str]
    room: str | SkipJsonSchema[None] = Field(
        default=None, description="absent if the frame had none"
    )
    client_id: str | SkipJsonSchema[None] = Field(
        default=None, description="absent if the frame had none"
    )


ClientFrame: TypeAlias = AuthFrame | JoinFrame | LeaveFrame | SendFrame | ReactFrame | PingFrame
ServerFrame: TypeAlias = (
    HelloFrame
    | AuthenticatedFrame
    | JoinedFrame
    | EventsFrame
    | DroppedFrame
    | ViewersFrame
    | ReactionsFrame
    | SentFrame
    | LeftFrame
    | PongFrame
    | ErrorFrame
)
CLIENT: TypeAdapter[ClientFrame] = TypeAdapter(Annotated[ClientFrame, Field(discriminator="type")])
SERVER: TypeAdapter[ServerFrame] = TypeAdapter(Annotated[ServerFrame, Field(discriminator="type")])
ANSWERS: dict[type[BaseModel], type[BaseModel]] = {
    AuthFrame: AuthenticatedFrame,
    JoinFrame: JoinedFrame,
    LeaveFrame: LeftFrame,
    SendFrame: SentFrame,
    PingFrame: PongFrame,
}


def encoded(frame: ServerFrame) -> bytes:
    """The JSON of what goes to one viewer."""
    return frame.model_dump_json(exclude_none=True).encode()
