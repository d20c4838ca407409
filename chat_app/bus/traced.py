"""The bus of a process that makes traces: a hint carries its trace along, and its delivery goes on with it."""

from __future__ import annotations

from typing import Any

from opentelemetry.trace import SpanKind, get_current_span

from chat_app.bus.hints import Operation
from chat_app.bus.interface import About, Node
from chat_app.bus.redis import RedisBus
from chat_app.tracing import Tracing, going_on, traceparent
from chat_app.types import NodeId, UserId


class TracedRedisBus(RedisBus):
    """`RedisBus`; a span `hint` on the node that sends one, and a span `deliver` on the one that takes it."""

    def __init__(self, url: str, node: Node, tracing: Tracing) -> None:
        super().__init__(url, node)
        self._tracing = tracing

    def _hint(self, node: NodeId, user_ids: list[UserId], frame: bytes, about: About | None) -> Operation:
        operation = super()._hint(node, user_ids, frame, about)
        if not get_current_span().get_span_context().is_valid:
            return operation
        with self._tracing.span("hint", kind=SpanKind.PRODUCER, node=node, users=len(user_ids)) as span:
            return [*operation, traceparent(span)]

    def _deliver_here(
        self,
        sender: NodeId,
        user_ids: list[UserId],
        frame: bytes,
        about: list[Any] | None,
        parent: str | None = None,
    ) -> None:
        if parent is None:
            super()._deliver_here(sender, user_ids, frame, about)
            return
        context = going_on(parent)
        with self._tracing.span("deliver", context=context, kind=SpanKind.CONSUMER, node=sender, users=len(user_ids)):
            super()._deliver_here(sender, user_ids, frame, about)
