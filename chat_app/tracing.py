"""Traces by OpenTelemetry; imported only where OTEL_EXPORTER_OTLP_ENDPOINT is set.

Nothing here is global: what makes spans is a subclass of what does the work, and stands in its place only where traces
are wanted. So they cost nothing where they are not (docs/decisions/0017).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.re import parse_env_headers

from chat_app.errors import ChatError
from chat_app.scrub import kind as kind_of

SPANS_AT_ONCE = 128
"""Spans in one export: making bytes of them holds the loop up for some milliseconds."""
PROPAGATOR = TraceContextTextMapPropagator()

Attributes = Mapping[str, str | int]


class Tracing:
    """The traces of this process.

    Args:
        endpoint: of a collector, without the path; OTLP over HTTP.
        share: of the traces that begin here, 0 to 1, are kept. One that began elsewhere is kept if it was there.
        headers: for the collector, `name=value` and percent-encoded, with commas between them.
    """

    def __init__(self, endpoint: str, share: float, headers: str = "") -> None:
        resource = {
            "service.name": "chat",
            "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",
        }
        self._endpoint = endpoint
        self._headers = parse_env_headers(headers, liberal=True)
        self._provider = TracerProvider(
            resource=Resource.create(resource),
            sampler=ParentBased(TraceIdRatioBased(share)),
            shutdown_on_exit=False,
        )
        self._tracer = self._provider.get_tracer("chat_app")

    def start(self) -> None:
        """Begin to export; in the process that serves, for the thread that does it does not survive a fork.

        Under gevent that thread is a greenlet, and waits for the collector as every other does for its peer.
        """
        exporter = OTLPSpanExporter(endpoint=f"{self._endpoint}/v1/traces", headers=self._headers)
        self._provider.add_span_processor(BatchSpanProcessor(exporter, max_export_batch_size=SPANS_AT_ONCE))

    def stop(self) -> None:
        """Export what is left. May take as long as the collector does."""
        self._provider.shutdown()

    def begin(
        self,
        name: str,
        *,
        parent: Span | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        at: int | None = None,
        **attributes: str | int,
    ) -> Span:
        """A span that goes on until its `end()`; without a `parent` below the current one. `at`: Unix nanoseconds."""
        context = trace.set_span_in_context(parent) if parent is not None else None
        return self._tracer.start_span(name, context, kind, _named(attributes), start_time=at)

    @contextmanager
    def span(
        self, name: str, *, context: Context | None = None, kind: SpanKind = SpanKind.INTERNAL, **attributes: str | int
    ) -> Iterator[Span]:
        """A span for what happens meanwhile; it is the current one, and log lines name its trace."""
        # Not by themselves: an exception's words may hold what people wrote.
        with (
            self._tracer.start_as_current_span(
                name, context, kind, _named(attributes), record_exception=False, set_status_on_exception=False
            ) as span,
            structlog.contextvars.bound_contextvars(trace=trace_id(span)),
        ):
            try:
                yield span
            except Exception as error:
                failed(span, error)
                raise


def failed(span: Span, error: Exception) -> None:
    """Note what ended the span: a refusal is part of the work, anything else an error."""
    if isinstance(error, ChatError) and error.status < 500:
        span.set_attribute("chat.refused", error.code)
    else:
        span.set_attribute("error.type", error.code if isinstance(error, ChatError) else kind_of(error))
        span.set_status(Status(StatusCode.ERROR))


def trace_id(span: Span) -> str:
    """The span's trace, as W3C writes it."""
    return trace.format_trace_id(span.get_span_context().trace_id)


def traceparent(span: Span) -> str | None:
    """What another process needs to go on with the span's trace; None where none is being made."""
    carrier: dict[str, str] = {}
    PROPAGATOR.inject(carrier, trace.set_span_in_context(span))
    return carrier.get("traceparent")


def going_on(told: str | None) -> Context:
    """The context of a trace that began elsewhere, as its `traceparent` tells; an empty one where it does not."""
    return PROPAGATOR.extract({"traceparent": told or ""}, Context())


def _named(attributes: Attributes) -> dict[str, str | int]:
    return {f"chat.{name}": value for name, value in attributes.items()}
