"""Identity's settings; names without prefix are shared by the fleet."""

from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from nightmarket_identity.domain.keys import ACCESS_LIFE
from nightmarket_kit.runtime.settings import SharedSettings, shared

MIN_SECRET_BYTES = 32
CALLBACK = "/v1/auth/line/callback"
APP_CALLBACK = "/app/login/line"  # a link that the phone gives to the app


class IdentitySettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="IDENTITY_")

    database_url: str = Field(description="DSN of identity's own database")
    grpc_listen: str = Field(description="host:port to serve gRPC on")
    http_listen: str = Field(description="host:port to serve the public keys on")
    pepper: SecretStr = Field(description="hex, 32 bytes or more: keys of refresh tokens")
    old_peppers: SecretStr = Field(
        default=SecretStr(""), description="comma list of peppers that still verify"
    )
    key_secret: SecretStr = Field(
        description="hex, 32 bytes or more: seals signing keys, provider tokens and push tokens"
    )
    old_key_secrets: SecretStr = Field(
        default=SecretStr(""), description="comma list of key secrets that still open"
    )
    redirect_uris: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description=f"comma list of callbacks; default {CALLBACK} and {APP_CALLBACK} of PUBLIC_URL",
    )
    access_life_s: int = Field(
        default=int(ACCESS_LIFE.total_seconds()),
        ge=1,
        le=int(ACCESS_LIFE.total_seconds()),
        description="seconds that an access token is good; clocks may differ by 30 more",
    )
    keys_every_s: float = Field(default=2.0, description="seconds between looks at signing keys")
    key_retire_s: float = Field(
        default=900.0, ge=660, description="seconds that a retired key goes on verifying"
    )
    sweep_every_s: float = Field(default=60.0, description="seconds between sweeps of old rows")
    public_url: str = shared("PUBLIC_URL", doc="where browsers reach the gateway")
    valkey_url: str = shared("VALKEY_URL", doc="where the gateway confirms generations")
    line_channel_id: str = shared("LINE_CHANNEL_ID", "", doc="digits; empty: no log-in with LINE")
    line_channel_secret: SecretStr = shared(
        "LINE_CHANNEL_SECRET", SecretStr(""), doc="of the channel"
    )
    line_authorize_url: str = shared(
        "LINE_AUTHORIZE_URL",
        "https://access.line.me/oauth2/v2.1/authorize",
        doc="where browsers log in",
    )
    line_api_url: str = shared("LINE_API_URL", "https://api.line.me", doc="base of LINE's API")
    line_issuer: str = shared("LINE_ISSUER", "https://access.line.me", doc="iss of ID tokens")

    @field_validator("redirect_uris", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("pepper", "key_secret", "old_peppers", "old_key_secrets")
    @classmethod
    def _long_enough(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        found = read_secrets(value)
        if any(len(secret) < MIN_SECRET_BYTES for secret in found):
            raise ValueError(f"a secret is {MIN_SECRET_BYTES} bytes or more, in hex")
        if info.field_name in {"pepper", "key_secret"} and len(found) != 1:
            raise ValueError("exactly one; those before it have a setting of their own")
        return value

    @property
    def callbacks(self) -> frozenset[str]:
        base = self.public_url.rstrip("/")
        return frozenset(self.redirect_uris or (base + CALLBACK, base + APP_CALLBACK))


def read_secrets(value: SecretStr) -> list[bytes]:
    """The secrets of a comma list in hex."""
    return [bytes.fromhex(part) for part in value.get_secret_value().split(",") if part.strip()]
