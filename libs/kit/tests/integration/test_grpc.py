"""Server and client of the kit over a real port; the service is made by hand, without protos."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc
import pytest
import pytest_asyncio
from google.protobuf.wrappers_pb2 import StringValue
from grpc_health.v1 import health_pb2, health_pb2_grpc

from nightmarket_backends.ports import free_port
from nightmarket_kit.core.errors import (
    BY_KIND,
    DomainError,
    Forbidden,
    Kind,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from nightmarket_kit.runtime.calls import (
    CallContext,
    current_call,
    require_principal,
    set_call,
)
from nightmarket_kit.runtime.grpc_client import open_channel
from nightmarket_kit.runtime.grpc_server import Access, GrpcServer, Guard
from nightmarket_kit.runtime.postgres import Database, Transaction
from nightmarket_kit.runtime.status import DeadlineExceeded, InternalFailure, ServiceUnavailable
from nightmarket_kit.runtime.tokens import TokenInvalid, TokenVerifier
from nightmarket_kit.testing.plugin import poll_until

pytestmark = pytest.mark.asyncio
SECRET = "a secret that our services share, long"
SERVICE = "nightmarket.test.v1.EchoService"
Answer = Callable[[str], Awaitable[str]]


def path(method: str) -> str:
    return f"/{SERVICE}/{method}"


class Rig:
    """A server of five methods whose answer the test chooses."""

    def __init__(self, signer: Any) -> None:
        async def fetch() -> dict[str, Any]:
            keys: dict[str, Any] = signer.jwks()
            return keys

        access = {
            path("Anyone"): Access.PUBLIC,
            path("Person"): Access.USER,
            path("Ours"): Access.SERVICE,
        }
        verifier = TokenVerifier(fetch, issuer=signer.issuer, audience=signer.audience)
        self.guard = Guard(verifier=verifier, service_token=SECRET, access=access)
        self.calls = 0
        self.answer: Answer = self._echo
        self.server = self.new_server()

    def new_server(self, listen: str = "127.0.0.1:0") -> GrpcServer:
        return GrpcServer(
            listen=listen, domain="test.nightmarket", guard=self.guard, register=self._register
        )

    async def _echo(self, text: str) -> str:
        return text

    async def _handle(self, request: StringValue, _context: Any) -> StringValue:
        self.calls += 1
        return StringValue(value=await self.answer(request.value))

    def _register(self, server: grpc.aio.Server) -> None:
        handler = grpc.unary_unary_rpc_method_handler(
            self._handle,
            request_deserializer=StringValue.FromString,
            response_serializer=StringValue.SerializeToString,
        )
        methods = dict.fromkeys(("Anyone", "Person", "Ours", "Forgotten"), handler)
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, methods),))

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.server.port}"


@pytest_asyncio.fixture
async def rig(signer: Any) -> AsyncIterator[Rig]:
    rig = Rig(signer)
    await rig.server.start()
    yield rig
    await rig.server.stop(0.1)


def stub(channel: grpc.aio.Channel, method: str) -> Any:
    return channel.unary_unary(
        path(method),
        request_serializer=StringValue.SerializeToString,
        response_deserializer=StringValue.FromString,
    )


async def call(
    rig: Rig, method: str, text: str = "hello", *, secret: str = SECRET, **options: Any
) -> str:
    async with open_channel(rig.target, service_token=secret) as channel:
        return str((await stub(channel, method)(StringValue(value=text), **options)).value)


async def plain_call(rig: Rig, method: str, **options: Any) -> grpc.aio.AioRpcError:
    """The failure of a client that is not ours."""
    async with grpc.aio.insecure_channel(rig.target) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            await stub(channel, method)(StringValue(), **options)
        return failed.value


async def test_each_access_rule_lets_in_whom_it_names(rig: Rig, signer: Any) -> None:
    set_call(CallContext())
    assert await call(rig, "Anyone", secret="") == "hello"
    assert await call(rig, "Ours") == "hello"
    set_call(CallContext(token=signer.token()))
    assert await call(rig, "Person", secret="") == "hello"
    assert await call(rig, "Ours") == "hello"


async def test_each_access_rule_keeps_out_the_others(rig: Rig, signer: Any) -> None:
    set_call(CallContext())
    with pytest.raises(Unauthenticated) as missing:
        await call(rig, "Person")  # our own service, but for no person
    assert missing.value.reason == "TOKEN_MISSING"
    for secret in ("", "x", SECRET[:-1], SECRET + "x", SECRET.upper()):
        with pytest.raises(Forbidden) as refused:
            await call(rig, "Ours", secret=secret)
        assert refused.value.reason == "SERVICE_ONLY"
    set_call(CallContext(token=signer.token()))
    with pytest.raises(Forbidden):
        await call(rig, "Ours", secret="")
    assert rig.calls == 0


@pytest.mark.parametrize("method", ["Anyone", "Person", "Ours"])
async def test_a_bad_token_is_refused_wherever_it_is_shown(
    rig: Rig, signer: Any, method: str
) -> None:
    set_call(CallContext(token=signer.token(by=signer.new_key("k1"))))
    with pytest.raises(Unauthenticated) as refused:
        await call(rig, method)
    assert refused.value.reason == TokenInvalid.reason
    assert rig.calls == 0


async def test_a_method_without_a_rule_cannot_be_served(rig: Rig) -> None:
    error = await plain_call(rig, "Forgotten", timeout=5)
    assert error.code() in {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}
    assert rig.calls == 0


async def test_a_call_without_a_deadline_is_refused(rig: Rig) -> None:
    error = await plain_call(rig, "Anyone")
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "DEADLINE_MISSING" in str(error.trailing_metadata())
    assert rig.calls == 0


async def test_the_handler_sees_who_calls_and_how_long_there_is(rig: Rig, signer: Any) -> None:
    seen: list[CallContext] = []

    async def look(text: str) -> str:
        seen.append(current_call())
        return require_principal().user_id

    rig.answer = look
    set_call(CallContext(token=signer.token()))
    assert await call(rig, "Person", timeout=3) == "user-1"
    assert seen[0].is_service
    assert seen[0].deadline is not None
    # gRPC rounds what is left up on its way
    assert 2 < seen[0].deadline - time.monotonic() < 3.1


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_domain_error_arrives_as_it_was_raised(rig: Rig, kind: Kind) -> None:
    async def refuse(text: str) -> str:
        raise BY_KIND[kind]("已售完", reason="SOLD_OUT", listing_id="l1")

    rig.answer = refuse
    with pytest.raises(BY_KIND[kind]) as raised:
        await call(rig, "Anyone")
    error = raised.value
    assert (error.reason, error.message, error.metadata) == (
        "SOLD_OUT",
        "已售完",
        {"listing_id": "l1"},
    )
    assert (
        rig.calls == 1
    )  # the handler ran: trying again is the caller's decision, not the channel's


async def test_an_unforeseen_error_is_internal_and_says_nothing(rig: Rig) -> None:
    async def fail(text: str) -> str:
        raise KeyError("sk_12345")

    rig.answer = fail
    error = await plain_call(rig, "Anyone", timeout=5)
    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "internal error")
    assert "sk_12345" not in repr(error)
    with pytest.raises(InternalFailure):
        await call(rig, "Anyone")


async def test_a_slow_answer_ends_at_the_deadline(rig: Rig) -> None:
    ended = asyncio.Event()

    async def hang(text: str) -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return text

    rig.answer = hang
    with pytest.raises(DeadlineExceeded):
        await call(rig, "Anyone", timeout=0.2)
    async with asyncio.timeout(5):
        await ended.wait()  # and the handler does not go on for nobody


async def test_a_call_made_by_a_handler_inherits_token_and_deadline(rig: Rig, signer: Any) -> None:
    seen: list[CallContext] = []

    async def pass_on(text: str) -> str:
        seen.append(current_call())
        if text == "outer":
            return await call(rig, "Person", "inner")
        return require_principal().user_id

    rig.answer = pass_on
    set_call(CallContext(token=signer.token()))
    assert await call(rig, "Person", "outer", timeout=1.5) == "user-1"
    outer, inner = seen
    assert inner.token == outer.token
    assert outer.deadline is not None
    assert inner.deadline is not None
    assert inner.deadline <= outer.deadline + 0.05


async def test_a_call_whose_deadline_has_passed_is_not_sent(rig: Rig) -> None:
    set_call(CallContext(deadline=time.monotonic() - 1))
    with pytest.raises(DeadlineExceeded):
        await call(rig, "Anyone")
    assert rig.calls == 0


@pytest.mark.pg
async def test_a_call_inside_a_unit_of_work_raises(rig: Rig, database: Database) -> None:
    async with Transaction(database):
        with pytest.raises(RuntimeError, match="inside a transaction"):
            await call(rig, "Anyone")
    assert rig.calls == 0
    assert await call(rig, "Anyone") == "hello"


@pytest.mark.enable_socket
async def test_a_server_that_comes_late_is_waited_for(rig: Rig) -> None:
    port = free_port()
    late = rig.new_server(f"127.0.0.1:{port}")
    async with open_channel(f"127.0.0.1:{port}", service_token=SECRET) as channel:
        attempt = stub(channel, "Anyone")(StringValue(value="hello"))

        async def was_refused_once() -> bool:
            return channel.get_state() is grpc.ChannelConnectivity.TRANSIENT_FAILURE

        await poll_until(was_refused_once, every_s=0.001)
        await late.start()
        assert (await attempt).value == "hello"
    await late.stop(0.1)


@pytest.mark.enable_socket
async def test_a_server_that_never_comes_is_unavailable() -> None:
    async with open_channel(f"127.0.0.1:{free_port()}", service_token=SECRET) as channel:
        with pytest.raises(ServiceUnavailable) as raised:
            await stub(channel, "Anyone")(StringValue())
    assert isinstance(raised.value, Unavailable)


async def health(rig: Rig) -> int:
    async with grpc.aio.insecure_channel(rig.target) as channel:
        answer = await health_pb2_grpc.HealthStub(channel).Check(
            health_pb2.HealthCheckRequest(), timeout=5
        )
        return int(answer.status)


async def test_health_says_not_serving_until_told_and_needs_no_token(rig: Rig) -> None:
    answers = health_pb2.HealthCheckResponse
    assert await health(rig) == answers.NOT_SERVING
    await rig.server.set_ready(True)
    assert await health(rig) == answers.SERVING
    await rig.server.set_ready(False)
    assert await health(rig) == answers.NOT_SERVING


async def test_stop_lets_a_call_under_way_finish(rig: Rig) -> None:
    entered, finish = asyncio.Event(), asyncio.Event()

    async def slow(text: str) -> str:
        entered.set()
        await finish.wait()
        return text

    rig.answer = slow
    attempt = asyncio.create_task(call(rig, "Anyone"))
    await entered.wait()
    stopping = asyncio.create_task(rig.server.stop(5))
    await asyncio.sleep(0)
    finish.set()
    assert await attempt == "hello"
    await stopping


async def test_domain_errors_without_a_reason_still_arrive(rig: Rig) -> None:
    async def refuse(text: str) -> str:
        raise NotFound

    rig.answer = refuse
    with pytest.raises(DomainError) as raised:
        await call(rig, "Anyone")
    assert (raised.value.kind, raised.value.reason) == (Kind.NOT_FOUND, "UNSPECIFIED")
