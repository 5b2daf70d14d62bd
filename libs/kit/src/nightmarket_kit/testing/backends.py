"""Where tests find real servers: the environment first, then those that pip and Maven ship, then containers.

    TEST_POSTGRES_URL, TEST_VALKEY_URL, TEST_KAFKA_BOOTSTRAP

`python -m nightmarket_kit.testing.backends COMMAND…` starts the three once, names them in the
environment and runs COMMAND; parallel test workers then share them. Without it each pytest process
starts what its tests ask for. Everything started here is gone when the process ends.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

POSTGRES: Final = "TEST_POSTGRES_URL"
VALKEY: Final = "TEST_VALKEY_URL"
KAFKA: Final = "TEST_KAFKA_BOOTSTRAP"


def _say(line: str) -> None:
    sys.stderr.write(f"backends: {line}\n")


def _folder(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"nm-test-{name}-"))
    folder.chmod(0o755)  # the server may run as another user
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _has_packages() -> bool:
    try:
        import nightmarket_backends  # noqa: F401, PLC0415 - the optional half
    except ImportError:
        return False
    return True


def start_postgres() -> str:
    """Admin address of a Postgres whose data may be lost (fsync off)."""
    if address := os.environ.get(POSTGRES):  # noqa: TID251 - this module is the settings of tests
        return address
    if _has_packages():
        from nightmarket_backends import postgres  # noqa: PLC0415

        postgres.prepare(_say)
        server = postgres.Postgres(data=_folder("postgres"), fsync=False)
        server.start()
        atexit.register(server.remove)
        return server.url()
    from testcontainers.postgres import PostgresContainer  # noqa: PLC0415

    container = PostgresContainer("postgres:18", driver=None)
    container.start()
    atexit.register(container.stop)
    return str(container.get_connection_url())


def start_valkey() -> str:
    if address := os.environ.get(VALKEY):  # noqa: TID251
        return address
    if _has_packages():
        from nightmarket_backends import valkey  # noqa: PLC0415

        valkey.prepare(_say)
        server = valkey.Valkey(data=_folder("valkey"), appendonly=False)
        server.start()
        atexit.register(server.stop)
        return server.url()
    from testcontainers.redis import RedisContainer  # noqa: PLC0415

    container = RedisContainer("valkey/valkey:9")
    container.start()
    atexit.register(container.stop)
    return f"redis://{container.get_container_host_ip()}:{container.get_exposed_port(6379)}/0"


def start_kafka() -> str:
    if address := os.environ.get(KAFKA):  # noqa: TID251
        return address
    if _has_packages():
        from nightmarket_backends import kafka  # noqa: PLC0415

        kafka.prepare(_say)
        server = kafka.Kafka(data=_folder("kafka"))
        server.start()
        atexit.register(server.stop)
        return str(server.bootstrap)
    from testcontainers.kafka import KafkaContainer  # noqa: PLC0415

    container = KafkaContainer().with_kraft()
    container.start()
    atexit.register(container.stop)
    return str(container.get_bootstrap_server())


STARTERS: Final[dict[str, Callable[[], str]]] = {
    POSTGRES: start_postgres,
    VALKEY: start_valkey,
    KAFKA: start_kafka,
}


def main() -> int:
    """Start all three, then run the command line in their presence."""
    environment = dict(os.environ)  # noqa: TID251
    for name, start in STARTERS.items():
        environment[name] = start()
        _say(f"{name} ready")
    return subprocess.call(sys.argv[1:], env=environment)  # noqa: S603 - the caller's own command


if __name__ == "__main__":
    sys.exit(main())
