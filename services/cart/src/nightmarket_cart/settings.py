"""Cart's settings; names without prefix are shared by the fleet."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from nightmarket_kit.runtime.settings import SharedSettings, shared


class CartSettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="CART_")

    database_url: str = Field(description="DSN of cart's own database")
    grpc_listen: str = Field(description="host:port to serve on")
    valkey_url: str = shared("VALKEY_URL", doc="address of Valkey, where carts live")
    guest_days: int = Field(
        default=7, ge=1, description="days after the last touch until a guest's cart is gone"
    )
    keep_days: int = Field(
        default=90,
        ge=1,
        description="days after the last change until a person's cart is forgotten",
    )
    write_every_s: float = Field(
        default=0.25, description="seconds between writes of changed carts to the database"
    )
    catalog_target: str = shared("CATALOG_TARGET", doc="host:port of catalog")
