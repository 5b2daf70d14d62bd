"""Read models: what screens ask for. No aggregate, no lock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nightmarket_identity.domain.shop import Role, Shop
from nightmarket_identity.domain.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    id: str
    device_name: str
    client_id: str
    created_at: datetime
    refreshed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    user_id: str
    display_name: str
    role: Role


class IdentityQueries(Protocol):
    async def user(self, user_id: str) -> User | None: ...
    async def open_sessions(self, user_id: str, *, at: datetime) -> list[SessionView]:
        """Newest first, at most 100."""

    async def shop(self, shop_id: str) -> Shop | None: ...
    async def shops_of(self, user_id: str) -> list[tuple[Shop, Role]]:
        """Oldest first, at most 100."""

    async def members(self, shop_id: str) -> list[MemberView]:
        """By role, then name; at most 200."""

    async def member(self, shop_id: str, user_id: str) -> MemberView | None: ...
