"""Claim's settings; names without prefix are shared by the fleet."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from nightmarket_kit.runtime.settings import SharedSettings, shared


class ClaimSettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="CLAIM_")

    database_url: str = Field(description="DSN of claim's own database")
    grpc_listen: str = Field(description="host:port to serve on")
    key_secret: SecretStr = Field(
        min_length=16, description="secret from which the key that signs receipts is derived"
    )
    sweep_every_s: float = Field(
        default=1.0, gt=0, description="seconds between looks for claims that were not paid in time"
    )
    valkey_url: str = shared("VALKEY_URL", doc="address of Valkey, whose room logs are read")
    catalog_target: str = shared("CATALOG_TARGET", doc="host:port of catalog")
    stream_target: str = shared("STREAM_TARGET", doc="host:port of stream")
