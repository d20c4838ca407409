"""The shortest history that still shows a violation: what has nothing to do with it is left out, part by part.

Delta debugging: whole conversations first, then devices, then sends, then single events; larger parts before smaller
ones. It is pure, and bounded by the number of events that it judges rather than by a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from tests.reliability.facts import Facts, Law, Violation
from tests.reliability.history import Happening, History
from tests.reliability.laws import LAWS

BUDGET = 30_000_000  # events judged, some 3 µs each

PartOf = Callable[[Happening], Hashable]


@dataclass
class _Judge:
    """Whether some events still show the violation. It says no once it has judged enough."""

    law: Law
    violation: Violation
    history: History
    budget: int

    def shows(self, events: list[Happening]) -> bool:
        self.budget -= len(events)
        if self.budget < 0:
            return False
        facts = Facts(replace(self.history, events=events))
        return any(found.says == self.violation.says for found in self.law(facts))


def shortest(history: History, violation: Violation, budget: int = BUDGET) -> History:
    """The history without all that the violation can do without; the whole of it where the budget is too small."""
    (law,) = (law for law in LAWS if law.__name__ == violation.law)
    judge = _Judge(law, violation, history, budget)
    events = list(history.events)
    named = {id(event) for event in violation.events}
    for part_of in (_conversation, _device, _client_id):
        wanted = {part_of(event) for event in events if id(event) in named} | {None}
        if judge.shows(those := [event for event in events if part_of(event) in wanted]):
            events = those
        events = _without(events, part_of, judge)
    events = _without(events, id, judge)
    left = {_conversation(event) for event in events}
    members = {chat: members for chat, members in history.members.items() if chat in left}
    return replace(history, members=members, events=events)


def _without(events: list[Happening], part_of: PartOf, judge: _Judge) -> list[Happening]:
    """Leave out every part that can be, in ever smaller runs of parts. What belongs to no part (None) stays."""
    parts = [part for part in dict.fromkeys(map(part_of, events)) if part is not None]
    size = len(parts)
    while size:
        start = 0
        while start < len(parts):
            without = set(parts[start : start + size])
            if judge.shows(rest := [event for event in events if part_of(event) not in without]):
                events, parts = rest, _but(parts, start, size)
            else:
                start += size
        size = min(size // 2, len(parts))
    return events


def _but(parts: Sequence[Hashable], start: int, size: int) -> list[Hashable]:
    return [*parts[:start], *parts[start + size :]]


def _conversation(event: Happening) -> Hashable:
    return getattr(event, "conversation", None)


def _device(event: Happening) -> Hashable:
    return event.device


def _client_id(event: Happening) -> Hashable:
    return getattr(event, "client_id", None)
