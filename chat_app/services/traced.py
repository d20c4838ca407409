"""The committer of a process that makes traces: the way of each entry through it as spans of the entry's own trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import time_ns
from typing import cast

from opentelemetry.trace import Span, SpanKind, use_span

from chat_app.errors import ChatError
from chat_app.records import Entry
from chat_app.services.committer import Append, Committed, Committer
from chat_app.services.positions import Positions
from chat_app.store.interfaces import Appended, Log
from chat_app.tracing import Tracing, failed
from chat_app.types import MessageId

Spans = dict[MessageId, Span]


class TracedCommitter(Committer):
    """`Committer`; a span `commit` from an entry's arrival until its sender is told, `write` and `announce` in it."""

    def __init__(
        self,
        log: Log,
        positions: Positions,
        announce: Callable[[Committed], None],
        *,
        patience: float,
        tracing: Tracing,
    ) -> None:
        self._spans: Spans = {}
        self._tracing = tracing
        self._announce_untraced = announce
        # Of a log the committer uses these two calls alone.
        traced = cast(Log, _TracedLog(log, self._spans, tracing))
        super().__init__(traced, positions, self._announce_traced, patience=patience)

    def submit(self, append: Append) -> None:
        """As ever; the entry's trace is the one that goes on in the greenlet that calls. Raises Unavailable."""
        message_id, done = append.entry.message_id, append.done
        # By the id: of several that come for the same entry at once one is written, and told to all.
        span = self._spans[message_id] = self._tracing.begin("commit", conversation=append.entry.conversation_id)

        def ended(outcome: Committed | ChatError) -> None:
            if isinstance(outcome, ChatError):
                failed(span, outcome)
            if self._spans.get(message_id) is span:
                del self._spans[message_id]
            with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
                done(outcome)

        append.done = ended
        try:
            super().submit(append)
        except ChatError as error:
            failed(span, error)
            span.end()
            del self._spans[message_id]
            raise

    def _announce_traced(self, committed: Committed) -> None:
        span = self._spans.get(committed.entry.message_id)
        if span is None:
            self._announce_untraced(committed)
            return
        with (
            use_span(span, record_exception=False, set_status_on_exception=False),
            self._tracing.span("announce", seq=committed.entry.seq),
        ):
            self._announce_untraced(committed)


class _TracedLog:
    """The one call of the log that the committer makes for each batch, as a span of every entry in it."""

    def __init__(self, log: Log, spans: Spans, tracing: Tracing) -> None:
        self.get = log.get
        self._log = log
        self._spans = spans
        self._tracing = tracing

    def append(self, entries: Sequence[Entry]) -> Appended:
        began = time_ns()
        appended = self._log.append(entries)
        for entry in entries[: appended.count]:
            if parent := self._spans.get(entry.message_id):
                self._tracing.begin(
                    "write", parent=parent, kind=SpanKind.CLIENT, at=began, entries=len(entries), seq=entry.seq
                ).end()
        return appended
