"""What was said in a show."""

from datetime import datetime
from typing import Self

from pydantic import Field

from nightmarket.stream.v1 import chat_pb2
from nightmarket_gateway.schemas.common import Id, Model, time_of


class ChatSpeaker(Model):
    id: Id = Field(description="user_id")
    name: str = Field(description="as it was when it was said")


class ChatQuote(Model):
    id: str = Field(description="place of the line that is answered")
    user: ChatSpeaker
    text: str


class ChatMessage(Model):
    id: str = Field(description="place in the room, as in its events", examples=["1795412345678-0"])
    user: ChatSpeaker
    text: str
    client_id: str = Field(description="the sender's own name for it")
    post_time: datetime
    reply: ChatQuote | None = Field(
        description="what it answers; null when that is nothing, or was taken away"
    )
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
            reply=_quote_of(message.reply) if message.HasField("reply") else None,
            offset_s=None if offset is None else offset.total_seconds(),
        )


def _quote_of(reply: chat_pb2.ChatReply) -> ChatQuote:
    speaker = ChatSpeaker(id=reply.user_id, name=reply.user_name)
    return ChatQuote(id=reply.message_id, user=speaker, text=reply.text)


class ChatMessages(Model):
    messages: list[ChatMessage]
    next_page_token: str = Field(description="empty at the end")
