"""The gRPC server: every call has a deadline, a checked caller, mapped errors, a span and a log line.

Access is declared per method in one table; a method that is not in it cannot be served:
  PUBLIC   anyone, but a token that is sent must be good
  USER     a person with a good access token
  SERVICE  one of our own services (shared secret), whoever it acts for
Handlers raise domain errors and never touch status codes. An error that nobody foresaw is logged
whole and answered INTERNAL without text.
"""

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import grpc
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import aio as health_aio
from grpc_reflection.v1alpha import reflection
from grpc_status import rpc_status
from opentelemetry import metrics
from opentelemetry.instrumentation.grpc import aio_server_interceptor, filters

from nightmarket_kit.core.errors import DomainError, Forbidden, Invalid
from nightmarket_kit.runtime.calls import CallContext, TokenMissing, set_call
from nightmarket_kit.runtime.logging import get_logger
from nightmarket_kit.runtime.settings import SharedSettings
from nightmarket_kit.runtime.status import to_status
from nightmarket_kit.runtime.tokens import TokenVerifier, http_keys, http_roles

log = get_logger(__name__)
AUTHORIZATION = "authorization"
SERVICE_TOKEN = "x-service-token"  # noqa: S105 - a header's name
REQUEST_ID = "x-request-id"
NO_RETRY = ("grpc-retry-pushback-ms", "-1")  # gRFC A6: a server's word against a retry
HEALTH_PREFIX = "/grpc."  # health and reflection need no token


class Access(Enum):
    PUBLIC = auto()
    USER = auto()
    SERVICE = auto()


class DeadlineMissing(Invalid):
    reason = "DEADLINE_MISSING"


class ServiceOnly(Forbidden):
    reason = "SERVICE_ONLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Who may call what. `access` maps full method names (/package.Service/Method)."""

    verifier: TokenVerifier
    service_token: str
    access: Mapping[str, Access]

    async def admit(self, method: str, metadata: Mapping[str, str]) -> CallContext:
        rule = self.access[method]
        shown = metadata.get(SERVICE_TOKEN, "")
        is_service = bool(shown) and hmac.compare_digest(shown, self.service_token)
        token = metadata.get(AUTHORIZATION, "").removeprefix("Bearer ")
        principal = await self.verifier.verify(token) if token else None
        if rule is Access.SERVICE and not is_service:
            raise ServiceOnly
        if rule is Access.USER and principal is None:
            raise TokenMissing
        return CallContext(token=token, principal=principal, is_service=is_service)


def guard_of(settings: SharedSettings, access: Mapping[str, Access]) -> Guard:
    """The guard that every service has: keys, issuer and secret from the shared settings."""
    return Guard(
        verifier=TokenVerifier(
            http_keys(settings.jwks_url),
            issuer=settings.token_issuer,
            audience=settings.token_audience,
            roles=http_roles(settings.jwks_url),
        ),
        service_token=settings.service_token.get_secret_value(),
        access=access,
    )


class _Calls(grpc.aio.ServerInterceptor):
    def __init__(self, guard: Guard, *, domain: str) -> None:
        self._guard = guard
        self._domain = domain
        self._duration = metrics.get_meter("nightmarket").create_histogram(
            "rpc.server.duration", unit="ms", description="time of a served call"
        )

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith(HEALTH_PREFIX):
            return handler
        if method not in self._guard.access:
            raise RuntimeError(f"no access rule for {method}")
        inner = handler.unary_unary

        async def call(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> Any:
            return await self._serve(method, inner, request, context)

        return grpc.unary_unary_rpc_method_handler(
            call,
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    async def _serve(
        self,
        method: str,
        inner: Callable[[Any, Any], Awaitable[Any]],
        request: Any,
        context: grpc.aio.ServicerContext[Any, Any],
    ) -> Any:
        started = time.monotonic()
        metadata = {key: str(value) for key, value in context.invocation_metadata() or ()}
        structlog.contextvars.bind_contextvars(
            method=method, request_id=metadata.get(REQUEST_ID, "")
        )
        outcome = "ok"
        try:
            left = context.time_remaining()
            # grpc reports a missing deadline as a huge number of seconds
            if left is None or left > 24 * 3600:
                raise DeadlineMissing
            admitted = await self._guard.admit(method, metadata)
            set_call(
                CallContext(
                    deadline=started + left,
                    token=admitted.token,
                    principal=admitted.principal,
                    is_service=admitted.is_service,
                )
            )
            return await inner(request, context)
        except DomainError as error:
            outcome = error.reason
            status: Any = rpc_status.to_status(to_status(error, domain=self._domain))
            # The handler has run: the channel's own retries are for calls that never arrived.
            trailer = (*status.trailing_metadata, NO_RETRY)
            await context.abort_with_status(status._replace(trailing_metadata=trailer))
        except Exception:
            # The outermost loop of a call: whatever comes here was not foreseen.
            outcome = "INTERNAL"
            log.exception("call failed")
            await context.abort(grpc.StatusCode.INTERNAL, "internal error")
        finally:
            took_ms = (time.monotonic() - started) * 1000
            self._duration.record(took_ms, {"rpc.method": method, "outcome": outcome})
            log.debug("call served", outcome=outcome, took_ms=round(took_ms, 1))
            structlog.contextvars.unbind_contextvars("method", "request_id")


class GrpcServer:
    """A component of the service runner. `register` adds servicers to the server."""

    name = "grpc"

    def __init__(
        self,
        *,
        listen: str,
        domain: str,
        guard: Guard,
        register: Callable[[grpc.aio.Server], None],
    ) -> None:
        self._listen = listen
        self._domain = domain
        self._guard = guard
        self._register = register
        self._health = health_aio.HealthServicer()
        self._server: grpc.aio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        self._server = grpc.aio.server(
            interceptors=[
                aio_server_interceptor(filter_=filters.negate(filters.service_prefix("grpc."))),
                _Calls(self._guard, domain=self._domain),
            ],
            options=[("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", 1 << 20)],
        )
        self._register(self._server)
        await self.set_ready(False)  # the library's default is SERVING
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        services = sorted({method.split("/")[1] for method in self._guard.access})
        reflection.enable_server_reflection([*services, reflection.SERVICE_NAME], self._server)
        self.port = self._server.add_insecure_port(self._listen)
        await self._server.start()

    async def set_ready(self, ready: bool) -> None:  # noqa: FBT001 - reads well
        answer = health_pb2.HealthCheckResponse
        await self._health.set("", answer.SERVING if ready else answer.NOT_SERVING)

    async def stop(self, grace_s: float) -> None:
        """Finish what is under way, refuse what is new, within `grace_s` seconds."""
        if self._server is not None:
            await self._server.stop(grace_s)

    async def wait(self) -> None:
        if self._server is not None:
            # shielded: cancelling it would cancel the future that `stop` waits for, too
            await asyncio.shield(self._server.wait_for_termination())
