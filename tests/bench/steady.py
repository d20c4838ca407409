"""Steady load for a long time: memory that grows shows here."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.bench.lines import Lines
from tests.bench.pairs import PairChat, Plan
from tests.bench.stage import Stage
from tests.bench.usage import MIB

SAMPLES = 30


@dataclass(frozen=True, slots=True)
class Sample:
    """At `minute`: messages since the sample before, and MiB resident."""

    minute: float
    messages: int
    app_mib: float
    store_mib: float


def run(stage: Stage, minutes: float, users: int = 100) -> list[Sample]:
    """`users` in pairs with one message of each on its way, for so long."""
    people = stage.people(users)
    work = PairChat(users, stage.pairs(people), Plan(users, receipts=True))
    samples: list[Sample] = []
    with Lines(stage.server.port, work.take) as lines:
        work.start(lines.open([person.token for person in people]))
        began = time.perf_counter()
        for _ in range(SAMPLES):
            lines.run(minutes * 60 / SAMPLES)
            usage = stage.meter.read()
            minute = (usage.at - began) / 60
            samples.append(Sample(minute, len(work.latencies), usage.app_rss / MIB, usage.store_rss / MIB))
            work.latencies.clear()
            if work.errors:
                raise RuntimeError(work.errors[0])
    return samples
