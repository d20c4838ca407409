"""A history with what several laws look up in it, and what a broken law says."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from tests.reliability.history import AT_THE_END, Acked, Confirmed, Happening, History, Saw, Sent, told

SHOWN = 25
Key = tuple[str, str, str | None]


@dataclass(frozen=True)
class Violation:
    """A law that was broken, and the events that show it. What it `says` names one thing in one place."""

    law: str
    says: str
    events: tuple[Happening, ...] = ()

    def __str__(self) -> str:
        rest = len(self.events) - SHOWN
        more = f"\n  … and {rest} more" if rest > 0 else ""
        return f"{self.law}: {self.says}\n{told(self.events[:SHOWN])}{more}"


@dataclass
class Facts:
    """A history with what several laws look up in it. (user, conversation, client_id) is the key of a send."""

    history: History
    sent: dict[Key, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    acked: dict[Key, list[Acked]] = field(default_factory=lambda: defaultdict(list))
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
        index = bisect_left(steps, (at, 0))
        return steps[index - 1][1] if index else 0

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
        return [saw for saw in self.history.of(Saw) if saw.how not in AT_THE_END]

    def seen_at(self, device: str, conversation: str, seq: int) -> list[Saw]:
        """What a device saw on the way as that entry."""
        return self._seen_by_place.get((device, conversation, seq), [])

    @cached_property
    def _seen_by_place(self) -> dict[tuple[str, str, int], list[Saw]]:
        found: dict[tuple[str, str, int], list[Saw]] = defaultdict(list)
        for saw in self.seen:
            found[saw.device, saw.conversation, saw.seq].append(saw)
        return found

    @cached_property
    def pages(self) -> dict[str, dict[str, list[Saw]]]:
        """The messages as each member's pages showed them at the end: conversation, device, entries."""
        return self._fetched("final")

    @cached_property
    def logs(self) -> dict[str, dict[str, list[Saw]]]:
        """The log as each member's new device got it at the end, changes and all: conversation, device, entries."""
        return self._fetched("fresh")

    @cached_property
    def page(self) -> dict[str, list[Saw]]:
        """One member's pages of each conversation; the law `one_log` says that it does not matter whose."""
        return {conversation: next(iter(pages.values())) for conversation, pages in self.pages.items()}

    @cached_property
    def truth(self) -> dict[str, list[Saw]]:
        """One member's log of each conversation."""
        return {conversation: next(iter(logs.values())) for conversation, logs in self.logs.items()}

    @cached_property
    def standing(self) -> dict[Key, list[Saw]]:
        """The entries of the log by their key."""
        found: dict[Key, list[Saw]] = defaultdict(list)
        for conversation, log in self.truth.items():
            for entry in log:
                found[entry.sender, conversation, entry.client_id].append(entry)
        return found

    @cached_property
    def changes_of(self) -> dict[str, list[Sent]]:
        """The attempts to change a message, by its id."""
        found: dict[str, list[Sent]] = defaultdict(list)
        for sent in self.history.of(Sent):
            if sent.target is not None:
                found[sent.target].append(sent)
        return found

    def way_of(self, saw: Saw) -> object:
        """By which of several nodes an entry came in, as far as it is known: by the connection that it was sent on."""
        if self.history.nodes == 1:
            return None
        attempts = self.sent.get((saw.sender, saw.conversation, saw.client_id), [])
        return (attempts[0].device, attempts[0].connection) if len(attempts) == 1 else saw.message_id

    def deletion_of(self, message_id: str | None) -> Sent | None:
        """The first attempt to delete a message."""
        return next((sent for sent in self.changes_of.get(message_id or "", []) if sent.kind == "delete"), None)

    def _fetched(self, how: str) -> dict[str, dict[str, list[Saw]]]:
        found: dict[str, dict[str, list[Saw]]] = defaultdict(lambda: defaultdict(list))
        for saw in self.history.of(Saw):
            if saw.how == how:
                found[saw.conversation][saw.device].append(saw)
        return found


Law = Callable[[Facts], Iterator[Violation]]
