"""Stream's settings; names without prefix are shared by the fleet."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from nightmarket_kit.runtime.settings import SharedSettings, shared


class StreamSettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="STREAM_")

    database_url: str = Field(description="DSN of stream's own database")
    grpc_listen: str = Field(description="host:port to serve on")
    media_api_url: str = Field(description="the media server's control API")
    rtmp_url: str = Field(description="what encoders get as server: rtmp://host:port/live")
    hls_url: str = Field(description="where viewers find HLS, without path")
    webrtc_url: str = Field(description="where WHIP and WHEP are, without path")
    offer_whep: bool = Field(
        default=True,
        description="whether viewers are told of WHEP, which costs the media server much more than HLS",
    )
    recordings_bucket: str = Field(description="bucket in which recordings appear")
    poll_every_s: float = Field(
        default=2.0, description="seconds between looks at the media server"
    )
    resume_window_s: float = Field(
        default=120.0,
        ge=0,
        description="seconds in which a returning encoder continues the show that it left",
    )
    recover_every_s: float = Field(
        default=10.0, description="seconds between looks for recordings whose hook was lost"
    )
    chat_kept_days: int = Field(
        default=400,
        ge=30,
        description="days for which chat is kept at least; a month of it goes when all of it is older",
    )
    tend_chat_every_s: float = Field(
        default=3600.0, gt=0, description="seconds between looks for months of chat to make or drop"
    )
    valkey_url: str = shared("VALKEY_URL", doc="address of Valkey, whose room logs are archived")
    catalog_target: str = shared("CATALOG_TARGET", doc="host:port of catalog")
    identity_target: str = shared("IDENTITY_TARGET", doc="host:port of identity")
    s3_endpoint: str = shared("S3_ENDPOINT", doc="object store as viewers reach it")
    s3_access_key: str = shared("S3_ACCESS_KEY", doc="object store's access key")
    s3_secret_key: SecretStr = shared("S3_SECRET_KEY", doc="object store's secret key")
    s3_region: str = shared("S3_REGION", "us-east-1", doc="object store's region")
