"""A real Kafka: broker and controller in one JVM on loopback.

Guarantees: data survives `stop`, `kill -9` and a change of ports; a broker killed with -9 answers
again within 5 s (its old session is short); topics are never created by accident. The JVM's
class archive is written under another name and renamed when whole, because a truncated one
crashes Java.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import secrets
import shutil
import signal
import socket
import struct
from typing import TYPE_CHECKING

from nightmarket_backends import toolchain
from nightmarket_backends.cache import built
from nightmarket_backends.errors import BuildFailed
from nightmarket_backends.ports import LOOPBACK, free_port
from nightmarket_backends.process import Child, run, spawn, wait_until
from nightmarket_backends.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VERSION = "4.4.0"
_LOG4J_BINDING = "2.25.5"
_DEPENDENCY_PLUGIN = "3.8.1"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>nightmarket</groupId><artifactId>kafka</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
      <version>{VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId>
      <version>{_LOG4J_BINDING}</version>
    </dependency>
  </dependencies>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId>
    <version>{_DEPENDENCY_PLUGIN}</version>
    <configuration><includeScope>runtime</includeScope></configuration>
  </plugin></plugins></build>
</project>
"""
# shutdownHook: without it log4j closes its context before Kafka has stopped
_LOG4J = """status = warn
shutdownHook = disable
appender.stdout.type = Console
appender.stdout.name = stdout
appender.stdout.layout.type = PatternLayout
appender.stdout.layout.pattern = %d{ISO8601} %p %m (%c{1})%n
rootLogger.level = warn
rootLogger.appenderRef.stdout.ref = stdout
"""
_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "BROKER",
    "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "background.threads": "2",
    "log.cleaner.dedupe.buffer.size": "16777216",
    "log.segment.bytes": "67108864",
    # a broker killed with -9 must wait for the end of its old session before it may register
    "broker.heartbeat.interval.ms": "250",
    "broker.session.timeout.ms": "2000",
}
_JVM = (
    *("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    *(
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        "-Xlog:disable",
        "-Djava.awt.headless=true",
    ),
)
_KEY = f"kafka-{VERSION}"
_AOT_FLOOR = 25  # the first Java that records in one run
_TERMINATED = 143  # how a JVM ends after SIGTERM
_METADATA, _METADATA_VERSION = 3, 4
_METADATA_HEAD = struct.Struct(">iiii")  # length, correlation id, throttle time, brokers


def prepare(progress: Callable[[str], None]) -> None:
    """Fetch the jars, format a template folder and record the class archive; each only once."""
    _template(_jars(progress), progress)


def _jars(progress: Callable[[str], None]) -> Path:
    def fetch(target: Path) -> None:
        maven = toolchain.maven("Kafka's jars")
        progress(f"kafka: fetching the jars of {VERSION}")
        pom = target / "pom.xml"
        pom.write_text(_POM)
        plugin = f"org.apache.maven.plugins:maven-dependency-plugin:{_DEPENDENCY_PLUGIN}"
        run(
            [
                *(maven, "-B", "-q", "-f", pom, f"{plugin}:copy-dependencies"),
                *("-DincludeScope=runtime", f"-DoutputDirectory={target / 'jars'}"),
            ],
            log=target / "fetch.log",
            cwd=target,
        )
        (target / "log4j2.properties").write_text(_LOG4J)

    return built(_KEY, fetch)


def _template(folder: Path, progress: Callable[[str], None]) -> Path:
    """Answer a folder with `classes.archive` and a formatted `data`, made by a throw-away run."""
    program, major = toolchain.java()
    identity = hashlib.sha256(f"{program.resolve()} {major} {folder}".encode()).hexdigest()[:12]

    def record(target: Path) -> None:
        progress("kafka: recording the class archive for fast starts")
        trial = target / "trial"
        settings = _settings_file(trial, port=free_port(), controller_port=free_port())
        cluster = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        run(
            [
                *_java(folder),
                *("kafka.tools.StorageTool", "format", "--standalone", "--ignore-formatted"),
                *("-t", cluster, "-c", settings),
            ],
            log=target / "format.log",
            seconds=120,
        )
        shutil.copytree(trial, target / "data")
        flag = "-XX:AOTCacheOutput" if major >= _AOT_FLOOR else "-XX:ArchiveClassesAtExit"
        broker = Kafka(trial)
        child = broker.launch(jvm=(f"{flag}={target / 'classes.archive'}",))
        wait_until(broker.is_ready, seconds=120, what="recording Kafka's classes", child=child)
        if child.stop(grace=180) != _TERMINATED:
            raise BuildFailed(f"recording Kafka's classes failed:\n{child.log_tail()}")
        shutil.rmtree(trial)

    return built(f"{_KEY}-{identity}", record)


def _java(folder: Path) -> list[str | Path]:
    # the archive is tied to the class path, so its order must not depend on the file system
    jars = sorted(str(jar) for jar in (folder / "jars").glob("*.jar"))
    logging = f"-Dlog4j2.configurationFile={folder / 'log4j2.properties'}"
    return [toolchain.java()[0], *_JVM, logging, "-cp", ":".join(jars)]


def _settings_file(data: Path, *, port: int, controller_port: int) -> Path:
    broker, controller = f"{LOOPBACK}:{port}", f"{LOOPBACK}:{controller_port}"
    settings = _SETTINGS | {
        "listeners": f"BROKER://{broker},CONTROLLER://{controller}",
        "advertised.listeners": f"BROKER://{broker},CONTROLLER://{controller}",
        "controller.quorum.bootstrap.servers": controller,
        "log.dirs": str(data),
    }
    data.parent.mkdir(parents=True, exist_ok=True)
    file = data.with_name(f"{data.name}.properties")
    file.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    return file


class Kafka(Server):
    title = "Kafka"
    start_seconds = 60.0

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        controller_port: int | None = None,
        log: Path | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.data = data.absolute()
        self.port = port if port is not None else free_port()
        self.controller_port = controller_port if controller_port is not None else free_port()
        self.log = log if log is not None else data.with_name(f"{data.name}.log")
        self._progress = progress

    @property
    def bootstrap(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def initialise(self) -> None:
        """Make the formatted data folder unless it is there."""
        if (self.data / "meta.properties").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted first start left
        template = _template(_jars(self._progress), self._progress)
        partial = self.data.with_name(f".{self.data.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(template / "data", partial)
        partial.rename(self.data)

    def launch(self, *, jvm: tuple[str, ...] | None = None) -> Child:
        """Start the broker over a formatted folder; `is_ready` tells when it answers."""
        folder = _jars(self._progress)
        if jvm is None:
            archive = _template(folder, self._progress) / "classes.archive"
            aot = toolchain.java()[1] >= _AOT_FLOOR
            jvm = (f"{'-XX:AOTCache' if aot else '-XX:SharedArchiveFile'}={archive}",)
        settings = _settings_file(self.data, port=self.port, controller_port=self.controller_port)
        program, *rest = _java(folder)
        self.child = spawn(
            [program, *jvm, *rest, "kafka.Kafka", settings],
            name="kafka",
            log=self.log,
            when_parent_dies=signal.SIGTERM,
        )
        return self.child

    def is_ready(self) -> bool:
        """Tell whether the broker counts itself among the living in a metadata answer."""
        # header: key, version, correlation id, null client id; body: no topics, create none
        request = struct.pack(">hhihib", _METADATA, _METADATA_VERSION, 1, -1, 0, 0)
        with (
            contextlib.suppress(OSError),
            socket.create_connection((LOOPBACK, self.port), timeout=2) as connection,
            connection.makefile("rb") as answers,
        ):
            connection.sendall(struct.pack(">i", len(request)) + request)
            head = answers.read(_METADATA_HEAD.size)
            if len(head) == _METADATA_HEAD.size:
                _, _, _, brokers = _METADATA_HEAD.unpack(head)
                return bool(brokers > 0)
        return False

    @property
    def address(self) -> str:
        return self.bootstrap
