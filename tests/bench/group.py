"""One group whose members are all online: a message becomes a delivery to each."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.bench.figures import percentile
from tests.bench.frames import request
from tests.bench.lines import Line, Lines
from tests.bench.pairs import CONTENT
from tests.bench.stage import Stage

WARMUP = 2.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Deliveries a second and milliseconds from the sending of a message to each of its deliveries."""

    members: int
    asked: float
    deliveries: float
    p50: float
    p99: float
    app_cpu: float
    own_cpu: float


class Group:
    """Counts deliveries by the time their message was sent at."""

    def __init__(self) -> None:
        self.sent_at: list[float] = []
        self.latencies: list[float] = []

    def take(self, _line: Line, payload: bytes) -> None:
        if payload.startswith(b'{"type":"entry"'):
            at = payload.find(b'"client_id":"g') + 14
            self.latencies.append(time.perf_counter() - self.sent_at[int(payload[at : at + 8])])


def run(stage: Stage, members: int, rate: float, seconds: float) -> Figures:
    """The first member sends `rate` messages a second for so long."""
    people = stage.people(members)
    chat = stage.server.group(people[0], *people[1:])
    group = Group()
    with Lines(stage.server.port, group.take) as lines:
        opened = lines.open([person.token for person in people])
        _talk(lines, opened[0], chat.id, group, rate, WARMUP)
        lines.run(1.0)
        group.latencies.clear()
        before = stage.meter.read()
        _talk(lines, opened[0], chat.id, group, rate, seconds)
        expected = int(rate * seconds) * (members - 1)
        lines.run(5.0, lambda: len(group.latencies) >= expected)
        after = stage.meter.read()
    latencies = sorted(group.latencies)
    if len(latencies) < expected:
        raise RuntimeError(f"{expected - len(latencies)} of {expected} deliveries never came")
    return Figures(
        members=members,
        asked=rate * (members - 1),
        deliveries=len(latencies) / (after.at - before.at),
        p50=1e3 * percentile(latencies, 0.5),
        p99=1e3 * percentile(latencies, 0.99),
        app_cpu=1e6 * (after.app_cpu - before.app_cpu) / len(latencies),
        own_cpu=1e6 * (after.own_cpu - before.own_cpu) / len(latencies),
    )


def _talk(lines: Lines, speaker: Line, chat_id: str, group: Group, rate: float, seconds: float) -> None:
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        lines.run(began + number / rate - time.perf_counter())
        name = f"g{len(group.sent_at):08}"
        frame = request("message.send", client_id=name, conversation_id=chat_id, kind="text", content=CONTENT)
        group.sent_at.append(time.perf_counter())
        speaker.send(frame)
