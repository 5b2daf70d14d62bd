"""Secrets at rest: AES-256-GCM under a key derived from a secret outside the database.

Each purpose has a key of its own (HKDF), each box a nonce of its own, and a box opens only for the
row that it was sealed for. The key's id is stored beside the box, so that a secret can be replaced.
"""

import hashlib
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from nightmarket_identity.domain.user import Sealed

_NONCE: Final = 12


class SealBroken(Exception):
    """Sealed with a key that is not known here, for another row, or changed since."""


class Sealer:
    def __init__(self, current: bytes, *before: bytes, purpose: str) -> None:
        keys = [_derive(secret, purpose) for secret in (current, *before)]
        self._by_id = {hashlib.sha256(key).hexdigest()[:12]: AESGCM(key) for key in keys}
        self._current = hashlib.sha256(keys[0]).hexdigest()[:12]

    def seal(self, plain: bytes, *, bound_to: str) -> Sealed:
        nonce = os.urandom(_NONCE)
        box = self._by_id[self._current].encrypt(nonce, plain, bound_to.encode())
        return Sealed(key_id=self._current, box=nonce + box)

    def open(self, sealed: Sealed, *, bound_to: str) -> bytes:
        key = self._by_id.get(sealed.key_id)
        if key is None:
            raise SealBroken(f"no key {sealed.key_id}")
        try:
            return key.decrypt(sealed.box[:_NONCE], sealed.box[_NONCE:], bound_to.encode())
        except InvalidTag as error:
            raise SealBroken(f"key {sealed.key_id} does not open it") from error


def _derive(secret: bytes, purpose: str) -> bytes:
    info = f"nightmarket identity {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
