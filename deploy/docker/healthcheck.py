#!/usr/bin/env python
"""Exit 0 when all that is named serves: `healthcheck.py grpc=HOST:PORT http=HOST:PORT/path`.

Asks on loopback whatever HOST says, so a *_LISTEN setting can be passed as it is.
"""

import http.client
import sys

TIMEOUT_S = 2.0


def serves_grpc(port: int) -> bool:
    import grpc  # noqa: PLC0415 - the sandbox's image has none
    from grpc_health.v1 import health_pb2, health_pb2_grpc  # noqa: PLC0415

    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        try:  # the stubs of the types package know no methods
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=TIMEOUT_S)  # type: ignore[attr-defined]
        except grpc.RpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


def serves_http(port: int, path: str) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


for argument in sys.argv[1:]:
    kind, _, address = argument.partition("=")
    listen, slash, rest = address.partition("/")
    number = int(listen.rpartition(":")[2])
    if not (serves_grpc(number) if kind == "grpc" else serves_http(number, slash + rest)):
        sys.exit(f"{argument} does not serve")
