"""Signing with ES256: makes keys, holds them in memory, signs, and publishes their public halves.

`kid` is the first 16 characters of the RFC 7638 thumbprint. Private halves leave this module sealed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey

from nightmarket_identity.adapters.sealing import Sealer
from nightmarket_identity.domain.keys import KeyState, SigningKey

ALGORITHM: Final = "ES256"
TYPE: Final = "at+jwt"
KID_LENGTH: Final = 16


class Es256Keys:
    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._published: list[dict[str, Any]] = []
        self._kid = ""
        self._signer: ECKey | None = None

    def make(self, state: KeyState, *, at: datetime) -> SigningKey:
        key = ECKey.generate_key("P-256")
        kid = key.thumbprint()[:KID_LENGTH]
        return SigningKey(
            kid=kid,
            state=state,
            public_jwk=json.dumps(key.as_dict(private=False), sort_keys=True),
            private=self._sealer.seal(key.as_pem(private=True), bound_to=kid),
            created_at=at,
            changed_at=at,
        )

    def hold(self, keys: Sequence[SigningKey]) -> None:
        for key in keys:
            if key.state is KeyState.ACTIVE and key.kid != self._kid:
                pem = self._sealer.open(key.private, bound_to=key.kid)
                self._signer, self._kid = ECKey.import_key(pem), key.kid
        self._published = [
            {**json.loads(key.public_jwk), "kid": key.kid, "use": "sig", "alg": ALGORITHM}
            for key in keys
        ]

    def sign(self, claims: Mapping[str, Any]) -> str:
        if self._signer is None:
            raise RuntimeError("no signing key is held yet")
        header = {"alg": ALGORITHM, "kid": self._kid, "typ": TYPE}
        return jwt.encode(header, dict(claims), self._signer, algorithms=[ALGORITHM])

    def jwks(self) -> dict[str, Any]:
        return {"keys": self._published}
