"""The handlers of a process that makes traces: a trace begins with each frame that does something."""

from __future__ import annotations

from opentelemetry.trace import SpanKind

from chat_app.config import Settings
from chat_app.protocol.frames import Raw, Request
from chat_app.protocol.session import Ping
from chat_app.services import Services
from chat_app.tracing import Tracing
from chat_app.ws.connection import Connection
from chat_app.ws.handlers import Handlers
from chat_app.ws.hub import Hub


class TracedHandlers(Handlers):
    """`Handlers`; a span `frame` for each request but pings, which ends when it is handled, before a send is stored."""

    def __init__(self, services: Services, hub: Hub, settings: Settings, tracing: Tracing) -> None:
        super().__init__(services, hub, settings)
        self._tracing = tracing

    def handle(self, connection: Connection, request: Request, raw: Raw) -> None:
        """As ever. Raises ChatError for what cannot be done."""
        if isinstance(request, Ping):
            super().handle(connection, request, raw)
            return
        name = f"frame {raw['type']}"
        with self._tracing.span(name, kind=SpanKind.SERVER, connection=connection.id, user=connection.user_id):
            super().handle(connection, request, raw)
