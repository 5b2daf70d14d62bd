"""Every error leaves as application/problem+json (RFC 9457) with the same stable reason.

`type` is /errors/<reason>, `reason` is what programs switch on, `metadata` what texts interpolate.
"""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from opentelemetry import trace
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from nightmarket_gateway.errors import BodyInvalid, MethodNotAllowed, RouteNotFound
from nightmarket_kit.core.errors import DomainError, Kind
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.status import InternalFailure

log = get_logger(__name__)
STATUS: Final = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.ALREADY_EXISTS: 409,
    Kind.PRECONDITION: 409,
    Kind.CONFLICT: 409,
    Kind.EXHAUSTED: 429,
    Kind.UNAVAILABLE: 503,
    Kind.TIMEOUT: 504,
}
SPECIAL: Final = {"BODY_TOO_LARGE": 413, "METHOD_NOT_ALLOWED": 405, "INTERNAL": 500}
# What the framework itself refuses; beside these only a body that it could not read.
HTTP: Final[dict[int, type[DomainError]]] = {404: RouteNotFound, 405: MethodNotAllowed}
RETRY_AFTER_S: Final = {429: "10", 503: "2", 504: "2"}


class Problem(BaseModel):
    """An error. Switch on `reason`; never on the text."""

    type: str = Field(examples=["/errors/OUT_OF_STOCK"])
    title: str = Field(examples=["out of stock"])
    status: int = Field(examples=[409])
    reason: str = Field(examples=["OUT_OF_STOCK"])
    metadata: dict[str, str] = Field(default_factory=dict, examples=[{"available": "2"}])
    trace_id: str = Field(default="", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])


PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {
        "description": "Refused; `reason` says why.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    },
    "5XX": {
        "description": "Failed; try again after Retry-After.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    },
}


def problem_response(error: DomainError) -> JSONResponse:
    status = SPECIAL.get(error.reason, STATUS[error.kind])
    context = trace.get_current_span().get_span_context()
    problem = Problem(
        type=f"/errors/{error.reason}",
        title=error.message,
        status=status,
        reason=error.reason,
        metadata=error.metadata,
        trace_id=format(context.trace_id, "032x") if context.is_valid else "",
    )
    headers = {"Cache-Control": "no-store"}
    if status in RETRY_AFTER_S:
        headers["Retry-After"] = RETRY_AFTER_S[status]
    return JSONResponse(
        problem.model_dump(), status, headers=headers, media_type="application/problem+json"
    )


def install(app: FastAPI) -> None:
    """Answer every failure with a problem."""

    @app.exception_handler(DomainError)
    async def domain(_request: Request, error: DomainError) -> JSONResponse:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        # Only where and what: the value itself may be personal.
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part != "body")
        return problem_response(BodyInvalid(f"{field}: {first['msg']}", field=field))

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error.__cause__, DomainError):  # raised while the framework read the body
            return problem_response(error.__cause__)
        return problem_response(HTTP.get(error.status_code, BodyInvalid)())

    @app.exception_handler(Exception)
    async def unforeseen(_request: Request, error: Exception) -> JSONResponse:
        log.error("request failed", exc_info=error)
        return problem_response(InternalFailure())
