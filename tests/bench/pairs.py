"""Pair chat: people in pairs, so many messages of each pair in flight; a slot sends its next when its last is
acknowledged and received.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

from tests.bench.figures import percentile
from tests.bench.frames import request
from tests.bench.lines import Line, Lines
from tests.bench.stage import Stage
from tests.bench.store_alone import store_alone
from tests.harness import User

CONTENT = "This is a message of sixty bytes, as people like to write it"
assert len(CONTENT) == 60
ACKED, RECEIVED = 1, 2
RECEIPT_EVERY = 0.25
"""Seconds between two receipts of a person, where they are sent: clients gather them."""
DRAIN = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: `users` in pairs with `in_flight` messages a pair; with receipts where they are wanted."""

    users: int
    in_flight: int = 1
    receipts: bool = False
    warmup: float = 3.0
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Figures:
    """One run; times in milliseconds, processor time in microseconds a message, memory in bytes.

    `requests` to the store a message; `batch`, and what the store `alone` does with batches of that size.
    """

    rate: float
    p50: float
    p99: float
    app_cpu: float
    store_cpu: float
    own_cpu: float
    app_rss: int
    store_rss: int
    requests: float
    batch: int
    alone_rate: float
    alone_cpu: float


class PairChat:
    """The slots of all pairs; message by message the direction changes."""

    def __init__(self, users: int, conversations: Sequence[str], plan: Plan) -> None:
        self.lines: list[Line] = []
        self.errors: list[bytes] = []
        self.latencies: list[float] = []
        self.open = True
        self._plan = plan
        self._conversations = conversations
        slots = range(users // 2 * plan.in_flight)
        self._pairs = [slot // plan.in_flight for slot in slots]
        self._frames = [self._template(slot) for slot in slots]
        self._counts = [0] * len(slots)
        self._missing = [0] * len(slots)
        self._sent_at = [0.0] * len(slots)
        self._confirmed_at = [0.0] * users

    def start(self, lines: list[Line]) -> None:
        """Fill every slot."""
        self.lines = lines
        for slot in range(len(self._pairs)):
            self._send(slot)

    @property
    def idle(self) -> bool:
        """Whether nothing is in flight."""
        return not any(self._missing)

    def take(self, line: Line, payload: bytes) -> None:
        """An `ack` or an `entry`: find the slot by its client_id."""
        at = payload.find(b'"client_id":"s')
        if payload.startswith(b'{"type":"error"'):
            self.errors.append(payload)
        if at < 0:
            return
        slot = int(payload[at + 14 : at + 20])
        if int(payload[at + 21 : at + 30]) != self._counts[slot]:
            return
        acked = payload.startswith(b'{"type":"ack"')
        self._missing[slot] &= ~(ACKED if acked else RECEIVED)
        if not self._missing[slot]:
            self.latencies.append(time.perf_counter() - self._sent_at[slot])
            if self.open:
                self._send(slot)
        if self._plan.receipts and not acked:
            self._confirm(line, payload)

    def _send(self, slot: int) -> None:
        self._counts[slot] += 1
        self._missing[slot] = ACKED | RECEIVED
        head, tail = self._frames[slot]
        self._sent_at[slot] = time.perf_counter()
        # The two take turns: who never says anything counts as gone after 10 s, and is sent everything again.
        sender = self._pairs[slot] * 2 + (slot + self._counts[slot]) % 2
        self.lines[sender].send(b"%b%09d%b" % (head, self._counts[slot], tail))

    def _template(self, slot: int) -> tuple[bytes, bytes]:
        frame = request(
            "message.send",
            client_id=f"s{slot:06}-{0:09}",
            conversation_id=self._conversations[self._pairs[slot]],
            kind="text",
            content=CONTENT,
        )
        head, _, tail = frame.partition(b"-000000000")
        return head + b"-", tail

    def _confirm(self, line: Line, payload: bytes) -> None:
        now = time.perf_counter()
        if now - self._confirmed_at[line.tag] < RECEIPT_EVERY:
            return
        self._confirmed_at[line.tag] = now
        at = payload.find(b'"seq":') + 6
        seq = int(payload[at : payload.find(b",", at)])
        line.send(
            request("receipt", conversation_id=self._conversations[line.tag // 2], delivered_seq=seq, read_seq=seq)
        )


def run(stage: Stage, plan: Plan) -> Figures:
    """One run on a fresh server, and then what its store does alone with the same documents."""
    people = stage.people(plan.users)
    conversations = stage.pairs(people)
    return chat(stage, people, conversations, plan)


def chat(stage: Stage, people: Sequence[User], conversations: Sequence[str], plan: Plan) -> Figures:
    """The run itself; raises RuntimeError for an error frame or a lost message."""
    work = PairChat(len(people), conversations, plan)
    with stage.database() as database, Lines(stage.server.port, work.take) as lines:
        work.start(lines.open([person.token for person in people]))
        lines.run(plan.warmup)
        work.latencies.clear()
        requests, before = _requests(database), stage.meter.read()
        lines.run(plan.seconds)
        after, requests = stage.meter.read(), _requests(database) - requests
        latencies = sorted(work.latencies)
        work.open = False
        lines.run(DRAIN, lambda: work.idle)
        if work.errors or not work.idle or not latencies:
            raise RuntimeError(f"not every message arrived; {len(work.errors)} errors: {work.errors[:2]}")
        # While one half of what is in flight is written, the other half is told, read and sent again.
        batch = max(1, min(200, plan.users // 2 * plan.in_flight // 2))
        alone_rate, alone_cpu = store_alone(database, lambda: stage.meter.read().store_cpu, batch=batch)
    messages, seconds = len(latencies), after.at - before.at
    return Figures(
        rate=messages / seconds,
        p50=1e3 * percentile(latencies, 0.5),
        p99=1e3 * percentile(latencies, 0.99),
        app_cpu=1e6 * (after.app_cpu - before.app_cpu) / messages,
        store_cpu=1e6 * (after.store_cpu - before.store_cpu) / messages,
        own_cpu=1e6 * (after.own_cpu - before.own_cpu) / messages,
        app_rss=after.app_rss,
        store_rss=after.store_rss,
        requests=requests / messages,
        batch=batch,
        alone_rate=alone_rate,
        alone_cpu=alone_cpu,
    )


def _requests(database: Database[dict[str, Any]]) -> int:
    return int(database.client.admin.command("serverStatus")["network"]["numRequests"])
