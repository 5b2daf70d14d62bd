"""What the handlers need from outside."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from nightmarket_identity.domain.events import IdentityEvent
from nightmarket_identity.domain.keys import KeyState, SigningKey
from nightmarket_identity.domain.login import LoginTransaction
from nightmarket_identity.domain.push import PushAddress
from nightmarket_identity.domain.session import Session
from nightmarket_identity.domain.shop import Role, Shop, Staff
from nightmarket_identity.domain.user import ProviderAccount, Sealed, User
from nightmarket_kit.core.ports import UnitOfWork


class LoginRepository(Protocol):
    async def add(self, login: LoginTransaction) -> None: ...
    async def take(self, state: str, *, at: datetime) -> LoginTransaction | None:
        """Mark as used and return, in one step; None when unknown, expired or used before."""

    async def sweep(self, *, before: datetime, limit: int) -> int: ...


class UserRepository(Protocol):
    async def link(
        self, account: ProviderAccount, *, identity_id: str, user_id: str, at: datetime
    ) -> tuple[str, str]:
        """Ids of the identity and its user: those given when the person is new here."""

    async def add(self, user: User) -> None: ...
    async def rename(self, user_id: str, *, display_name: str, picture_url: str) -> User:
        """Store what the provider said now; empty leaves what is there."""

    async def exists(self, user_id: str) -> bool: ...
    async def name_of(self, user_id: str) -> str: ...


class SessionRepository(Protocol):
    async def add(self, session: Session) -> None: ...
    async def get(self, session_id: str) -> Session | None: ...
    async def get_for_update(self, session_id: str) -> Session | None: ...
    async def lock_if_free(self, session_id: str) -> Session | None:
        """None also when somebody else has the lock."""

    async def save(self, session: Session) -> None: ...
    async def sweep(self, *, before: datetime, limit: int) -> int: ...


class PushTokenRepository(Protocol):
    async def put(
        self, session_id: str, address: PushAddress, *, sealed: Sealed, at: datetime
    ) -> None:
        """The session's only token, taken from whichever session had it. The session is locked."""

    async def remove(self, session_id: str) -> None: ...
    async def sweep(self, *, before: datetime, limit: int) -> int:
        """Those of sessions that were over before."""


class ShopRepository(Protocol):
    async def add(self, shop: Shop) -> None: ...
    async def lock_staff(self, shop_id: str) -> Staff | None:
        """The members, under the shop's lock; None without such a shop."""

    async def put_member(self, shop_id: str, user_id: str, role: Role) -> None: ...
    async def remove_member(self, shop_id: str, user_id: str) -> None: ...
    async def roles_of(self, user_id: str) -> dict[str, Role]:
        """Role by shop, of at most 100 shops, oldest first."""


class KeyRepository(Protocol):
    async def lock(self) -> None:
        """One changes keys at a time, until the end of the transaction."""

    async def published(self) -> list[SigningKey]:
        """All but the removed."""

    async def add(self, key: SigningKey) -> None: ...
    async def save(self, key: SigningKey) -> None: ...


class IdentityUow(UnitOfWork, Protocol):
    @property
    def logins(self) -> LoginRepository: ...
    @property
    def users(self) -> UserRepository: ...
    @property
    def sessions(self) -> SessionRepository: ...
    @property
    def push_tokens(self) -> PushTokenRepository: ...
    @property
    def shops(self) -> ShopRepository: ...
    @property
    def keys(self) -> KeyRepository: ...
    def publish(self, event: IdentityEvent) -> None: ...


UowFactory = Callable[[], IdentityUow]


class SocialLogin(Protocol):
    """One provider's log-in by authorization code."""

    def authorize_url(
        self, login: LoginTransaction, *, locale: str, disable_auto_login: bool
    ) -> str: ...
    async def finish(self, login: LoginTransaction, *, code: str, error: str) -> ProviderAccount:
        """The proven account, or the reason why there is none. Never called inside a transaction."""


SocialLogins = Mapping[str, SocialLogin]


class TokenSigner(Protocol):
    def sign(self, claims: Mapping[str, Any]) -> str: ...


class TokenSealer(Protocol):
    def seal(self, plain: bytes, *, bound_to: str) -> Sealed: ...


class KeyMaker(Protocol):
    def make(self, state: KeyState, *, at: datetime) -> SigningKey: ...


class KeyHolder(Protocol):
    def hold(self, keys: Sequence[SigningKey]) -> None:
        """Sign and publish with these from now on."""


class Confirmations(Protocol):
    async def confirmed(self, session_id: str) -> int:
        """The highest generation whose access token the gateway saw, 0 for none.

        ConfirmationsUnavailable when it cannot be told.
        """
