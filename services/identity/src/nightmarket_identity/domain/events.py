"""Facts that identity tells."""

from dataclasses import dataclass
from datetime import datetime

from nightmarket_identity.domain.session import RevokeCause
from nightmarket_identity.domain.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered:
    user_id: str
    provider: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    session_id: str
    user_id: str
    cause: RevokeCause
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCreated:
    shop: Shop
    owner_user_id: str


IdentityEvent = UserRegistered | SessionEnded | ShopCreated
