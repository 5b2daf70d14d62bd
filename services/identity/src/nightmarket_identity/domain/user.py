"""People, and who they are at a provider. A person is keyed by provider, issuer and subject, never by e-mail."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: str
    display_name: str
    picture_url: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """Bytes that only the holder of the key named `key_id` can open."""

    key_id: str
    box: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAccount:
    """What a provider proved about a person. `tokens` were sealed before they left the adapter.

    Empty `display_name` or `picture_url`: the provider did not say.
    """

    provider: str
    issuer: str
    subject: str
    display_name: str
    picture_url: str
    tokens: Sealed
