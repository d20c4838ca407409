"""`python -m scripts.scaling`: what so many users need, computed from what was measured; written into docs/scaling.md.

The costs are of this code on one machine (docs/benchmarks.md, docs/benchmarks-cluster.md), the habits are assumptions:
change one, run it again, and the tables follow. A test holds the page to what this says.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import bson

from chat_app.records import Entry
from chat_app.store.mongo.messages import to_document
from chat_app.types import ConversationId, MessageId, UserId
from scripts.runner import ROOT

FILE = ROOT / "docs" / "scaling.md"
BEGIN, END = "<!-- scripts/scaling.py writes from here -->", "<!-- to here -->"
SIZES = {"50 thousand": 50_000, "1 million": 1_000_000, "100 million": 100_000_000}
DAY = 86_400
KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True)
class Habits:
    """What people are assumed to do."""

    connected: float = 0.25  # of all users, at the peak
    devices: float = 1.3  # sockets of a connected user
    messages: int = 40  # a user a day
    peak: float = 3.0  # the busiest minute against the day's mean
    arrivals: int = 10  # times a day that a user comes, and goes
    conversations: int = 30  # of a user
    characters: int = 60  # of a message
    kinds: tuple[tuple[int, float], ...] = ((2, 0.8), (8, 0.19), (200, 0.01))  # members, and the share of messages
    present: float = 0.5  # of a message's recipients, connected when it comes


@dataclass(frozen=True)
class Costs:
    """What was measured: bytes, and seconds of a core. The store is the embedded one; MongoDB was not measured."""

    socket: int = 20 * KIB
    process: int = 210 * MIB
    message: float = 130e-6  # the app, a message to one recipient
    delivery: float = 15e-6  # the app, each further one
    store: float = 210e-6  # a message, with its upkeep
    hint: float = 40e-6  # the app on both sides, a hint
    redis: float = 6e-6  # Redis, a hint
    known_user: int = 150  # a user elsewhere, in each node's directory
    update: int = 30  # bytes, that somebody came or went, to each node
    index: float = 0.2  # of a document, its part of the indexes


@dataclass(frozen=True)
class Limits:
    """How full things may be in the busiest minute."""

    sockets: int = 25_000  # a worker process
    busy: float = 0.5  # of a core
    copies: int = 3  # of the data, in a replica set
    shard: int = 2_000 * GIB  # on a shard's disk
    slots: int = 16_384  # of a Redis cluster


HABITS, COSTS, LIMITS = Habits(), Costs(), Limits()


@dataclass(frozen=True)
class Needs:
    """What `users` need in the busiest minute, and a day's growth."""

    users: int
    sockets: int
    messages: float
    deliveries: float
    workers: int
    nodes_a_message: float
    hints: float
    redis_cores: float
    directory: int
    updates: float
    shards: int
    growth: float
    queued: float
    syncs: float

    @classmethod
    def of(cls, users: int) -> Needs:
        """By arithmetic alone."""
        sockets = round(users * HABITS.connected * HABITS.devices)
        messages = users * HABITS.messages / DAY * HABITS.peak
        recipients = sum((members - 1) * share for members, share in HABITS.kinds)
        deliveries = messages * recipients * HABITS.present
        arrivals = users * HABITS.arrivals / DAY * HABITS.peak
        workers = math.ceil(sockets / LIMITS.sockets)
        # More nodes send more hints, which need more nodes: a few rounds settle it.
        for _ in range(10):
            each = nodes_touched(workers)
            hints = messages * each
            busy = messages * COSTS.message + deliveries * COSTS.delivery + hints * COSTS.hint
            workers = max(workers, math.ceil(busy / LIMITS.busy))
        daily = users * HABITS.messages * stored_bytes() * LIMITS.copies
        shards = max(
            math.ceil(messages * COSTS.store / LIMITS.busy),
            math.ceil(365 * daily / LIMITS.copies / LIMITS.shard),
        )
        return cls(
            users=users,
            sockets=sockets,
            messages=messages,
            deliveries=deliveries,
            workers=workers,
            nodes_a_message=each,
            hints=hints,
            redis_cores=hints * COSTS.redis / LIMITS.busy,
            directory=round(users * HABITS.connected * COSTS.known_user),
            updates=2 * arrivals,
            shards=shards,
            growth=daily,
            queued=users * HABITS.messages * recipients * (1 - HABITS.present),
            syncs=arrivals,
        )


def stored_bytes() -> float:
    """A typical message in the log, with its part of the indexes, before compression."""
    at, hex_id = datetime(2026, 1, 1, tzinfo=UTC), "a" * 24
    entry = Entry(
        message_id=MessageId(2 * hex_id),
        conversation_id=ConversationId(hex_id),
        seq=1_000,  # type: ignore[arg-type]
        ordinal=1_000,
        sender_id=UserId(hex_id),
        client_id="0f8fad5b-d9cb-469f-a165-70867728950e",
        kind="text",
        content="x" * HABITS.characters,
        created_at=at,
    )
    return len(bson.encode(to_document(entry))) * (1 + COSTS.index)


def nodes_touched(nodes: int) -> float:
    """Other nodes that hear of a message, where users are spread evenly."""
    reached = 0.0
    for members, share in HABITS.kinds:
        connected = (members - 1) * HABITS.present
        reached += share * (nodes - 1) * (1 - (1 - 1 / nodes) ** connected)
    return reached


def simulated_nodes(nodes: int, messages: int = 20_000, seed: int = 1) -> float:
    """The same, by throwing people on nodes."""
    random = Random(seed)
    sizes, shares = zip(*HABITS.kinds, strict=True)
    total = 0
    for members in random.choices(sizes, shares, k=messages):
        connected = sum(random.random() < HABITS.present for _ in range(members - 1))
        total += len({random.randrange(nodes) for _ in range(connected)} - {0})
    return total / messages


def simulated_load(shards: int, conversations: int = 50_000, seed: int = 1) -> float:
    """The busiest shard against the mean: conversations by hash, the n-th of them as busy as 1 / (n + 50)."""
    random = Random(seed)
    loads = [0.0] * shards
    for rank in range(conversations):
        loads[random.randrange(shards)] += 1 / (rank + 50)
    return max(loads) * shards / sum(loads)


def text() -> str:
    """The tables."""
    return "\n\n".join([_inputs(), _needs([Needs.of(users) for users in SIZES.values()]), _simulations()])


def _inputs() -> str:
    kinds = ", ".join(f"{share:.0%} to {members}" for members, share in HABITS.kinds)
    rows = [
        ["users connected at the peak", f"{HABITS.connected:.0%}, with {HABITS.devices:g} sockets each", "assumed"],
        ["messages a user a day", f"{HABITS.messages}, of {HABITS.characters} characters", "assumed"],
        ["the busiest minute", f"{HABITS.peak:g} times the day's mean", "assumed"],
        ["members of a conversation, by messages", kinds, "assumed"],
        ["recipients connected", f"{HABITS.present:.0%}", "assumed"],
        ["of a user: comings a day, conversations", f"{HABITS.arrivals}, {HABITS.conversations}", "assumed"],
        ["a socket", f"{COSTS.socket // KIB} KiB", "measured"],
        ["a message in the app", f"{_us(COSTS.message)}, and {_us(COSTS.delivery)} each further recipient", "measured"],
        ["a message in the store", f"{_us(COSTS.store)}, the embedded one", "measured"],
        ["a hint to another node", f"{_us(COSTS.hint)} in the app, {_us(COSTS.redis)} in Redis", "measured"],
        ["a message on disk", f"{stored_bytes():.0f} bytes with indexes, before compression", "computed"],
        ["a user in each node's directory", f"{COSTS.known_user} bytes", "measured"],
        ["a core, a worker, a shard", f"{LIMITS.busy:.0%} busy, {LIMITS.sockets:,} sockets, "
         f"{LIMITS.shard // GIB:,} GiB a year", "chosen"],
    ]  # fmt: skip
    return _table(["input", "", ""], rows)


def _needs(all_needs: Sequence[Needs]) -> str:
    def row(name: str, of: Callable[[Needs], float]) -> list[str]:
        return [name, *(_shown(of(needs)) for needs in all_needs)]

    rows = [
        row("sockets at the peak", lambda needs: needs.sockets),
        row("messages/s at the peak", lambda needs: needs.messages),
        row("deliveries/s", lambda needs: needs.deliveries),
        row("worker processes", lambda needs: needs.workers),
        row("sockets a worker", lambda needs: needs.sockets / needs.workers),
        row("memory of the workers, GiB", lambda needs: _memory(needs) / GIB),
        row("other nodes that hear of a message", lambda needs: needs.nodes_a_message),
        row("hints/s", lambda needs: needs.hints),
        row("cores of Redis", lambda needs: needs.redis_cores),
        row("directory on each node, MiB", lambda needs: needs.directory / MIB),
        row("comings and goings told to each node, KiB/s", lambda needs: _told(needs) / KIB),
        row("the same, out of Redis, MiB/s", lambda needs: _told(needs) * needs.workers / MIB),
        row("shards of the log", lambda needs: needs.shards),
        row("the log grows a day, all copies, GiB", lambda needs: needs.growth / GIB),
        row("rows of the queue written a day", lambda needs: needs.queued),
        row("syncs/s", lambda needs: needs.syncs),
        row("their looks at ends of logs, /s", lambda needs: HABITS.conversations * needs.syncs),
    ]  # fmt: skip
    return _table(["", *SIZES], rows)


def _told(needs: Needs) -> float:
    return needs.updates * COSTS.update


def _memory(needs: Needs) -> float:
    return needs.sockets * COSTS.socket + needs.workers * (COSTS.process + needs.directory)


def _simulations() -> str:
    rows = [
        [f"{nodes}", f"{nodes_touched(nodes):.2f}", f"{simulated_nodes(nodes):.2f}", f"{simulated_load(nodes):.2f}"]
        for nodes in (2, 4, 16, 64, 256)
    ]
    head = ["nodes or shards", "other nodes a message, computed", "simulated", "busiest shard against the mean"]
    return _table(head, rows)


def _us(seconds: float) -> str:
    return f"{1e6 * seconds:.0f} µs"


def _shown(value: float) -> str:
    """Three digits: more would promise what no such sum can keep."""
    if value == round(value) and value < 1_000:
        return f"{value:.0f}"
    if value >= 100:
        digits = 10 ** (int(math.log10(value)) - 2)
        return f"{round(value / digits) * digits:,}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2g}" if value < 1 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Write the tables into the page."""
    before, _, rest = FILE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    FILE.write_text(f"{before}{BEGIN}\n\n{text()}\n\n{END}{after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
