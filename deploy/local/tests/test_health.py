from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_local.health import is_serving

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.fleet


@pytest.fixture
def server() -> Iterator[tuple[grpc.Server, int]]:
    server = grpc.server(ThreadPoolExecutor(1))
    port = free_port()
    server.add_insecure_port(f"{LOOPBACK}:{port}")
    yield server, port
    server.stop(grace=None).wait()


def test_health_follows_what_the_server_says(server: tuple[grpc.Server, int]) -> None:
    program, port = server
    assert not is_serving(port)
    servicer = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, program)
    program.start()
    assert is_serving(port)
    servicer.set("", health_pb2.HealthCheckResponse.NOT_SERVING)
    assert not is_serving(port)


def test_a_server_without_health_is_not_serving(server: tuple[grpc.Server, int]) -> None:
    program, port = server
    program.start()
    assert not is_serving(port)
