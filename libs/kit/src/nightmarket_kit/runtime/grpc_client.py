"""gRPC channels to neighbours: a deadline always, the caller's token and trace passed on, errors mapped back.

A call made while a unit of work is open raises RuntimeError: nothing remote is awaited inside a
transaction. UNAVAILABLE is tried again by the channel (the request never arrived); nothing else is.
"""

import json
from collections.abc import Callable
from typing import Any

import grpc
from opentelemetry.instrumentation.grpc import aio_client_interceptors
from structlog.contextvars import get_contextvars

from nightmarket_kit.runtime.calls import current_call, in_transaction, remaining_s
from nightmarket_kit.runtime.grpc_server import AUTHORIZATION, REQUEST_ID, SERVICE_TOKEN
from nightmarket_kit.runtime.status import DeadlineExceeded, from_rpc_error

DEFAULT_TIMEOUT_S = 5.0
_RETRY = json.dumps(
    {
        "methodConfig": [
            {
                "name": [{}],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.05s",
                    "maxBackoff": "1s",
                    "backoffMultiplier": 3,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            }
        ]
    }
)


class _Outgoing(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, service_token: str, timeout_s: float) -> None:
        self._service_token = service_token
        self._timeout_s = timeout_s

    async def intercept_unary_unary(
        self,
        continuation: Callable[[grpc.aio.ClientCallDetails, Any], Any],
        client_call_details: grpc.aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        if in_transaction.get():
            raise RuntimeError(f"remote call inside a transaction: {client_call_details.method!r}")
        timeout = remaining_s(client_call_details.timeout or self._timeout_s)
        if timeout <= 0:
            raise DeadlineExceeded
        metadata = list(client_call_details.metadata or ())
        metadata.append((SERVICE_TOKEN, self._service_token))
        call = current_call()
        if call.token:
            metadata.append((AUTHORIZATION, f"Bearer {call.token}"))
        if request_id := get_contextvars().get("request_id"):
            metadata.append((REQUEST_ID, str(request_id)))
        details = grpc.aio.ClientCallDetails(
            method=client_call_details.method,
            timeout=timeout,
            metadata=grpc.aio.Metadata(*metadata),
            credentials=client_call_details.credentials,
            wait_for_ready=client_call_details.wait_for_ready,
        )
        try:
            return await (await continuation(details, request))
        except grpc.aio.AioRpcError as error:
            raise from_rpc_error(error) from error


def open_channel(
    target: str, *, service_token: str, timeout_s: float = DEFAULT_TIMEOUT_S
) -> grpc.aio.Channel:
    """A channel whose stubs raise domain errors. `timeout_s` applies where the caller has no deadline."""
    return grpc.aio.insecure_channel(
        target,
        interceptors=[_Outgoing(service_token, timeout_s), *aio_client_interceptors()],
        options=[
            ("grpc.enable_retries", 1),
            ("grpc.service_config", _RETRY),
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.min_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 1000),
        ],
    )
