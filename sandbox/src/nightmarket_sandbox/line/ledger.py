"""What LINE remembers: codes, refresh tokens, consents, friendships, revocations.

Guarantees: a code is used at most once; a refresh token lives 90 days from the access token's
issue and is never renewed; when a consent is revoked every token of it dies at once (LINE 1.3).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from nightmarket_sandbox.bounded import Bounded
from nightmarket_sandbox.dials import LineDials
from nightmarket_sandbox.ids import opaque
from nightmarket_sandbox.line.keys import read_access_token, sign_access_token
from nightmarket_sandbox.line.people import Person, person_named

Clock = Callable[[], float]

ACCESS_LIFE_S: Final = 30 * 86_400
REFRESH_LIFE_S: Final = 90 * 86_400
CHANNEL_TOKEN_LIFE_S: Final = 15 * 60


class TokenRefusedError(Exception):
    """An access token that is no longer or never was good; the text is LINE's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a person allowed one channel to do, with everything the code exchange must check."""

    channel_id: str
    person: Person
    scopes: frozenset[str]
    redirect_uri: str
    code_challenge: str | None
    nonce: str | None
    auth_time: int | None
    amr: str
    dials: LineDials
    consented: int
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshGrant:
    channel_id: str
    person: Person
    scopes: frozenset[str]
    consented: int
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A live access token, read."""

    channel_id: str
    person: Person
    scopes: frozenset[str]
    expires_in: int
    serial: str


class Ledger:
    def __init__(self, *, channels: dict[str, str], clock: Clock) -> None:
        self.channels = channels
        self.clock = clock
        self._codes: Bounded[str, Grant] = Bounded(20_000)
        self._refreshes: Bounded[str, RefreshGrant] = Bounded(20_000)
        self._revoked: Bounded[str, None] = Bounded(20_000)
        self._consents: Bounded[tuple[str, str], int] = Bounded(20_000)  # how often revoked
        self._granted: Bounded[tuple[str, str], frozenset[str]] = Bounded(20_000)
        self._friends: Bounded[tuple[str, str], bool] = Bounded(20_000)

    def consent_number(self, channel_id: str, person: Person) -> int:
        return self._consents.get((channel_id, person.sub)) or 0

    def has_consented(self, channel_id: str, person: Person, scopes: frozenset[str]) -> bool:
        return scopes <= (self._granted.get((channel_id, person.sub)) or frozenset())

    def grant(self, grant: Grant) -> str:
        """Remember the consent and return a fresh authorization code."""
        earlier = self._granted.get((grant.channel_id, grant.person.sub)) or frozenset()
        self._granted.put((grant.channel_id, grant.person.sub), earlier | grant.scopes)
        code = opaque(20)
        self._codes.put(code, grant)
        return code

    def redeem(self, code: str) -> Grant | None:
        """Take the code out: whoever presents it first, rightly or wrongly, spends it."""
        grant = self._codes.pop(code)
        return None if grant is None or grant.expires_at <= self.clock() else grant

    def issue(self, *, channel_id: str, person: Person, scopes: frozenset[str]) -> tuple[str, str]:
        """Return a new (access token, refresh token) pair."""
        refresh = opaque(20)
        self._refreshes.put(
            refresh,
            RefreshGrant(
                channel_id=channel_id,
                person=person,
                scopes=scopes,
                consented=self.consent_number(channel_id, person),
                expires_at=self.clock() + REFRESH_LIFE_S,
            ),
        )
        return self._access_token(channel_id, person, scopes), refresh

    def refresh(self, channel_id: str, token: str) -> tuple[str, RefreshGrant] | None:
        """Return a new access token; the refresh token stays the same, its life too (LINE 1.3)."""
        grant = self._refreshes.get(token)
        if (
            grant is None
            or grant.channel_id != channel_id
            or grant.expires_at <= self.clock()
            or grant.consented != self.consent_number(channel_id, grant.person)
        ):
            return None
        return self._access_token(channel_id, grant.person, grant.scopes), grant

    def read(self, token: str) -> Access:
        """Return what the token stands for, or raise with LINE's words for what is wrong."""
        for channel_id, secret in self.channels.items():
            payload = read_access_token(token, secret)
            if payload is not None and payload.get("aud") == channel_id and "name" in payload:
                return self._live(channel_id, payload)
        raise TokenRefusedError("The access token not JWS")

    def revoke(self, access: Access) -> None:
        self._revoked.put(access.serial, None)

    def revoke_consent(self, channel_id: str, person: Person) -> bool:
        """Kill every token of this consent; False if there was none."""
        known = self._granted.pop((channel_id, person.sub)) is not None
        self._consents.put((channel_id, person.sub), self.consent_number(channel_id, person) + 1)
        return known

    def befriend(self, channel_id: str, person: Person) -> bool:
        """Add the official account as a friend; True if that is news."""
        was = self._friends.get((channel_id, person.sub)) or False
        self._friends.put((channel_id, person.sub), True)
        return not was

    def is_friend(self, channel_id: str, person: Person) -> bool:
        return self._friends.get((channel_id, person.sub)) or False

    def channel_token(self, channel_id: str) -> str:
        """Return a stateless channel access token: 15 minutes, cannot be revoked (LINE 1.1)."""
        payload = {"aud": channel_id, "channel": True, "exp": self.clock() + CHANNEL_TOKEN_LIFE_S}
        return sign_access_token(payload, self.channels[channel_id])

    def channel_of(self, token: str) -> str | None:
        """Return the channel a live channel access token speaks for."""
        for channel_id, secret in self.channels.items():
            payload = read_access_token(token, secret)
            if payload is not None and payload.get("channel"):
                return channel_id if payload["exp"] > self.clock() else None
        return None

    def _access_token(self, channel_id: str, person: Person, scopes: frozenset[str]) -> str:
        payload = {
            "aud": channel_id,
            "name": person.name,
            "scope": " ".join(sorted(scopes)),
            "exp": self.clock() + ACCESS_LIFE_S,
            "consent": self.consent_number(channel_id, person),
            "jti": opaque(16),
        }
        return sign_access_token(payload, self.channels[channel_id])

    def _live(self, channel_id: str, payload: dict[str, Any]) -> Access:
        person = person_named(payload["name"])
        if person is None:
            raise TokenRefusedError("The access token not JWS")
        if payload["exp"] <= self.clock():
            raise TokenRefusedError("The access token expired")
        consent = self.consent_number(channel_id, person)
        if payload["jti"] in self._revoked or payload["consent"] != consent:
            raise TokenRefusedError("The access token revoked")
        return Access(
            channel_id=channel_id,
            person=person,
            scopes=frozenset(payload["scope"].split()),
            expires_in=int(payload["exp"] - self.clock()),
            serial=payload["jti"],
        )
