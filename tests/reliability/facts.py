"""A history with what several laws look up in it, and what a broken law says."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from tests.reliability.history import Acked, Confirmed, Happening, History, Saw, Sent, told

SHOWN = 25


@dataclass(frozen=True)
class Violation:
    """A law that was broken, and the events that show it: no others, so it is the shortest history that does."""

    law: str
    says: str
    events: tuple[Happening, ...] = ()

    def __str__(self) -> str:
        rest = len(self.events) - SHOWN
        more = f"\n  … and {rest} more" if rest > 0 else ""
        return f"{self.law}: {self.says}\n{told(self.events[:SHOWN])}{more}"


@dataclass
class Facts:
    """A history with what several laws look up in it."""

    history: History
    sent: dict[tuple[str, str, str], list[Sent]] = field(default_factory=lambda: defaultdict(list))
    acked: dict[tuple[str, str, str], list[Acked]] = field(default_factory=lambda: defaultdict(list))
    confirmed: dict[tuple[str, str], list[Confirmed]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for sent in self.history.of(Sent):
            self.sent[sent.user, sent.conversation, sent.client_id].append(sent)
        for acked in self.history.of(Acked):
            self.acked[acked.user, acked.conversation, acked.client_id].append(acked)
        for confirmed in self.history.of(Confirmed):
            self.confirmed[confirmed.user, confirmed.conversation].append(confirmed)

    def covered_before(self, user: str, conversation: str, at: float) -> int:
        """The highest seq that a person had confirmed, or written, before a time; 0 for none."""
        steps = self.steps[user, conversation]
        return max((seq for _, seq in steps[: bisect_left(steps, (at, 0))][-1:]), default=0)

    @cached_property
    def steps(self) -> dict[tuple[str, str], list[tuple[float, int]]]:
        """How each person's cursor may have moved on: (time, highest seq so far). Writing moves one's own cursor."""
        moves: dict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
        for key, receipts in self.confirmed.items():
            moves[key] += [(one.at, max(one.delivered_seq, one.read_seq)) for one in receipts]
        for (user, conversation, client_id), attempts in self.sent.items():
            for entry in self.standing.get((user, conversation, client_id), []):
                moves[user, conversation].append((attempts[0].at, entry.seq))
        for steps in moves.values():
            steps.sort()
            highest = accumulate((seq for _, seq in steps), max)
            steps[:] = [(at, seq) for (at, _), seq in zip(steps, highest, strict=True)]
        return moves

    @cached_property
    def seen(self) -> list[Saw]:
        """Entries seen on the way, not those fetched at the end."""
        return [saw for saw in self.history.of(Saw) if saw.how != "final"]

    @cached_property
    def final(self) -> dict[str, dict[str, list[Saw]]]:
        """The log as each member fetched it at the end: conversation, device, entries."""
        found: dict[str, dict[str, list[Saw]]] = defaultdict(lambda: defaultdict(list))
        for saw in self.history.of(Saw):
            if saw.how == "final":
                found[saw.conversation][saw.device].append(saw)
        return found

    @cached_property
    def truth(self) -> dict[str, list[Saw]]:
        """One member's log of each conversation; the law `one_log` says that it does not matter whose."""
        return {conversation: next(iter(logs.values())) for conversation, logs in self.final.items()}

    @cached_property
    def standing(self) -> dict[tuple[str, str, str | None], list[Saw]]:
        """The entries of the log by (sender, conversation, client_id)."""
        found: dict[tuple[str, str, str | None], list[Saw]] = defaultdict(list)
        for conversation, log in self.truth.items():
            for entry in log:
                found[entry.sender, conversation, entry.client_id].append(entry)
        return found


Law = Callable[[Facts], Iterator[Violation]]
