"""Catalog's settings; names without prefix are shared by the fleet."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from nightmarket_kit.runtime.settings import SharedSettings


class CatalogSettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="CATALOG_")

    database_url: str = Field(description="DSN of catalog's own database")
    grpc_listen: str = Field(description="host:port to serve on")
    orphan_grace_s: float = Field(
        default=1800.0,
        description="seconds after expiry until an unsettled reservation is released",
    )
    sweep_every_s: float = Field(default=30.0, description="seconds between sweeps")
