"""The one table of the fleet's ports and of the environment names of its programs.

docker-compose and the Kubernetes manifests use the same names with other values. A program gets
the shared names, its own, and what `nightmarket up --env` adds; nothing else of the caller's
environment but the few names in `INHERITED`.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from nightmarket_backends.ports import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightmarket_local.state import State

SERVICES = ("identity", "stream", "catalog", "cart", "order", "payment", "claim")
BASE_PORT = 7400
OFFSETS = {
    "gateway": 0,
    "sandbox": 1,
    "identity_http": 2,
    "rtmp": 3,
    "hls": 4,
    "webrtc": 5,
    "webrtc_udp": 6,
    "media_api": 7,
    "s3": 8,
    "rtsp": 9,
    "identity": 10,
    "stream": 11,
    "catalog": 12,
    "cart": 13,
    "order": 14,
    "payment": 15,
    "claim": 16,
    "postgres": 20,
    "valkey": 21,
    "kafka": 22,
    "kafka_controller": 23,
}
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "TZ", "SSL_CERT_FILE")
LOGINS = [
    {"provider": "line", "user": "host"},
    *({"provider": "line", "user": f"buyer{number}"} for number in range(1, 10)),
]


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    ports: Mapping[str, int]

    @classmethod
    def choose(cls, state: State, *, is_default: bool) -> Addresses:
        """Take the well-known ports in the default state folder, any free ones elsewhere."""
        return cls(
            state.ports(
                {
                    name: BASE_PORT + offset if is_default else None
                    for name, offset in OFFSETS.items()
                }
            )
        )

    def host_port(self, name: str) -> str:
        return f"{LOOPBACK}:{self.ports[name]}"

    def http(self, name: str) -> str:
        return f"http://{self.host_port(name)}"

    def published(self, *, with_app: bool = False) -> dict[str, str]:
        """What a person or a test may want to open."""
        return {
            **({"app": f"{self.http('gateway')}/"} if with_app else {}),
            "gateway": self.http("gateway"),
            "sandbox": self.http("sandbox"),
            "rtmp": f"rtmp://{self.host_port('rtmp')}/live",
            "hls": self.http("hls"),
            "webrtc": self.http("webrtc"),
            "media_api": self.http("media_api"),
            "s3": self.http("s3"),
            "jwks": f"{self.http('identity_http')}/.well-known/jwks.json",
            **{service: self.host_port(service) for service in SERVICES},
            "kafka": self.host_port("kafka"),
            "valkey": f"redis://{self.host_port('valkey')}/0",
            "postgres": self.host_port("postgres"),
        }


def database_url(addresses: Addresses, secrets: Mapping[str, str], *, service: str) -> str:
    credentials = f"nightmarket:{secrets['postgres_password']}"
    return f"postgresql://{credentials}@{addresses.host_port('postgres')}/nightmarket_{service}"


def shared(addresses: Addresses, secrets: Mapping[str, str]) -> dict[str, str]:
    gateway = addresses.http("gateway")
    return {
        "ENVIRONMENT": "local",
        "LOG_LEVEL": "INFO",
        "PUBLIC_URL": gateway,
        "KAFKA_BOOTSTRAP": addresses.host_port("kafka"),
        "VALKEY_URL": f"redis://{addresses.host_port('valkey')}/0",
        "JWKS_URL": f"{addresses.http('identity_http')}/.well-known/jwks.json",
        "TOKEN_ISSUER": gateway,
        "TOKEN_AUDIENCE": "nightmarket",
        "SERVICE_TOKEN": secrets["service_token"],
        **{f"{service.upper()}_TARGET": addresses.host_port(service) for service in SERVICES},
    }


def own(
    addresses: Addresses, secrets: Mapping[str, str], *, app: str = ""
) -> dict[str, dict[str, str]]:
    """Answer, per program, the names that it has beside the shared ones; `app` is a folder."""
    gateway, sandbox = addresses.http("gateway"), addresses.http("sandbox")
    line = {
        "LINE_CHANNEL_ID": "1650000001",
        "LINE_CHANNEL_SECRET": secrets["line_channel_secret"],
        "LINE_AUTHORIZE_URL": f"{sandbox}/line/oauth2/v2.1/authorize",
        "LINE_API_URL": f"{sandbox}/line",
        "LINE_ISSUER": "https://access.line.me",
    }
    # ECPay publishes this merchant for everyone's tests
    ecpay = {
        "ECPAY_MERCHANT_ID": "3002607",
        "ECPAY_HASH_KEY": "pwFHCqoQZGmho4w6",
        "ECPAY_HASH_IV": "EkRm7iFT261dpevs",
        "ECPAY_CHECK_CODE": "59997889",
        "ECPAY_URL": f"{sandbox}/ecpay",
        "ECPAY_FILES_URL": f"{sandbox}/ecpay",
    }
    programs: dict[str, dict[str, str]] = {
        "identity": {
            "IDENTITY_HTTP_LISTEN": addresses.host_port("identity_http"),
            "IDENTITY_PEPPER": secrets["identity_pepper"],
            "IDENTITY_KEY_SECRET": secrets["identity_key_secret"],
            **line,
        },
        "stream": {
            "STREAM_MEDIA_API_URL": addresses.http("media_api"),
            "STREAM_RTMP_URL": f"rtmp://{addresses.host_port('rtmp')}/live",
            "STREAM_HLS_URL": addresses.http("hls"),
            "STREAM_WEBRTC_URL": addresses.http("webrtc"),
            "STREAM_RECORDINGS_BUCKET": "recordings",
            "S3_ENDPOINT": addresses.http("s3"),
            "S3_ACCESS_KEY": "nightmarket",
            "S3_SECRET_KEY": secrets["s3_secret_key"],
            "S3_REGION": "us-east-1",
        },
        "catalog": {},
        "cart": {},
        "order": {},
        "claim": {"CLAIM_KEY_SECRET": secrets["claim_key_secret"]},
        "payment": {
            **ecpay,
            "ECPAY_METHODS": "card=5-199999,atm=11-49999,cvs=33-6000",
            "ECPAY_CHOOSE_PAYMENT": "ALL",
            "PAYMENT_CALLBACK_URL": f"{gateway}/callbacks/ecpay",
            "PAYMENT_CHECK_AFTER_S": "5,10,20,60",
            "PAYMENT_POLL_EVERY_S": "1",
            "PAYMENT_FILE_GAP_S": "0",
        },
        "gateway": {
            "GATEWAY_LISTEN": addresses.host_port("gateway"),
            "GATEWAY_COOKIE_SECURE": "false",
            "GATEWAY_ALLOWED_ORIGINS": gateway,
            "GATEWAY_APP_DIR": app,
            "GATEWAY_MEDIA_ORIGINS": ",".join(map(addresses.http, ("hls", "webrtc", "s3"))),
            "GATEWAY_FORM_ORIGINS": f"{ecpay['ECPAY_URL']},{line['LINE_AUTHORIZE_URL']}",
            # a crowd on one machine has one address
            "GATEWAY_RATE_ADDRESS_PER_10S": "20000",
            "GATEWAY_RATE_LOGIN_PER_MIN": "5000",
            "GATEWAY_RATE_GUEST_PER_MIN": "5000",
            "GATEWAY_GUEST_SECRET": secrets["guest_secret"],
            "MEDIA_HOOK_SECRET": secrets["media_hook_secret"],
            "MEDIA_REPUBLISH_SECRET": secrets["media_republish_secret"],
        },
        "sandbox": {
            "SANDBOX_LISTEN": addresses.host_port("sandbox"),
            "SANDBOX_PUBLIC_URL": sandbox,
            **line,
            **ecpay,
        },
    }
    for service in SERVICES:
        name = service.upper()
        programs[service]["INSTANCE"] = f"{service}-0"
        programs[service][f"{name}_GRPC_LISTEN"] = addresses.host_port(service)
        programs[service][f"{name}_DATABASE_URL"] = database_url(
            addresses, secrets, service=service
        )
    return programs


def everything(
    addresses: Addresses, secrets: Mapping[str, str], *, app: str = ""
) -> dict[str, str]:
    """Answer all names of all programs, for the audit, the demo and fleet tests; no program's own name."""
    table = shared(addresses, secrets)
    for names in own(addresses, secrets, app=app).values():
        table |= names
    del table["INSTANCE"]
    return table
