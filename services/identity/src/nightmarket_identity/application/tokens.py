"""The keys to a session: a signed access token, good for some minutes, and the current refresh token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nightmarket_identity.application.ports import TokenSigner
from nightmarket_identity.domain.keys import ACCESS_LIFE
from nightmarket_identity.domain.refresh_token import Peppers, RefreshToken
from nightmarket_identity.domain.session import Session
from nightmarket_identity.domain.shop import Role
from nightmarket_kit.core.ids import new_id

# A browser drops a cookie of more than 4,096 bytes; each role takes 65 of them.
MOST_ROLES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTokens:
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssuer:
    signer: TokenSigner
    peppers: Peppers
    issuer: str
    audience: str
    life: timedelta = ACCESS_LIFE

    def session_key(self, session: Session) -> bytes:
        return self.peppers.session_key(
            pepper_id=session.pepper_id, salt=session.salt, session_id=session.id
        )

    def issue(
        self, session: Session, *, name: str, roles: Mapping[str, Role], at: datetime
    ) -> IssuedTokens:
        """Tokens of the session's current generation; name and roles ride in the access token, so
        that a crowd that comes back asks nobody who it is. More than MOST_ROLES have to be asked for.
        """
        expires_at = at.replace(microsecond=0) + self.life
        issued = int(at.timestamp())
        told = {shop_id: role.value for shop_id, role in roles.items()}
        access_token = self.signer.sign(
            {
                "iss": self.issuer,
                "aud": [self.audience],
                "sub": session.user_id,
                "name": name,
                "sid": session.id,
                "client_id": session.client_id,
                "iat": issued,
                "nbf": issued,
                "exp": int(expires_at.timestamp()),
                "jti": new_id(),
                "rgen": session.seq,
                **({"roles": told} if len(told) <= MOST_ROLES else {"roles_apart": True}),
            }
        )
        refresh_token = RefreshToken.make(
            session_id=session.id, seq=session.seq, key=self.session_key(session)
        )
        return IssuedTokens(
            access_token=access_token,
            access_expires_at=expires_at,
            refresh_token=refresh_token.text,
            session_id=session.id,
        )
