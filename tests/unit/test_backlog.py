"""However often one asks for the depth of the queue, the store is asked every few seconds."""

from __future__ import annotations

from datetime import timedelta

import gevent
import pytest

from chat_app.errors import Unavailable
from chat_app.records import QueueDepth
from chat_app.services import backlog as module
from chat_app.services.backlog import KEPT, Backlog


class CountingQueue:
    """A queue that is one row deeper whenever it is looked at; slow, and away when the test says so."""

    def __init__(self) -> None:
        self.looks = 0
        self.away = False

    def depth(self) -> QueueDepth:
        self.looks += 1
        gevent.sleep(0)
        if self.away:
            raise Unavailable
        return QueueDepth(self.looks, timedelta())


def test_an_answer_is_good_for_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches the port may ask."""
    time, queue = [1_000.0], CountingQueue()
    backlog = Backlog(queue)  # type: ignore[arg-type]
    monkeypatch.setattr(module, "monotonic", lambda: time[0])

    assert [backlog.depth().rows for _ in range(3)] == [1, 1, 1]
    time[0] += KEPT + 1
    assert [backlog.depth().rows for _ in range(3)] == [2, 2, 2]


@pytest.mark.parametrize("away", [False, True])
def test_many_who_ask_at_once_are_one_question(away: bool) -> None:
    """They wait for the answer that is on its way, or for its failure."""
    queue = CountingQueue()
    queue.away = away
    backlog = Backlog(queue)  # type: ignore[arg-type]
    asked = [gevent.spawn(backlog.depth) for _ in range(10)]
    gevent.joinall(asked)

    assert queue.looks == 1 and {each.successful() for each in asked} == {not away}


def test_a_store_that_is_away_is_told_at_once_when_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """And asked again by the next: its return is news, and an old depth is none."""
    time, queue = [1_000.0], CountingQueue()
    backlog = Backlog(queue)  # type: ignore[arg-type]
    monkeypatch.setattr(module, "monotonic", lambda: time[0])
    backlog.depth()
    time[0] += KEPT + 1
    queue.away = True
    with pytest.raises(Unavailable):
        backlog.depth()
    queue.away = False
    time[0] += 0.001

    assert backlog.depth().rows == 3
