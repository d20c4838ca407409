"""Many sockets: how fast they come in, and what an idle one costs."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass

from tests.bench.figures import percentile
from tests.bench.lines import Line, Lines
from tests.bench.stage import Stage

SETTLE = 5.0
"""Seconds after which what the opening needed is given back."""
DEVICES = 10
"""Sockets a person, where there are thousands."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds until the last was authenticated, `p99` from connect to ready; `refusals` (1012) on the way."""

    sockets: int
    seconds: float
    p99: float
    refusals: int
    bytes_each: float
    cpu_each: float


def run(stage: Stage, sockets: int) -> Figures:
    """Open `sockets` at once, of people with up to DEVICES each, and leave them idle."""
    people = stage.people(max(1, sockets // DEVICES))
    tokens = [people[number % len(people)].token for number in range(sockets)]
    with Lines(stage.server.port, _nothing) as lines:
        # The first ones pay for what is imported and made once; they stay open and are not counted.
        lines.open(tokens[: len(people)][:20])
        lines.run(1.0)
        before = stage.meter.read()
        began = time.perf_counter()
        opened = lines.open(tokens, timeout=120)
        seconds = time.perf_counter() - began
        lines.run(SETTLE)
        after = stage.meter.read()
    waits = sorted(line.ready_at - line.began for line in opened)
    return Figures(
        sockets=sockets,
        seconds=seconds,
        p99=1e3 * percentile(waits, 0.99),
        refusals=lines.refusals,
        bytes_each=(after.worker_rss - before.worker_rss) / sockets,
        cpu_each=1e6 * (after.app_cpu - before.app_cpu) / sockets,
    )


def allow_files() -> None:
    """Raise the soft limit of open files to the hard one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _nothing(_line: Line, _payload: bytes) -> None:
    """An idle socket hears of nothing that matters here."""
