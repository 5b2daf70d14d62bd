"""Where notifications reach the phone that calls. One address a session; it goes when that ends."""

from fastapi import APIRouter

from nightmarket.identity.v1 import identity_service_pb2 as pb
from nightmarket_gateway.auth import Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.people import PLATFORMS, PROVIDERS, PutPushToken
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["log-in"])


@router.put("/me/push-token", status_code=204)
async def put_push_token(
    body: PutPushToken, _person: Person, request_id: RequestId, services: Services
) -> None:
    """Put it after log-in, and again when the token or the language changes."""
    await services.identity.PutPushToken(
        pb.PutPushTokenRequest(
            request_id=request_id,
            platform=PLATFORMS[body.platform],
            provider=PROVIDERS[body.provider],
            token=body.token,
            locale=body.locale,
        )
    )


@router.delete("/me/push-token", status_code=204)
async def remove_push_token(_person: Person, request_id: RequestId, services: Services) -> None:
    """Without one that is fine."""
    await services.identity.RemovePushToken(pb.RemovePushTokenRequest(request_id=request_id))
