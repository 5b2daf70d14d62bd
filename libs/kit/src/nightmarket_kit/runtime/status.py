"""Domain errors on the wire: gRPC status with google.rpc.ErrorInfo, and back. Nothing is lost either way."""

from collections.abc import Mapping
from typing import Final

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from nightmarket_kit.core.errors import BY_KIND, DomainError, Kind, TimedOut, Unavailable

CODE_OF: Final[dict[Kind, grpc.StatusCode]] = {
    Kind.INVALID: grpc.StatusCode.INVALID_ARGUMENT,
    Kind.UNAUTHENTICATED: grpc.StatusCode.UNAUTHENTICATED,
    Kind.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    Kind.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Kind.ALREADY_EXISTS: grpc.StatusCode.ALREADY_EXISTS,
    Kind.PRECONDITION: grpc.StatusCode.FAILED_PRECONDITION,
    Kind.CONFLICT: grpc.StatusCode.ABORTED,
    Kind.EXHAUSTED: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Kind.UNAVAILABLE: grpc.StatusCode.UNAVAILABLE,
    Kind.TIMEOUT: grpc.StatusCode.DEADLINE_EXCEEDED,
}
KIND_OF: Final = {code: kind for kind, code in CODE_OF.items()}


class InternalFailure(Unavailable):
    """The other side failed in a way it did not foresee; its log has the story."""

    reason = "INTERNAL"


class DeadlineExceeded(TimedOut):
    reason = "DEADLINE_EXCEEDED"


class ServiceUnavailable(Unavailable):
    reason = "SERVICE_UNAVAILABLE"


def to_status(error: DomainError, *, domain: str) -> status_pb2.Status:
    detail = any_pb2.Any()
    detail.Pack(
        error_details_pb2.ErrorInfo(reason=error.reason, domain=domain, metadata=error.metadata)
    )
    return status_pb2.Status(
        code=CODE_OF[error.kind].value[0], message=error.message, details=[detail]
    )


def told(kind: Kind, reason: str, message: str, metadata: Mapping[str, str]) -> DomainError:
    """The domain error that somebody else told of."""
    result = BY_KIND[kind](message, reason=reason)
    result.metadata = dict(metadata)
    return result


def from_rpc_error(error: grpc.aio.AioRpcError) -> DomainError:
    """The domain error that the other side raised, with its reason and metadata."""
    try:
        status = rpc_status.from_call(error)  # type: ignore[arg-type] # duck-typed
    except ValueError:  # details that contradict the status: something between us made it up
        status = None
    kind = KIND_OF.get(error.code())
    if status is not None and kind is not None:
        for detail in status.details:
            info = error_details_pb2.ErrorInfo()
            if detail.Unpack(info):
                return told(kind, info.reason, status.message, info.metadata)
    if error.code() == grpc.StatusCode.DEADLINE_EXCEEDED:
        return DeadlineExceeded()
    if error.code() == grpc.StatusCode.UNAVAILABLE:
        return ServiceUnavailable()
    return InternalFailure()
