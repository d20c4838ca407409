"""The works by name: each starts its own server, and gives the figures of its runs as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.bench import echo, group, growth, nodes, pairs, path, people, rest, returns, sign_ins, sockets, steady
from tests.bench.stage import stage

Figures = dict[str, Any]
DEFAULT = (
    "pair:2x1 pair:100x1 pair:500x1 pair:100x8 pair:100x1+receipts pair:10x1 pair:1000x1 idle offline group reconnect "
    "sockets echo path growth rest sign-in storm"
).split()


@dataclass(frozen=True, slots=True)
class Options:
    """How long and how often."""

    runs: int = 3
    warmup: float = 3.0
    seconds: float = 10.0
    million: bool = False
    minutes: float = 30.0
    quick: bool = False


def perform(work: str, options: Options) -> Iterator[Figures]:
    """The figures of each run, as they come."""
    name, _, shape = work.partition(":")
    if name == "pair":
        yield from _pair(shape, options)
    else:
        yield from OTHERS[name](options)


def _pair(shape: str, options: Options) -> Iterator[Figures]:
    size, _, receipts = shape.partition("+")
    users, in_flight = map(int, size.split("x"))
    plan = pairs.Plan(users, in_flight, receipts=receipts == "receipts", warmup=options.warmup, seconds=options.seconds)
    for _ in range(options.runs):
        # A fresh server each time: a store that has grown is slower.
        with stage() as fresh:
            yield dataclasses.asdict(pairs.run(fresh, plan))


def _sockets(count: int) -> Callable[[Options], Iterator[Figures]]:
    def run(_options: Options) -> Iterator[Figures]:
        with stage() as fresh:
            figures = sockets.run(fresh, count)
        yield dataclasses.asdict(figures) | {"kib": figures.bytes_each / 1024}

    return run


def _offline(options: Options) -> Iterator[Figures]:
    for _ in range(options.runs):
        with stage() as fresh:
            yield dataclasses.asdict(returns.offline(fresh, people=20, entries=500))


def _reconnect(_options: Options) -> Iterator[Figures]:
    with stage() as fresh:
        yield dataclasses.asdict(returns.reconnects(fresh, people=1_000, entries=100))


def _group(options: Options) -> Iterator[Figures]:
    with stage() as fresh:
        yield dataclasses.asdict(group.run(fresh, members=1_000, rate=40, seconds=options.seconds))


def _echo(options: Options) -> Iterator[Figures]:
    for count in (50, 500):
        yield dataclasses.asdict(echo.run(count, options.seconds / 2))


def _path(_options: Options) -> Iterator[Figures]:
    yield from map(dataclasses.asdict, path.run())


def _growth(options: Options) -> Iterator[Figures]:
    sizes = [10_000, 100_000, 1_000_000] if options.million else [10_000, 100_000]
    for conversations in (50, 1):
        with stage() as fresh:
            yield from map(dataclasses.asdict, growth.run(fresh, conversations, sizes))


def _people(options: Options) -> Iterator[Figures]:
    with stage() as fresh:
        yield from map(dataclasses.asdict, people.run(fresh, [1_000, 1_000_000 if options.million else 100_000]))


def _rest(options: Options) -> Iterator[Figures]:
    with stage() as fresh:
        stored = 1_000_000 if options.million else 10_000 if options.quick else 100_000
        yield from map(dataclasses.asdict, rest.run(fresh, stored, options.seconds))


def _sign_in(_options: Options) -> Iterator[Figures]:
    with sign_ins.dear_stage() as fresh:
        yield dataclasses.asdict(sign_ins.cost(fresh))


def _storm(options: Options) -> Iterator[Figures]:
    with sign_ins.dear_stage() as fresh:
        yield dataclasses.asdict(sign_ins.storm(fresh, 10.0 if options.quick else 60.0))


def _steady(options: Options) -> Iterator[Figures]:
    with stage() as fresh:
        yield from map(dataclasses.asdict, steady.run(fresh, options.minutes))


def _workers(options: Options) -> Iterator[Figures]:
    for _ in range(options.runs):
        for in_flight in (1, 8):
            plan = pairs.Plan(100, in_flight, warmup=options.warmup, seconds=options.seconds)
            yield from map(dataclasses.asdict, nodes.workers([1, 2, 4], plan))
            yield from map(dataclasses.asdict, nodes.across(plan))


def _rolling(options: Options) -> Iterator[Figures]:
    yield from map(dataclasses.asdict, nodes.rolling(6 * options.seconds))


OTHERS: dict[str, Callable[[Options], Iterator[Figures]]] = {
    "idle": _sockets(1_000),
    "sockets": _sockets(10_000),
    "offline": _offline,
    "reconnect": _reconnect,
    "group": _group,
    "echo": _echo,
    "path": _path,
    "growth": _growth,
    "people": _people,
    "rest": _rest,
    "sign-in": _sign_in,
    "storm": _storm,
    "steady": _steady,
    "workers": _workers,
    "rolling": _rolling,
}
