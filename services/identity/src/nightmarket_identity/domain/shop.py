"""Shops and their members. A shop keeps at least one owner; only owners make and unmake owners."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from nightmarket_identity.domain.errors import (
    CurrencyUnsupported,
    LastOwner,
    RoleMissing,
    ShopNameInvalid,
    UserNotFound,
)
from nightmarket_identity.domain.text import is_plain

MAX_NAME: Final = 80
CURRENCIES: Final = frozenset({"TWD", "THB"})


class Role(StrEnum):
    """In the order in which members are listed."""

    OWNER = "owner"
    MANAGER = "manager"
    HOST = "host"
    MODERATOR = "moderator"
    PACKER = "packer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    id: str
    name: str
    currency_code: str
    created_at: datetime

    @classmethod
    def create(cls, *, id_: str, name: str, currency_code: str, at: datetime) -> "Shop":
        name = name.strip()
        if not 1 <= len(name) <= MAX_NAME or not is_plain(name):
            raise ShopNameInvalid
        if currency_code not in CURRENCIES:
            raise CurrencyUnsupported(currency_code=currency_code[:10])
        return cls(id=id_, name=name, currency_code=currency_code, created_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A shop's members as they are now, under the shop's lock."""

    shop_id: str
    roles: Mapping[str, Role]

    def require_may_change(self, actor_id: str, user_id: str, *, to: Role | None) -> None:
        """RoleMissing or LastOwner unless `actor_id` may give `to` (None: no role) to `user_id`."""
        actor, before = self.roles.get(actor_id), self.roles.get(user_id)
        if actor not in (Role.OWNER, Role.MANAGER):
            raise RoleMissing(shop_id=self.shop_id, needed=Role.MANAGER)
        if Role.OWNER in (before, to) and actor is not Role.OWNER:
            raise RoleMissing(shop_id=self.shop_id, needed=Role.OWNER)
        if before is None and to is None:
            raise UserNotFound(user_id=user_id)
        owners = [member for member, role in self.roles.items() if role is Role.OWNER]
        if owners == [user_id] and to is not Role.OWNER:
            raise LastOwner(shop_id=self.shop_id)
