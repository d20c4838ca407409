"""Reads that come at once are made together, and nobody is given less, more or older than with a read of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import gevent
import pytest
from gevent.event import Event

from chat_app.errors import Unavailable
from chat_app.store.grouped import GroupedReads


class Shelf:
    """What is read from; each read waits until it is let go on."""

    def __init__(self) -> None:
        self.values = {"a": 1, "b": 2, "c": 3}
        self.asked: list[set[str]] = []
        self.go_on = Event()
        self.reads = GroupedReads(self._read)

    def _read(self, keys: Collection[str]) -> Mapping[str, int]:
        self.asked.append(set(keys))
        held = dict(self.values)
        self.go_on.wait()
        return {key: held[key] for key in keys if key in held}

    def ask(self, *keys: str) -> list[gevent.Greenlet]:
        """Greenlets that ask, begun in that order."""
        asking = [gevent.spawn(self.reads.get, key) for key in keys]
        gevent.sleep()
        return asking


def test_what_is_asked_during_a_read_is_read_together_in_the_next() -> None:
    """The first one is made at once; each gets its own."""
    shelf = Shelf()
    asking = shelf.ask("a") + shelf.ask("b", "c", "b", "missing")
    shelf.go_on.set()
    gevent.joinall(asking, timeout=5)

    assert [each.value for each in asking] == [1, 2, 3, 2, None]
    assert shelf.asked == [{"a"}, {"b", "c", "missing"}]


def test_nobody_is_given_what_was_true_before_they_asked() -> None:
    """A read under way may have looked already."""
    shelf = Shelf()
    [first] = shelf.ask("a")
    shelf.values["a"] = 7
    [second] = shelf.ask("a")
    shelf.go_on.set()

    assert (first.get(timeout=5), second.get(timeout=5)) == (1, 7)


def test_a_failure_is_everyones_and_the_next_read_is_made() -> None:
    """Who joined a read that failed must not wait for ever."""
    shelf = Shelf()
    shelf.go_on.set()
    reads = GroupedReads[str, int](lambda keys: shelf._read(keys) if shelf.values else 1 / 0)  # type: ignore[arg-type,return-value]
    shelf.values.clear()
    with pytest.raises(ZeroDivisionError):
        reads.get("a")
    shelf.values["a"] = 1

    assert reads.get("a") == 1


def test_who_joined_a_greenlet_that_is_killed_is_told() -> None:
    """Whether it reads or still waits for its turn."""
    shelf = Shelf()
    reading, waiting = shelf.ask("a", "b")
    [joined] = shelf.ask("b")
    waiting.kill()
    with pytest.raises(Unavailable):
        joined.get(timeout=5)
    shelf.go_on.set()

    assert reading.get(timeout=5) == 1 and shelf.reads.get("c") == 3


def test_a_group_has_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query of thousands of ids would keep the others waiting."""
    monkeypatch.setattr("chat_app.store.grouped.MAX_TOGETHER", 2)
    shelf = Shelf()
    asking = shelf.ask("a") + shelf.ask("a", "b", "c")
    shelf.go_on.set()
    gevent.joinall(asking, timeout=5)

    assert [len(each) for each in shelf.asked] == [1, 2, 1]
