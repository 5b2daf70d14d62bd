"""Where notifications reach a phone. The token lets its holder write to the phone: it is a secret."""

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from nightmarket_identity.domain.errors import LocaleInvalid, PushPlatformInvalid, PushTokenInvalid

MAX_TOKEN: Final = 4096
_TOKEN: Final = re.compile(r"[!-~]+\Z")
_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")


class PushPlatform(StrEnum):
    IOS = "ios"
    ANDROID = "android"


class PushProvider(StrEnum):
    APNS = "apns"
    FCM = "fcm"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAddress:
    platform: PushPlatform
    provider: PushProvider
    token: str = field(repr=False)
    locale: str

    def __post_init__(self) -> None:
        if self.provider is PushProvider.APNS and self.platform is not PushPlatform.IOS:
            raise PushPlatformInvalid
        if len(self.token) > MAX_TOKEN or not _TOKEN.match(self.token):
            raise PushTokenInvalid
        if not _LOCALE.match(self.locale):
            raise LocaleInvalid

    @property
    def token_hash(self) -> bytes:
        """Tells tokens apart without opening them; they are too random to be guessed from it."""
        return hashlib.sha256(f"{self.provider}:{self.token}".encode()).digest()
