"""Signing in: what it costs beside its hash, and what a storm of it does to those who talk."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Event

import bcrypt

from tests.bench.callers import Answers, call, post
from tests.bench.figures import percentile
from tests.bench.lines import Lines
from tests.bench.pairs import PairChat, Plan
from tests.bench.stage import Stage
from tests.harness import Server, User

ROUNDS = 12
"""The default: what people's passwords are hashed with."""
CROWD = 100
"""Who storms: more than the pool and its queue take."""
TALKERS = 100
THOUGHT = 0.1
"""Seconds before an answer: 50 pairs then write some 450 messages a second."""
TURN = 0.002
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one sign-in and of its hash alone, one after the other; and both a second, as fast as it goes."""

    sign_in: float
    bcrypt: float
    sign_ins: float
    hashes: float


@dataclass(frozen=True, slots=True)
class Storm:
    """The talk's p99, milliseconds, and messages a second, before and during; what the crowd was answered, a second."""

    before: float
    during: float
    rate_before: float
    rate_during: float
    signed_in: float
    turned_away: float
    others: int
    without_retry_after: int


class Talk(PairChat):
    """A pair chat in which people think before they answer: a server that is full has no p99 left to defend."""

    def __init__(self, users: int, conversations: Sequence[str], plan: Plan) -> None:
        super().__init__(users, conversations, plan)
        self._due: deque[tuple[float, int]] = deque()

    def send_due(self) -> None:
        """Say what has been thought."""
        while self._due and self._due[0][0] <= time.perf_counter():
            super()._send(self._due.popleft()[1])

    def _send(self, slot: int) -> None:
        self._due.append((time.perf_counter() + THOUGHT, slot))


@contextmanager
def dear_stage() -> Iterator[Stage]:
    """A server that hashes passwords as it does for people."""
    with Server.started(presence_grace=10, log_level="info", bcrypt_rounds=ROUNDS) as server:
        yield Stage(server)


def cost(stage: Stage) -> Cost:
    """Of one user after the other, then of as many as the cores take."""
    people = stage.people(8)
    requests = [_sign_in(person) for person in people]
    one = call(stage.server.port, requests, callers=1, seconds=SECONDS)
    many = call(stage.server.port, requests, callers=len(people), seconds=SECONDS)
    if set(one.statuses | many.statuses) != {200}:
        raise RuntimeError(f"not everybody was let in: {one.statuses} {many.statuses}")
    times = sorted(_hash() for _ in range(max(3, int(SECONDS / 0.3))))
    with ProcessPoolExecutor(2) as processes:
        hashes = sum(processes.map(_hashes, [SECONDS, SECONDS])) / SECONDS
    return Cost(1e3 * percentile(one.seconds, 0.5), 1e3 * percentile(times, 0.5), len(many.seconds) / SECONDS, hashes)


def storm(stage: Stage, seconds: float) -> Storm:
    """People talk in pairs; then a crowd signs in for `seconds`, each again as soon as they are answered."""
    talkers, crowd = stage.people(TALKERS), stage.people(CROWD)
    work = Talk(TALKERS, stage.pairs(talkers), Plan(TALKERS))
    with Lines(stage.server.port, work.take) as lines:
        work.start(lines.open([person.token for person in talkers]))
        _talk(lines, work, 3.0)
        before = _talk(lines, work, max(10.0, seconds / 6))
        # In a process of its own: the load of the talk must not wait for the crowd's.
        context = multiprocessing.get_context("spawn")
        began, results = context.Event(), context.SimpleQueue()
        arguments = (stage.server.port, [_sign_in(person) for person in crowd], seconds, began, results)
        crowding = context.Process(target=_crowd, args=arguments)
        crowding.start()
        lines.run(60.0, began.is_set)
        _talk(lines, work, 1.0)
        during = _talk(lines, work, seconds - 2.0)
        lines.run(60.0, lambda: not results.empty())
        answers: Answers = results.get()
        crowding.join()
        work.open = False
        lines.run(10.0, lambda: work.idle)
        if work.errors or not work.idle:
            raise RuntimeError(f"not every message arrived: {work.errors[:2]}")
    statuses = answers.statuses
    return Storm(
        1e3 * percentile(before, 0.99),
        1e3 * percentile(during, 0.99),
        len(before) / max(10.0, seconds / 6),
        len(during) / (seconds - 2.0),
        statuses[200] / seconds,
        statuses[503] / seconds,
        statuses.total() - statuses[200] - statuses[503],
        answers.without_retry_after,
    )


def _talk(lines: Lines, work: Talk, seconds: float) -> list[float]:
    work.latencies.clear()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        lines.turn(TURN)
        work.send_due()
    return sorted(work.latencies)


def _crowd(port: int, requests: Sequence[bytes], seconds: float, began: Event, results: object) -> None:
    began.set()
    results.put(call(port, requests, callers=len(requests), seconds=seconds))  # type: ignore[attr-defined]


def _sign_in(person: User) -> bytes:
    body = {"login": person.username, "password": person.password}
    return post("/api/auth/login", json.dumps(body).encode())


def _hash() -> float:
    began = time.perf_counter()
    bcrypt.hashpw(b"correct horse battery 41 staple", bcrypt.gensalt(ROUNDS))
    return time.perf_counter() - began


def _hashes(seconds: float) -> int:
    end, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        _hash()
        count += 1
    return count
