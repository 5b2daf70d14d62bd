"""Order's settings; names without prefix are shared by the fleet."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from nightmarket_kit.runtime.settings import SharedSettings, shared


class OrderSettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="ORDER_")

    database_url: str = Field(description="DSN of order's own database")
    grpc_listen: str = Field(description="host:port to serve on")
    pay_window_s: float = Field(
        default=900.0, gt=0, description="seconds from placing to the pay deadline"
    )
    sweep_every_s: float = Field(
        default=1.0, gt=0, description="seconds between looks for overdue orders"
    )
    expire_patience_s: float = Field(
        default=600.0,
        ge=0,
        description="seconds after the pay deadline for which an order waits while payment cannot say "
        "whether money came",
    )
    delivered_after_d: float = Field(
        default=7.0, gt=0, description="days after shipping until an order counts as delivered"
    )
    completed_after_d: float = Field(
        default=7.0, gt=0, description="days after delivery until an order is completed"
    )
    cart_target: str = shared("CART_TARGET", doc="host:port of cart")
    catalog_target: str = shared("CATALOG_TARGET", doc="host:port of catalog")
    claim_target: str = shared("CLAIM_TARGET", doc="host:port of claim")
    payment_target: str = shared("PAYMENT_TARGET", doc="host:port of payment")
