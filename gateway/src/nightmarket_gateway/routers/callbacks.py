"""What payment providers send: taken raw, stored by `payment`, answered in the provider's words.

No session, no CSRF check, no redirect on the server's notice: the provider's own signature is the
check. A failure on our side is answered with an error, so that the provider sends it again.
"""

import time
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from nightmarket.payment.v1 import payment_service_pb2 as pb
from nightmarket_gateway.state import Services
from nightmarket_kit.runtime.calls import CallContext, set_call

router = APIRouter(prefix="/callbacks", tags=["callbacks"], include_in_schema=False)
ANSWER_WITHIN_S: Final = 8.0  # ECPay gives up after 10


async def _record(request: Request, services: Services, kind: str) -> pb.RecordNoticeResponse:
    set_call(CallContext(deadline=time.monotonic() + ANSWER_WITHIN_S))
    return await services.payments.RecordNotice(
        pb.RecordNoticeRequest(
            provider="ecpay",
            kind=kind,
            body=await request.body(),
            content_type=request.headers.get("content-type", ""),
        )
    )


@router.post("/ecpay")
@router.post("/ecpay/")
async def ecpay_notice(request: Request, services: Services) -> Response:
    recorded = await _record(request, services, "notice")
    return PlainTextResponse(recorded.reply)


@router.post("/ecpay/return")
async def ecpay_result(request: Request, services: Services) -> Response:
    """Take the buyer's browser back to the page it came from. Never money: only a hint."""
    recorded = await _record(request, services, "result")
    where = recorded.return_to or "/"
    mark = "&" if "?" in where else "?"
    return RedirectResponse(f"{where}{mark}{urlencode({'payment_id': recorded.payment_id})}", 303)
