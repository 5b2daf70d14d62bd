"""Cart's settings; names without prefix are shared by the fleet."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from nightmarket_kit.runtime.settings import SharedSettings, shared


class CartSettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="CART_")

    grpc_listen: str = Field(description="host:port to serve on")
    valkey_url: str = shared("VALKEY_URL", doc="address of Valkey, where carts live")
    catalog_target: str = shared("CATALOG_TARGET", doc="host:port of catalog")
