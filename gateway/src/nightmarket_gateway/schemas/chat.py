"""What was said in a show."""

from datetime import datetime
from typing import Self

from pydantic import Field

from nightmarket.stream.v1 import chat_pb2
from nightmarket_gateway.schemas.common import Id, Model, time_of


class ChatSpeaker(Model):
    id: Id = Field(description="user_id")
    name: str = Field(description="as it was when it was said")


class ChatMessage(Model):
    id: str = Field(description="place in the room, as in its events", examples=["1795412345678-0"])
    user: ChatSpeaker
    text: str
    client_id: str = Field(description="the sender's own name for it")
    post_time: datetime
    offset_s: float | None = Field(
        description="where in the recording, in seconds; null when it was not asked for by that"
    )

    @classmethod
    def read(cls, message: chat_pb2.ChatMessage) -> Self:
        offset = message.offset.ToTimedelta() if message.HasField("offset") else None
        return cls(
            id=message.message_id,
            user=ChatSpeaker(id=message.user_id, name=message.user_name),
            text=message.text,
            client_id=message.client_id,
            post_time=time_of(message.post_time),
            offset_s=None if offset is None else offset.total_seconds(),
        )


class ChatMessages(Model):
    messages: list[ChatMessage]
    next_page_token: str = Field(description="empty at the end")
