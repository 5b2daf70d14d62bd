"""One trace from the commit to the consumer in another group of spans."""

import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from nightmarket_kit.runtime.inbox import EventConsumer, Subscription
from nightmarket_kit.runtime.kafka import EventProducer
from nightmarket_kit.runtime.outbox import OutboxRelay
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.telemetry import inject, span
from nightmarket_kit.testing.plugin import MakeTopic, poll_until

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def provider() -> TracerProvider:
    """The process's own provider: it can be set only once."""
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider())
    known = trace.get_tracer_provider()
    assert isinstance(known, TracerProvider)
    return known


@pytest.fixture
def spans(provider: TracerProvider) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


@pytest.mark.pg
@pytest.mark.kafka
async def test_one_trace_goes_through_outbox_broker_and_consumer(
    spans: InMemorySpanExporter, database: Database, kafka_bootstrap: str,
    producer: EventProducer, make_topic: MakeTopic, scribe_of: Any, start: Any,
) -> None:  # fmt: skip
    scribe = scribe_of(await make_topic())
    seen: list[int] = []

    async def handle(message: Any, event: Any) -> None:
        seen.append(trace.get_current_span().get_span_context().trace_id)
        await scribe.apply(message, event)

    subscription = Subscription(
        topic=scribe.topic, message=scribe.subscription.message, handle=handle
    )
    consumer = EventConsumer(
        bootstrap=kafka_bootstrap,
        group=scribe.group,
        subscriptions=[subscription],
        producer=producer,
    )
    await start(OutboxRelay(database, producer, source="/test"), consumer)
    with span("tap") as tap:
        await scribe.write(scribe.event("one"))
    expected = tap.get_span_context().trace_id

    async def is_consumed() -> bool:
        return any(one.name.startswith("consume ") for one in spans.get_finished_spans())

    await poll_until(is_consumed)
    assert seen == [expected]
    chain = {one.name.split(" ")[0]: one for one in spans.get_finished_spans()}
    assert {one.context.trace_id for one in chain.values() if one.context} == {expected}
    publish, consume = chain["publish"], chain["consume"]
    assert publish.parent is not None
    assert publish.parent.span_id == tap.get_span_context().span_id
    assert consume.parent is not None
    assert publish.context is not None
    assert consume.parent.span_id == publish.context.span_id


async def test_without_a_span_nothing_is_injected() -> None:
    assert inject() == {}


async def test_a_parent_of_nonsense_starts_a_new_trace(provider: TracerProvider) -> None:
    with span("x", parent={"traceparent": "nonsense"}) as one:
        assert one.get_span_context().is_valid


async def test_spans_are_written_as_json_lines(tmp_path: Path) -> None:
    import subprocess  # noqa: PLC0415 - a provider can be set once per process
    import sys  # noqa: PLC0415

    script = (
        "import sys\n"
        "from nightmarket_kit.runtime.telemetry import configure_telemetry, span\n"
        "configure_telemetry('order', otlp=False, spans_dir=sys.argv[1])\n"
        "with span('outer'):\n"
        "    with span('inner', count=2):\n"
        "        pass\n"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path], check=True, timeout=60)  # noqa: ASYNC221
    lines = [json.loads(line) for line in (tmp_path / "order.jsonl").read_text().splitlines()]
    assert [line["name"] for line in lines] == ["inner", "outer"]
    assert lines[0]["parent_id"] == lines[1]["context"]["span_id"]
    assert lines[0]["resource"]["attributes"]["service.name"] == "order"
