"""Pair chat on several workers and nodes: what Redis between them costs, and what a rolling restart does to people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from tests.bench.figures import percentile
from tests.bench.lines import Line, Lines
from tests.bench.pairs import DRAIN, PairChat, Plan
from tests.bench.stage import Stage
from tests.bench.usage import cpu_seconds
from tests.harness import Server, processes
from tests.harness.cluster import SECRET, Redis, balanced
from tests.reliability import pace
from tests.reliability.run import Plan as Run
from tests.reliability.run import perform_on_many

SETTINGS: dict[str, Any] = {"presence_grace": 10, "log_level": "info"}
Spend = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of `what`; times in milliseconds, processor time in microseconds a message."""

    what: str
    pairs: str
    rate: float
    p50: float
    p99: float
    app_cpu: float
    store_cpu: float
    redis_cpu: float


@dataclass(frozen=True, slots=True)
class Restart:
    """Waits for acknowledgements in milliseconds, in calm times or under rolling restarts; `failed` got none."""

    what: str
    sends: int
    p50: float
    p99: float
    longest: float
    errors: int
    failed: int


class SpreadLines(Lines):
    """Each line comes to the node of its tag."""

    def __init__(self, ports: Callable[[int], int], take: Callable[[Line, bytes], None]) -> None:
        super().__init__(0, take)
        self._ports = ports

    def _connect(self, tag: int, first: bytes | None, before: Line | None) -> Line:
        self._port = self._ports(tag)
        return super()._connect(tag, first, before)


def workers(counts: Sequence[int], plan: Plan) -> Iterator[Figures]:
    """One server without Redis, then with so many workers; a pair is on one worker or on two, as it happens."""
    with Server.started(**SETTINGS) as server:
        yield _chat("1 worker, no Redis", server, lambda _: server.port, [server], None, plan)
    for count in counts:
        with Redis() as redis, Server.started(workers=count, redis_url=_url(redis), **SETTINGS) as server:
            what = f"{count} worker{'s' if count > 1 else ''}"
            yield _chat(what, server, lambda _, server=server: server.port, [server], redis, plan)  # type: ignore[misc]


def across(plan: Plan) -> Iterator[Figures]:
    """Two nodes: every pair on one node, then every pair on both."""
    with _two() as (nodes, redis):
        beside: dict[str, Callable[[int], int]] = {
            "2 nodes, pairs beside each other": lambda tag: nodes[tag // 2 % 2].port,
            "2 nodes, pairs across": lambda tag: nodes[tag % 2].port,
        }
        for what, ports in beside.items():
            yield _chat(what, nodes[0], ports, nodes, redis, plan)


def rolling(seconds: float) -> Iterator[Restart]:
    """People who write on three nodes behind a balancer, while node by node is restarted, again and again."""
    gap = seconds / 3
    plan = Run(seconds=seconds, users=20, pause=0.5, twice=0, faults=((gap, "rolling_restart"),) * 2, reopen=False)
    with balanced(3, log_level="warning") as cluster:
        history = perform_on_many(plan, cluster)
    for what, found in pace.paces(history).items():
        p50, p99, longest = (1e3 * found.percentile(share) for share in (0.5, 0.99, 1))
        yield Restart(what.replace("_", " "), len(found.waits), p50, p99, longest, found.errors, found.unanswered)


def _chat(
    what: str, first: Server, ports: Callable[[int], int], nodes: Sequence[Server], redis: Redis | None, plan: Plan
) -> Figures:
    """A run on new people; raises RuntimeError for an error frame or a lost message."""
    stage = Stage(first)
    people = stage.people(plan.users)
    work = PairChat(plan.users, stage.pairs(people), plan)
    spends = [_of(processes.tree(first.store["pid"])), _of(_apps(nodes)), _of([redis.pid] if redis else [])]
    with SpreadLines(ports, work.take) as lines:
        work.start(lines.open([person.token for person in people]))
        lines.run(plan.warmup)
        work.latencies.clear()
        began, before = time.perf_counter(), [spend() for spend in spends]
        lines.run(plan.seconds)
        seconds, after = time.perf_counter() - began, [spend() for spend in spends]
        latencies = sorted(work.latencies)
        work.open = False
        lines.run(DRAIN, lambda: work.idle)
    if work.errors or not work.idle or not latencies:
        raise RuntimeError(f"not every message arrived; {len(work.errors)} errors: {work.errors[:2]}")
    store, app, spent_by_redis = (
        1e6 * (end - start) / len(latencies) for start, end in zip(before, after, strict=True)
    )
    return Figures(
        what=what,
        pairs=f"{plan.users} x {plan.in_flight}",
        rate=len(latencies) / seconds,
        p50=1e3 * percentile(latencies, 0.5),
        p99=1e3 * percentile(latencies, 0.99),
        app_cpu=app,
        store_cpu=store,
        redis_cpu=spent_by_redis,
    )


def _apps(nodes: Sequence[Server]) -> list[int]:
    """The processes of the nodes without the store, as they are once people have come."""
    store = set(processes.tree(nodes[0].store["pid"]))
    masters = {processes.parents()[pid] for node in nodes for pid in node.worker_pids}
    return [pid for master in masters for pid in processes.tree(master) if pid not in store]


def _of(pids: Sequence[int]) -> Spend:
    return lambda: sum(map(cpu_seconds, pids))


@contextmanager
def _two() -> Iterator[tuple[list[Server], Redis]]:
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        shared: dict[str, Any] = {"redis_url": _url(redis), "secret_key": SECRET, **SETTINGS}
        one = stack.enter_context(Server.started(**shared))
        other = stack.enter_context(Server.started(lender=one, mongodb_uri=one.store["uri"], **shared))
        yield [one, other], redis


def _url(redis: Redis) -> str:
    return f"redis://127.0.0.1:{redis.port}/0"
