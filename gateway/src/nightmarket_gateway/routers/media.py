"""The media server's questions and hooks, behind a secret of the installation.

Nothing here may log the query or the body: they hold stream keys.
"""

import hmac
import time
from typing import Annotated, Final, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Header, Query
from google.protobuf.duration_pb2 import Duration
from pydantic import BaseModel, ConfigDict, Field

from nightmarket.stream.v1 import media_service_pb2 as pb
from nightmarket_gateway.errors import HookRefused
from nightmarket_gateway.schemas.common import Time
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_gateway.state import Services, Settings
from nightmarket_kit.runtime.calls import CallContext, set_call
from nightmarket_kit.runtime.times import to_timestamp

LIVE: Final = "live/"
# the same picture with sound that WebRTC can carry, made by the media server's own republisher
REPUBLISHED: Final = "rtc/"
router = APIRouter(prefix="/internal/media", tags=["media"], include_in_schema=False)
ANSWER_WITHIN_S: Final = 5.0
MAX_SEGMENT_S: Final = 7 * 24 * 3600
ACTIONS: Final = {"publish": pb.MEDIA_ACTION_PUBLISH, "read": pb.MEDIA_ACTION_READ}
EVENTS: Final = {
    "available": pb.MEDIA_EVENT_AVAILABLE,
    "unavailable": pb.MEDIA_EVENT_UNAVAILABLE,
    "recording": pb.MEDIA_EVENT_RECORDING,
}


class AuthQuestion(BaseModel):
    """As the media server asks; it may add fields."""

    model_config = ConfigDict(extra="ignore")

    action: str
    path: str
    query: str = ""
    token: str = ""
    password: str = ""
    protocol: str = ""
    id: str | None = None


class Hook(BaseModel):
    model_config = ConfigDict(extra="ignore")

    event: Literal["available", "unavailable", "recording"]
    path: str
    source_id: str | None = None
    occurred_at: Time
    segment_path: str | None = None
    segment_duration_s: float | None = Field(default=None, ge=0, le=MAX_SEGMENT_S)


def _require_secret(shown: str, settings: GatewaySettings) -> None:
    secret = settings.media_hook_secret.get_secret_value()
    if not hmac.compare_digest(shown.encode(), secret.encode()):
        raise HookRefused
    set_call(CallContext(deadline=time.monotonic() + ANSWER_WITHIN_S))


def _require_republisher(question: AuthQuestion, settings: GatewaySettings) -> None:
    """It alone speaks RTSP: it reads what is live and sends what is made of that."""
    prefix = {"read": LIVE, "publish": REPUBLISHED}[question.action]
    secret = settings.media_republish_secret.get_secret_value()
    if not question.path.startswith(prefix) or not hmac.compare_digest(
        question.token.encode(), secret.encode()
    ):
        raise HookRefused(action=question.action)


@router.post("/auth", status_code=204)
async def authorize(
    question: AuthQuestion,
    services: Services,
    settings: Settings,
    secret: Annotated[str, Query()] = "",
) -> None:
    """Answer 204 for yes; anything else is no."""
    _require_secret(secret, settings)
    if question.action not in ACTIONS:
        raise HookRefused(action=question.action)
    if question.protocol == "rtsp":
        _require_republisher(question, settings)
        return
    path = question.path
    if path.startswith(REPUBLISHED):
        # Who may watch the original may watch this; nobody else sends there.
        if (question.action, question.protocol) != ("read", "webrtc"):
            raise HookRefused(action=question.action)
        path = LIVE + path.removeprefix(REPUBLISHED)
    key = question.token or question.password
    if not key:
        key = parse_qs(question.query).get("key", [""])[0]
    await services.media.AuthorizeMedia(
        pb.AuthorizeMediaRequest(
            action=ACTIONS[question.action],
            path=path,
            key=key,
            connection_id=question.id or "",
            protocol=question.protocol,
        )
    )


@router.post("/hooks", status_code=204)
async def hook(
    body: Hook,
    services: Services,
    settings: Settings,
    x_hook_secret: Annotated[str, Header()] = "",
) -> None:
    _require_secret(x_hook_secret, settings)
    length = Duration()
    length.FromMilliseconds(int((body.segment_duration_s or 0.0) * 1000))
    await services.media.ReportMedia(
        pb.ReportMediaRequest(
            event=EVENTS[body.event],
            path=body.path,
            source_id=body.source_id or "",
            occur_time=to_timestamp(body.occurred_at),
            segment_path=body.segment_path or "",
            segment_duration=length,
        )
    )
