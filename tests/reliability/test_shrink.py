"""A failure is told by the shortest history that shows it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.reliability.checker import check, told
from tests.reliability.facts import Violation
from tests.reliability.history import Happening, History
from tests.reliability.shrink import shortest
from tests.reliability.test_laws import SPOILT, Spoil, a_true_history


def among_many(spoil: Spoil) -> History:
    """The spoilt history of one conversation, between those of twenty others where all is well."""
    history = a_true_history()
    history.events = spoil(history.events)
    for number in range(20):
        history.members[f"chat{number}"] = [f"ada{number}", f"bob{number}"]
        for event in a_true_history().events:
            history.add(_elsewhere(event, str(number)))
    return history


def _elsewhere(event: Happening, number: str) -> Happening:
    """The same of other people in another conversation."""
    user, _, device = event.device.partition("/")
    moved: dict[str, Any] = {"device": f"{user}{number}/{device}"}
    moved |= {
        name: getattr(event, name) + number for name in ("conversation", "member", "sender") if hasattr(event, name)
    }
    return dataclasses.replace(event, **moved)


def shows(history: History, violation: Violation) -> bool:
    return any((found.law, found.says) == (violation.law, violation.says) for found in check(history))


@pytest.mark.parametrize(("what", "law", "spoil"), SPOILT, ids=[what for what, _, _ in SPOILT])
def test_nothing_can_be_left_out_of_the_shortest_history(what: str, law: str, spoil: Spoil) -> None:
    """It shows the same violation, and without any one of its events it would not."""
    history = among_many(spoil)
    violation = next(found for found in check(history) if found.law == law)
    short = shortest(history, violation)
    assert shows(short, violation), what
    assert len(short.events) <= 12, told(short, [])
    for event in short.events:
        rest = [other for other in short.events if other is not event]
        assert not shows(History(short.members, rest), violation), event


def test_it_leaves_out_conversations_that_have_nothing_to_do_with_it() -> None:
    """Their members too."""
    history = among_many(SPOILT[0][2])
    violation = next(found for found in check(history) if found.law == SPOILT[0][1])
    assert shortest(history, violation).members.keys() <= {"chat"}


def test_it_stops_when_it_has_judged_enough() -> None:
    """However long the history, the time it takes is bounded; what is left still shows the violation."""
    history = among_many(SPOILT[0][2])
    violation = next(found for found in check(history) if found.law == SPOILT[0][1])
    assert shortest(history, violation, budget=0).events == history.events
    some = shortest(history, violation, budget=2 * len(history.events))
    assert shows(some, violation)


def test_a_violation_is_told_with_its_shortest_history() -> None:
    """A person reads what is wrong, and the few events that show it."""
    history = among_many(SPOILT[0][2])
    text = told(history, check(history))
    assert "c3 was acknowledged as seq 3 and stands nowhere in chat" in text
    assert f"The shortest history that shows it, 1 of {len(history.events)}" in text
