"""The figures as markdown: ours beside the goals and the peers, misses as misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from tests.bench.figures import shown, spread
from tests.bench.goals import GOALS, PEERS, Goal
from tests.bench.usage import MIB

Results = Mapping[str, Sequence[Mapping[str, Any]]]
"""By work, the figures of each of its runs."""

TITLES = {
    "pair:2x1": "2 users x 1",
    "pair:100x1": "100 x 1",
    "pair:500x1": "500 x 1",
    "pair:100x8": "100 x 8",
    "idle": "1,000 idle sockets",
    "offline": "20 users x 500 queued, all log in",
    "sockets": "10,000 sockets authenticated",
    "group": "group of 1,000 online, 40 messages/s",
    "reconnect": "1,000 reconnects, 100 missed entries each",
}


def markdown(results: Results, about: Mapping[str, str]) -> str:
    """The whole report; works that were not run are left out."""
    parts = [_about(about), _goals(results), _pairs(results), _limits(results), _path(results)]
    parts += [
        _sockets(results),
        _growth(results),
        _people(results),
        _rest(results),
        _sign_ins(results),
        _steady(results),
        _nodes(results),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def values(results: Results, goal: Goal) -> list[float]:
    """What our runs of that goal's work came to."""
    return [float(run[goal.figure]) for run in results.get(goal.work, ())]


def _about(about: Mapping[str, str]) -> str:
    return table(["", ""], [[name, value] for name, value in about.items()])


def _goals(results: Results) -> str:
    rows = [_goal(goal, found) for goal in GOALS if (found := values(results, goal))]
    return (
        "## Ours, the goals and the peers\n\n" + table(["work", "", "ours", "goal", "", *PEERS], rows) if rows else ""
    )


def _goal(goal: Goal, found: list[float]) -> list[str]:
    without = goal.bound in (0, float("inf"))
    verdict = "" if without else "met" if goal.met(median(found)) else "**missed**"
    return [TITLES[goal.work], goal.unit, spread(found), "" if without else goal.wanted, verdict, *goal.peers]


def _nodes(results: Results) -> str:
    columns = ("rate", "p50", "p99", "app_cpu", "store_cpu", "redis_cpu")
    rows = []
    for pairs, what in dict.fromkeys((run["pairs"], run["what"]) for run in results.get("workers", ())):
        runs = [run for run in results["workers"] if (run["pairs"], run["what"]) == (pairs, what)]
        rows.append([pairs, what, *(spread([run[column] for run in runs]) for column in columns)])
    head = ["pairs", "on", "msg/s", "p50 ms", "p99 ms", "app µs/msg", "store µs/msg", "Redis µs/msg"]
    parts = ["## Several workers and nodes", table(head, rows)] if rows else []
    waits = [
        [run["what"], f"{run['sends']}", *(shown(run[column]) for column in ("p50", "p99", "longest")),
         f"{run['errors']}", f"{run['failed']}"]
        for run in results.get("rolling", ())
    ]  # fmt: skip
    if waits:
        head = ["sent first in", "sends", "p50 ms", "p99 ms", "longest ms", "errors on the way", "failed"]
        parts += ["## A rolling restart under load", table(head, waits)]
    return "\n\n".join(parts)


def _pairs(results: Results) -> str:
    rows = []
    for work, runs in results.items():
        if work.startswith("pair:") and runs:
            columns = ("rate", "p50", "p99", "app_cpu", "store_cpu", "own_cpu", "requests")
            rows.append([work.removeprefix("pair:"), *(spread([run[name] for run in runs]) for name in columns)])
            rows[-1] += [shown(max(run[name] for run in runs) / MIB) for name in ("app_rss", "store_rss")]
    head = ["pairs", "msg/s", "p50 ms", "p99 ms", "app µs/msg", "store µs/msg", "load µs/msg", "store requests/msg"]
    return "## Pair chat\n\n" + table([*head, "app MiB", "store MiB"], rows) if rows else ""


def _limits(results: Results) -> str:
    rows = []
    for work, runs in results.items():
        if work.startswith("pair:"):
            shares = [100 * run["rate"] / run["alone_rate"] for run in runs]
            name, batch = work.removeprefix("pair:"), str(runs[0]["batch"])
            rows.append([name, batch, spread([run["alone_rate"] for run in runs]), spread(shares)])
            rows[-1] += [spread([run[cpu] for run in runs]) for cpu in ("alone_cpu", "store_cpu")]
    head = ["pairs", "batch", "store alone, msg/s", "ours, % of it", "store alone, µs/msg", "store in the chat, µs/msg"]
    parts = ["## The limits\n\nWhat the same store takes, alone, of the same documents in batches of that size, "]
    parts[0] += "measured right after each run.\n\n" + table(head, rows)
    if echo := results.get("echo"):
        trips = [[str(run["sockets"]), shown(run["rate"]), shown(run["cpu"])] for run in echo]
        parts.append("The socket library alone (echo):\n\n" + table(["sockets", "round trips/s", "µs each"], trips))
    return "\n\n".join(parts) if rows else ""


def _path(results: Results) -> str:
    rows = [[step["step"], shown(step["microseconds"])] for step in results.get("path", ())]
    if not rows:
        return ""
    rows.append(["all of these", shown(sum(step["microseconds"] for step in results["path"]))])
    return (
        "## Where the time of one message goes\n\nOur own functions, each by itself in one process, the least of seven "
        "rounds. The rest of the app's time is the event loop, the sockets and the driver.\n\n"
        + table(["step", "µs"], rows)
    )


def _sockets(results: Results) -> str:
    rows = [
        [f"{run['sockets']:,}", shown(run["seconds"]), shown(run["p99"]), shown(run["kib"]), shown(run["cpu_each"])]
        for work in ("idle", "sockets")
        for run in results.get(work, ())
    ]
    rest = [
        f"The group: {shown(run['deliveries'])} of {shown(run['asked'])} deliveries/s, p50 {shown(run['p50'])} ms, "
        f"p99 {shown(run['p99'])} ms, {shown(run['app_cpu'])} µs of the app's CPU a delivery."
        for run in results.get("group", ())
    ]
    head = ["sockets", "all authenticated, s", "p99 of one, ms", "KiB each", "µs of app CPU each"]
    return "\n\n".join(["## Many sockets", *([table(head, rows)] if rows else []), *rest]) if rows or rest else ""


def _growth(results: Results) -> str:
    rows = [list(_point(point)) for point in results.get("growth", ())]
    head = [
        "conversations",
        "stored",
        "filled, msg/s",
        "newest page, ms",
        "page amid, ms",
        "sync of 50, ms",
        "send, ms",
    ]
    return "## As the log grows\n\n" + table([*head, "store MiB", "app MiB"], rows) if rows else ""


def _point(point: Mapping[str, Any]) -> Iterator[str]:
    yield f"{point['conversations']:,}"
    yield f"{point['stored']:,}"
    for name in ("fill", "newest_page", "middle_page", "sync", "send"):
        yield shown(point[name])
    for name in ("store_rss", "app_rss"):
        yield shown(point[name] / MIB)


def _people(results: Results) -> str:
    rows = [
        [f"{point['people']:,}", f"`{point['prefix']}`", f"{point['matches']:,}"]
        + [shown(point[name]) for name in ("whole", "page", "amid", "store")]
        + [str(point["queries"]), str(point["documents"])]
        for point in results.get("people", ())
    ]
    head = ["people", "beginning", "match", "all of them, ms", "first page, ms", "next page, ms", "its store, ms"]
    return "## Finding people\n\n" + table([*head, "queries", "documents read"], rows) if rows else ""


def _rest(results: Results) -> str:
    rows = [
        [point["route"], f"{point['stored']:,}"]
        + [shown(point[name]) for name in ("rate", "p50", "p99", "alone", "store", "commands")]
        for point in results.get("rest", ())
    ]
    head = ["route", "messages stored", "requests/s", "p50 ms", "p99 ms", "alone, ms", "its store, ms", "its commands"]
    return "## Reading over HTTP\n\nEight callers at once, then one.\n\n" + table(head, rows) if rows else ""


def _sign_ins(results: Results) -> str:
    costs = [
        [shown(run[name]) for name in ("sign_in", "bcrypt", "sign_ins", "hashes")] for run in results.get("sign-in", ())
    ]
    storms = [
        [shown(run[name]) for name in ("before", "during", "rate_before", "rate_during", "signed_in", "turned_away")]
        + [str(run["others"]), str(run["without_retry_after"])]
        for run in results.get("storm", ())
    ]
    parts = ["## Signing in"]
    if costs:
        parts.append(table(["a sign-in, ms", "bcrypt alone, ms", "sign-ins/s", "bcrypt alone, hashes/s"], costs))
    if storms:
        head = ["p99 of the talk before, ms", "during a storm", "messages/s before", "during", "signed in/s"]
        parts.append(table([*head, "503/s", "others", "503 without Retry-After"], storms))
    return "\n\n".join(parts) if costs or storms else ""


def _steady(results: Results) -> str:
    rows = [
        [shown(sample["minute"]), f"{sample['messages']:,}", shown(sample["app_mib"]), shown(sample["store_mib"])]
        for sample in results.get("steady", ())
    ]
    return "## Steady load\n\n" + table(["minute", "messages", "app MiB", "store MiB"], rows) if rows else ""
