"""The chat's rules, and who moderates what."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from nightmarket.stream.v1 import chat_pb2
from nightmarket_gateway.schemas.common import ID_EXAMPLE, Id, Model, optional_time, time_of

Language = Literal["zh_TW", "zh_CN", "th", "en", "ja"]
ActName = Literal[
    "delete_message",
    "delete_person",
    "restore",
    "mute",
    "unmute",
    "ban",
    "unban",
    "pin",
    "unpin",
]
ACTS: dict[ActName, "chat_pb2.ActKind.ValueType"] = {
    "delete_message": chat_pb2.ACT_KIND_DELETE_MESSAGE,
    "delete_person": chat_pb2.ACT_KIND_DELETE_PERSON,
    "restore": chat_pb2.ACT_KIND_RESTORE,
    "mute": chat_pb2.ACT_KIND_MUTE,
    "unmute": chat_pb2.ACT_KIND_UNMUTE,
    "ban": chat_pb2.ACT_KIND_BAN,
    "unban": chat_pb2.ACT_KIND_UNBAN,
    "pin": chat_pb2.ACT_KIND_PIN,
    "unpin": chat_pb2.ACT_KIND_UNPIN,
}
ACT_NAMES: dict[int, ActName | Literal["rules"]] = {
    **{value: name for name, value in ACTS.items()},
    chat_pb2.ACT_KIND_RULES: "rules",
}
SANCTION_NAMES: dict[int, Literal["mute", "ban"]] = {
    chat_pb2.SANCTION_KIND_MUTE: "mute",
    chat_pb2.SANCTION_KIND_BAN: "ban",
}
Talk = Literal["everyone", "members"]
TALKS: dict[Talk, "chat_pb2.ChatTalk.ValueType"] = {
    "everyone": chat_pb2.CHAT_TALK_EVERYONE,
    "members": chat_pb2.CHAT_TALK_MEMBERS,
}
Words = Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=200)]
Blocked = Annotated[
    dict[Language, Words],
    Field(
        description="by language, which only groups them: all hold for every message",
        examples=[{"en": ["free followers"], "zh_TW": ["加賴"]}],
    ),
]
Why = Annotated[
    str, Field(max_length=200, description="in the moderator's words", examples=["spam"])
]
MESSAGE = "1795412345678-0"


class ChatRules(Model):
    """They hold in all rooms of the shop, for everyone who does not work there."""

    slow_mode_s: int = Field(
        description="seconds between two messages of a person; 0: off", examples=[10]
    )
    links_off: bool
    talk: Talk = Field(description="who may write: `members` work for the shop")
    blocked: Blocked

    @classmethod
    def read(cls, message: chat_pb2.ChatRules) -> Self:
        return cls.model_validate(
            {
                "slow_mode_s": message.slow_mode_s,
                "links_off": message.links_off,
                "talk": "members" if message.talk == chat_pb2.CHAT_TALK_MEMBERS else "everyone",
                "blocked": {one.language: list(one.words) for one in message.blocked},
            }
        )


class ChatRulesChange(Model):
    """What is absent or null stays as it is."""

    slow_mode_s: int | None = Field(default=None, ge=0, le=600, examples=[10])
    links_off: bool | None = Field(default=None, examples=[True])
    talk: Talk | None = Field(default=None, examples=["members"])
    blocked: Blocked | None = Field(default=None, description="replaces all words")
    undoes: Id | None = Field(
        default=None, description="act_id of a change of the rules that is taken back first"
    )
    why: Why = ""


class NewAct(Model):
    """One act. A message is named by its id in the room: whose it is and what it says is read there."""

    act: ActName = Field(examples=["mute"])
    message_id: str | None = Field(
        default=None,
        max_length=42,
        description="of delete_message and pin; else instead of user_id: its author",
        examples=[MESSAGE],
    )
    user_id: Id | None = Field(
        default=None, description="of delete_person, mute, unmute, ban, unban"
    )
    minutes: int = Field(default=0, ge=0, le=1440, description="of mute", examples=[5])
    act_id: Id | None = Field(default=None, description="of restore: the deletion to undo")
    why: Why = ""


class RulesChange(Model):
    """What held before and after it; of the words those that were taken out, and put in."""

    before: ChatRules
    after: ChatRules


class Act(Model):
    act_id: Id
    act: ActName | Literal["rules"]
    show_id: str = Field(description="empty for the rules", examples=[ID_EXAMPLE])
    actor_id: Id
    actor_name: str = Field(description="as it was then; may be empty", examples=["小美"])
    user_id: str = Field(description="whom it was about; may be empty", examples=[ID_EXAMPLE])
    user_name: str = Field(description="as it stood in the room; may be empty", examples=["阿明"])
    message_id: str = Field(description="empty when it was about no message", examples=[MESSAGE])
    text: str = Field(description="of that message")
    until_time: datetime | None = Field(description="of a mute")
    why: str
    rules: RulesChange | None = Field(description="of a change of the rules")
    undoes: str = Field(description="act_id of the act that this one undid; else empty")
    is_undone: bool = Field(description="another act undid it")
    undone_by: str = Field(description="who undid it; empty when nobody did", examples=[ID_EXAMPLE])
    undone_by_name: str = Field(description="as it was then; may be empty", examples=["阿美"])
    undone_time: datetime | None
    can_undo: bool = Field(description="there is something to undo now: no mute that ran out, say")
    act_time: datetime

    @classmethod
    def read(cls, message: chat_pb2.ModerationAct) -> Self:
        return cls(
            act_id=message.act_id,
            act=ACT_NAMES[message.kind],
            show_id=message.show_id,
            actor_id=message.actor_id,
            actor_name=message.actor_name,
            user_id=message.user_id,
            user_name=message.user_name,
            message_id=message.message_id,
            text=message.text,
            until_time=optional_time(message.until_time, present=message.HasField("until_time")),
            why=message.why,
            rules=RulesChange(
                before=ChatRules.read(message.rules_before),
                after=ChatRules.read(message.rules_after),
            )
            if message.HasField("rules_after")
            else None,
            undoes=message.undoes,
            is_undone=message.is_undone,
            undone_by=message.undone_by,
            undone_by_name=message.undone_by_name,
            undone_time=optional_time(message.undone_time, present=message.HasField("undone_time")),
            can_undo=message.can_undo,
            act_time=time_of(message.act_time),
        )


class Acts(Model):
    acts: list[Act] = Field(description="newest first")
    next_page_token: str = Field(description="empty at the end")


class Sanction(Model):
    show_id: Id = Field(description="show in which it was decided")
    user_id: Id
    user_name: str = Field(description="as it stood in the room; may be empty", examples=["阿明"])
    kind: Literal["mute", "ban"]
    until_time: datetime | None = Field(description="of a mute")
    why: str
    actor_id: Id
    actor_name: str = Field(description="as it was then; may be empty", examples=["小美"])
    create_time: datetime

    @classmethod
    def read(cls, message: chat_pb2.ChatSanction) -> Self:
        return cls(
            show_id=message.show_id,
            user_id=message.user_id,
            user_name=message.user_name,
            kind=SANCTION_NAMES[message.kind],
            until_time=optional_time(message.until_time, present=message.HasField("until_time")),
            why=message.why,
            actor_id=message.actor_id,
            actor_name=message.actor_name,
            create_time=time_of(message.create_time),
        )


class Sanctions(Model):
    sanctions: list[Sanction] = Field(description="that hold now, newest first")
    next_page_token: str = Field(description="empty at the end")
