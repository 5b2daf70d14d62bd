"""Settings shared by every service. The only place that reads the environment, with the service's
own settings class; both are frozen and every field says what it is.

Shared names have no prefix (KAFKA_BOOTSTRAP); a service's own carry its name (ORDER_DATABASE_URL).
"""

from typing import Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def shared(name: str, default: Any = ..., *, doc: str) -> Any:
    """A field that every service reads under the same name."""
    return Field(default=default, validation_alias=name, description=doc)


class SharedSettings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    environment: str = shared("ENVIRONMENT", doc="local, test, staging or production")
    log_level: str = shared("LOG_LEVEL", "INFO", doc="standard level names")
    kafka_bootstrap: str = shared("KAFKA_BOOTSTRAP", doc="host:port list")
    jwks_url: str = shared("JWKS_URL", doc="public keys of access tokens")
    token_issuer: str = shared("TOKEN_ISSUER", doc="iss that access tokens must have")
    token_audience: str = shared("TOKEN_AUDIENCE", doc="aud that access tokens must have")
    service_token: SecretStr = shared(
        "SERVICE_TOKEN", doc="secret that our own services show each other; 32 characters or more"
    )
    spans_dir: str = shared("SPANS_DIR", "", doc="folder for spans as JSON lines; empty: none")
    otlp_endpoint: str = shared(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "", doc="where spans and metrics go; empty: nowhere"
    )
    instance: str = shared(
        "INSTANCE",
        "",
        doc="name of this process among those of its service, the same after a restart and no other's; "
        "empty: after a crash its events wait ten seconds",
    )
    grace_s: float = shared("GRACE_S", 10.0, doc="seconds from SIGTERM to the end")

    @property
    def otlp_enabled(self) -> bool:
        return bool(self.otlp_endpoint)
