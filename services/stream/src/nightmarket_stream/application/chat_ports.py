"""What the handlers of the chat's rules need from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nightmarket_kit.core.pages import Page
from nightmarket_kit.core.ports import UnitOfWork
from nightmarket_stream.application.ports import ShowRepository
from nightmarket_stream.domain.chat import Act, ChatRules, PinnedMessage, Sanction
from nightmarket_stream.domain.events import ChatEvent


class ChatRepository(Protocol):
    async def rules_for_update(self, shop_id: str) -> ChatRules:
        """The shop's rules, made if there are none. Its lock orders the shop's moderation."""

    async def save_rules(self, rules: ChatRules) -> None: ...
    async def add_act(self, act: Act) -> None: ...
    async def act(self, act_id: str) -> Act | None: ...
    async def is_undone(self, act_id: str) -> bool: ...
    async def sanction_of(self, shop_id: str, user_id: str) -> Sanction | None:
        """The last one, whether it still holds or ran out; None when it was undone."""

    async def add_sanction(self, sanction: Sanction) -> None:
        """The person's one before must have ended."""

    async def end_sanction(self, sanction: Sanction, *, by: str, at: datetime) -> None: ...
    async def pinned(self, show_id: str) -> PinnedMessage | None: ...
    async def set_pinned(self, pinned: PinnedMessage) -> None: ...
    async def clear_pinned(self, show_id: str) -> None: ...


class ChatUow(UnitOfWork, Protocol):
    @property
    def shows(self) -> ShowRepository: ...
    @property
    def chat(self) -> ChatRepository: ...
    def publish(self, event: ChatEvent) -> None: ...


ChatUowFactory = Callable[[], ChatUow]


class MemberDirectory(Protocol):
    async def is_owner(self, shop_id: str, user_id: str) -> bool:
        """Asked in the name of the caller, who works for the shop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    by: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """`can_undo`: there is something to take back now. What ran out or was replaced has nothing."""

    act: Act
    undone: Undone | None
    can_undo: bool


class ChatQueries(Protocol):
    async def rules(self, shop_id: str) -> ChatRules: ...
    async def acts(
        self, shop_id: str, page: Page, *, before: int | None, at: datetime
    ) -> list[ActView]:
        """One more than the page's size when there is a next page; newest first."""

    async def view(self, act_id: str, *, at: datetime) -> ActView | None: ...
    async def sanctions(
        self, shop_id: str, page: Page, *, before: str | None, at: datetime
    ) -> list[Sanction]:
        """Those that hold at `at`; pages like acts."""

    async def policy(self, shop_id: str, *, at: datetime) -> tuple[ChatRules, list[Sanction]]:
        """Both as of one moment."""
