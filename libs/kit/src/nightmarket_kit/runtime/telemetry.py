"""OpenTelemetry: spans through HTTP, gRPC and Kafka; RED metrics per call.

Exports over OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set (the SDK's own variable), and as JSON
lines into a folder when `spans_dir` is set, which is how a test on one machine reads a real run.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from opentelemetry import metrics, propagate, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SimpleSpanProcessor,
)
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import Span, SpanKind

_tracer = trace.get_tracer("nightmarket")


def configure_telemetry(service: str, *, otlp: bool, spans_dir: str = "") -> TracerProvider:
    resource = Resource.create({"service.name": service})
    # What nobody collects is not recorded; ids are made and passed on all the same, for the logs.
    sampler = None if otlp or spans_dir else ALWAYS_OFF
    provider = TracerProvider(resource=resource, sampler=sampler)
    readers: list[Any] = []
    if otlp:
        from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import (  # noqa: PLC0415 - 15 MB when unused
            OTLPMetricExporter,
        )
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (  # noqa: PLC0415 - same
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.metrics.export import (  # noqa: PLC0415 - same
            PeriodicExportingMetricReader,
        )

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        readers.append(PeriodicExportingMetricReader(OTLPMetricExporter()))
    if spans_dir:
        folder = Path(spans_dir)
        folder.mkdir(parents=True, exist_ok=True)
        out = (folder / f"{service}.jsonl").open("a", encoding="utf-8", buffering=1)
        provider.add_span_processor(
            SimpleSpanProcessor(
                ConsoleSpanExporter(
                    out=out, formatter=lambda span: str(span.to_json(indent=None)) + "\n"
                )
            )
        )
    trace.set_tracer_provider(provider)
    metrics.set_meter_provider(MeterProvider(resource=resource, metric_readers=readers))
    return provider


def inject() -> dict[str, str]:
    """The current trace context as headers."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier


def trace_text() -> str:
    """The current trace context as text, one header a line, for a column."""
    return "\n".join(f"{name}: {value}" for name, value in inject().items())


def read_trace_text(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def pass_on(name: str, parent: dict[str, str]) -> dict[str, str]:
    """Headers for a message of the trace in `parent`, with a span of its own; none without a trace."""
    if not parent:
        return {}
    context = propagate.extract(parent)
    sending = _tracer.start_span(name, context=context, kind=SpanKind.PRODUCER)
    carrier: dict[str, str] = {}
    propagate.inject(carrier, context=trace.set_span_in_context(sending, context))
    sending.end()
    return carrier


def span(
    name: str,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    parent: dict[str, str] | None = None,
    **attributes: str | int,
) -> AbstractContextManager[Span]:
    """A span that is current inside; `parent` holds headers of another process."""
    context = propagate.extract(parent) if parent else None
    return _tracer.start_as_current_span(name, context=context, kind=kind, attributes=attributes)
