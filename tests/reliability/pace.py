"""How long people waited for their acknowledgements, in calm times and under each fault."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from tests.reliability.facts import Facts, Key
from tests.reliability.history import Fault, History, Over, Refused

CALM = "calm"


@dataclass
class Pace:
    """Of what was sent first during a fault: `waits` in seconds until each ack, sorted; `errors` that came instead.

    After an error the send is repeated; `unanswered` ones never got an ack nor a final refusal.
    """

    waits: list[float] = field(default_factory=list)
    errors: int = 0
    unanswered: int = 0

    def percentile(self, share: float) -> float:
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))] if self.waits else float("nan")


def paces(history: History) -> dict[str, Pace]:
    """The pace in calm times, and by the fault under which something was sent first."""
    facts, (times, names) = Facts(history), _changes(history)
    refusals: dict[Key, list[Refused]] = defaultdict(list)
    for one in history.of(Refused):
        refusals[one.user, one.conversation, one.client_id].append(one)
    found: dict[str, Pace] = defaultdict(Pace)
    for key, (first, *_) in facts.sent.items():
        pace, refused = found[names[bisect_right(times, first.at)]], refusals[key]
        pace.errors += sum(not one.final for one in refused)
        if acks := facts.acked.get(key):
            pace.waits.append(acks[0].at - first.at)
        elif not any(one.final for one in refused):
            pace.unanswered += 1
    for pace in found.values():
        pace.waits.sort()
    return found


def told(history: History) -> str:
    """A line for each, calm first."""
    found = paces(history)
    lines = ["waited for acks (p50, p99, longest in ms; errors on the way; never acknowledged):"]
    for name in sorted(found, key=lambda name: name != CALM):
        pace = found[name]
        waits = " / ".join(f"{1e3 * pace.percentile(share):.0f}" for share in (0.5, 0.99, 1))
        lines.append(f"  {name}: {len(pace.waits)} sends, {waits} ms; {pace.errors}; {pace.unanswered}")
    return "\n".join(lines)


def _changes(history: History) -> tuple[list[float], list[str]]:
    """When a fault began or was over, and what held before, between and after."""
    times: list[float] = []
    names = [CALM]
    for event in history.events:
        if isinstance(event, Fault | Over):
            times.append(event.at)
            names.append(event.what if isinstance(event, Fault) else CALM)
    return times, names
