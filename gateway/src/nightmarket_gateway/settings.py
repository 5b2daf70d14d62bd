"""The edge's settings; names without prefix are shared by the fleet."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from nightmarket_gateway.routers.apps import PhoneApps
from nightmarket_kit.runtime.settings import SharedSettings, shared


class GatewaySettings(SharedSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_")

    listen: str = Field(description="host:port to serve on")
    public_url: str = shared("PUBLIC_URL", doc="where people reach us: scheme and host")
    allowed_origins: str = Field(description="origins that browsers may call from, comma-separated")
    cookie_secure: bool = Field(
        default=True, description="Secure, __Host- cookies; off on loopback"
    )
    trusted_proxies: str = Field(
        default="", description="addresses whose X-Forwarded-For is believed, comma-separated"
    )
    app_dir: str = Field(default="", description="folder of the built app; empty: no app is served")
    media_origins: str = Field(
        default="",
        description="where pictures, sound and recordings come from, comma-separated: the app may "
        "reach nothing else outside",
    )
    form_origins: str = Field(
        default="",
        description="where the app may send a buyer's form to (payment, log-in), comma-separated",
    )
    app_scheme: str = Field(
        default="nightmarket",
        pattern=r"^([a-z][a-z0-9+.-]*)?$",
        description="scheme that opens the phone app; empty: there is none",
    )
    ios_app_ids: str = Field(
        default="",
        description="<team>.<bundle> of the apps that may open our links on iOS, comma-separated",
    )
    android_package: str = Field(
        default="", description="package that may open our links on Android; empty: none"
    )
    android_certificates: str = Field(
        default="",
        description="SHA-256 fingerprints that it is signed with (AA:BB:…), comma-separated",
    )
    valkey_url: str = shared("VALKEY_URL", doc="room logs, viewer counts, rate limits")
    identity_target: str = shared("IDENTITY_TARGET", doc="host:port of identity")
    stream_target: str = shared("STREAM_TARGET", doc="host:port of stream")
    claim_target: str = shared("CLAIM_TARGET", doc="host:port of claim")
    catalog_target: str = shared("CATALOG_TARGET", doc="host:port of catalog")
    cart_target: str = shared("CART_TARGET", doc="host:port of cart")
    order_target: str = shared("ORDER_TARGET", doc="host:port of order")
    payment_target: str = shared("PAYMENT_TARGET", doc="host:port of payment")
    media_hook_secret: SecretStr = shared(
        "MEDIA_HOOK_SECRET", doc="secret that the media server shows with its calls"
    )
    media_republish_secret: SecretStr = shared(
        "MEDIA_REPUBLISH_SECRET", doc="secret of the media server's own reader and sender over RTSP"
    )
    rate_address_per_10s: int = Field(
        default=300, description="calls of one address in 10 s; carriers put many behind one"
    )
    rate_user_per_10s: int = Field(default=100, description="calls of one person in 10 s")
    rate_login_per_min: int = Field(default=30, description="log-ins begun by one address in 1 min")
    guest_secret: SecretStr = Field(
        min_length=32, description="signs the ids of guests, who have a cart before they log in"
    )
    rate_guest_per_min: int = Field(
        default=120, description="guests of one address who put in their first thing in 1 min"
    )
    rate_coupon_per_min: int = Field(
        default=30, description="discount codes that one person asks about in 1 min"
    )
    rate_refresh_per_min: int = Field(
        default=30, description="renewals of one session in 1 min; it needs one in 10 min"
    )
    room_max_buffer: int = Field(
        default=262_144, description="bytes that may wait for one slow viewer before it is cut"
    )
    chat_per_10s: int = Field(default=10, description="messages of one person in 10 s")
    room_per_s: int = Field(
        default=1000, description="messages of one room in 1 s, from everybody together"
    )

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(_parts(self.allowed_origins))

    @property
    def phone_apps(self) -> PhoneApps:
        return PhoneApps(
            scheme=self.app_scheme,
            ios=_parts(self.ios_app_ids),
            android=self.android_package,
            certificates=_parts(self.android_certificates),
        )

    @property
    def media(self) -> frozenset[str]:
        return _origins_of(self.media_origins)

    @property
    def forms(self) -> frozenset[str]:
        return _origins_of(self.form_origins)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _origins_of(addresses: str) -> frozenset[str]:
    """Scheme and host of each; a path in a policy would mean that very page."""
    parts = map(urlsplit, _parts(addresses))
    return frozenset(f"{part.scheme}://{part.netloc}" for part in parts)
