"""Who hears how it goes besides the log: a collector of traces, one of error reports. Most have neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chat_app.config import Settings

if TYPE_CHECKING:
    from chat_app.tracing import Tracing


@dataclass(slots=True)
class Observers:
    """Those of this process. `tracing` is None where no traces are wanted."""

    tracing: Tracing | None = None
    starts: list[Callable[[], None]] = field(default_factory=list)
    stops: list[Callable[[], None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin, in the process that serves."""
        for start in self.starts:
            start()

    def stop(self) -> None:
        """Let them have what is left; may take some seconds."""
        for stop in self.stops:
            stop()


def build_observers(settings: Settings) -> Observers:
    """Those that the settings name; what they need is imported for them alone, half a second of it."""
    observers = Observers()
    if settings.otel_exporter_otlp_endpoint is not None:
        from chat_app.tracing import Tracing

        headers = settings.otel_exporter_otlp_headers
        tracing = Tracing(
            settings.otel_exporter_otlp_endpoint,
            settings.otel_traces_sampler_arg,
            headers.get_secret_value() if headers is not None else "",
        )
        observers.tracing = tracing
        observers.starts.append(tracing.start)
        observers.stops.append(tracing.stop)
    if settings.sentry_dsn is not None:
        from chat_app import sentry

        sentry.init_app(settings.sentry_dsn.get_secret_value(), settings.environment)
        observers.stops.append(sentry.stop)
    return observers
