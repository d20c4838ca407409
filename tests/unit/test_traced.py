"""Spans of the committer: each ends, whatever becomes of its entry, and nothing is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chat_app.errors import ChatError
from chat_app.records import Entry
from chat_app.services.committer import Append, Committed
from chat_app.services.positions import Positions
from chat_app.services.traced import TracedCommitter
from chat_app.tracing import Tracing
from tests.unit.factories import conversation, entry
from tests.unit.memory import MemoryConversations, MemoryLog, unavailable


@dataclass
class Desk:
    """A committer that makes traces, on a log in memory."""

    patience: float = 30.0
    log: MemoryLog = field(default_factory=MemoryLog)
    outcomes: list[Committed | ChatError] = field(default_factory=list)
    exported: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)

    def __post_init__(self) -> None:
        tracing = Tracing("http://127.0.0.1:9", 1.0)
        tracing._provider.add_span_processor(SimpleSpanProcessor(self.exported))
        positions = Positions(MemoryConversations(), self.log)
        self.committer = TracedCommitter(self.log, positions, lambda _: None, patience=self.patience, tracing=tracing)

    def send(self, *entries: Entry) -> dict[str, list[ReadableSpan]]:
        """Have these committed; returns the spans by name."""
        for each in entries:
            self.committer.submit(Append(each, conversation(), self.outcomes.append))
        assert self.committer.drain(5) and len(self.outcomes) == len(entries)
        assert self.committer._spans == {}
        spans: dict[str, list[ReadableSpan]] = {}
        for span in self.exported.get_finished_spans():
            spans.setdefault(span.name, []).append(span)
        return spans


def test_the_write_of_a_batch_is_a_span_of_each_entry_in_it() -> None:
    """In the trace of each, under its own commit."""
    spans = Desk().send(*(entry(f"c-{number}") for number in range(3)))

    assert len(spans["commit"]) == len(spans["write"]) == len(spans["announce"]) == 3
    assert len({span.context.trace_id for span in spans["commit"]}) == 3
    commits = {span.context.span_id for span in spans["commit"]}
    for name in ("write", "announce"):
        assert {span.parent.span_id for span in spans[name] if span.parent} == commits


def test_who_comes_twice_at_once_is_written_once_and_told_twice() -> None:
    """Both spans end; the write is in the trace of one."""
    spans = Desk().send(entry("c-1"), entry("c-1"))

    assert (len(spans["commit"]), len(spans["write"])) == (2, 1)


def test_an_entry_that_is_given_up_leaves_a_span_that_says_so() -> None:
    """By the code of the error, not by words."""
    desk = Desk(patience=0)
    desk.log.before = [unavailable]
    spans = desk.send(entry("c-1"))

    [commit] = spans["commit"]
    assert commit.attributes and commit.attributes["error.type"] == "unavailable" and "write" not in spans
