"""What the process is told from outside; the only module that reads the environment."""

from functools import cached_property
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class SandboxSettings(BaseSettings):
    """One frozen set of values; the names of the variables are the field names in capitals."""

    model_config = SettingsConfigDict(frozen=True, ignored_types=(cached_property,))

    sandbox_listen: str = Field(default="127.0.0.1:8900", description="host:port to bind")
    sandbox_public_url: str = Field(
        default="", description="how browsers and services reach the twin; default http://<listen>"
    )
    line_channel_id: str = Field(
        description="channel id, digits; a comma list makes regional channels (LINE 1.5)"
    )
    line_channel_secret: SecretStr = Field(
        description="channel secret; as many, in the same order, as channel ids"
    )
    line_redirect_uris: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="registered callbacks; empty = /v1/auth/line/callback and /app/login/line of any "
        "loopback address",
    )
    ecpay_merchant_id: str = Field(pattern=r"^\d{1,10}$", description="MerchantID")
    ecpay_hash_key: SecretStr = Field(description="HashKey of the merchant")
    ecpay_hash_iv: SecretStr = Field(description="HashIV of the merchant")
    ecpay_check_code: SecretStr = Field(
        default=SecretStr("59997889"), description="CreditCheckCode: asked for by QueryTrade/V2"
    )
    ecpay_resend_gap_s: float = Field(
        default=10.0, ge=0, description="seconds between resends of a notice; 5-15 min in reality"
    )

    @field_validator("line_redirect_uris", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _channels_pair_up(self) -> "SandboxSettings":
        ids = self.line_channel_id.split(",")
        secrets = self.line_channel_secret.get_secret_value().split(",")
        if len(ids) != len(secrets) or len(set(ids)) != len(ids):
            raise ValueError("LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must pair up one to one")
        if any(len(secret.strip()) < 16 for secret in secrets):  # noqa: PLR2004
            raise ValueError("a LINE channel secret has 32 characters; this one is under 16")
        return self

    @cached_property
    def line_channels(self) -> dict[str, str]:
        """Channel id → channel secret."""
        ids = (part.strip() for part in self.line_channel_id.split(","))
        secrets = self.line_channel_secret.get_secret_value().split(",")
        return dict(zip(ids, (secret.strip() for secret in secrets), strict=True))

    @cached_property
    def bind(self) -> tuple[str, int]:
        """Host and port to bind."""
        parts = urlsplit(f"//{self.sandbox_listen}")
        if parts.hostname is None or parts.port is None:
            raise ValueError("SANDBOX_LISTEN is host:port")
        return parts.hostname, parts.port

    @cached_property
    def public_url(self) -> str:
        """Base of every URL the twin hands out, without a slash at the end."""
        return (self.sandbox_public_url or f"http://{self.sandbox_listen}").rstrip("/")
