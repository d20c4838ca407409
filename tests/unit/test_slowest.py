"""The slowest recent writes: which are kept, for how long, and that workers tell each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from chat_app import slowest as module
from chat_app.slowest import KEPT, RECENT, Slowest


class Clock:
    """The time, for as long as nobody sets it on."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def seconds(slowest: Slowest) -> list[float]:
    return [write.seconds for write in slowest.seen()]


def test_the_slowest_are_kept_and_the_others_are_not(clock: Clock) -> None:
    """However many there were, and in whatever order."""
    slowest = Slowest(None)
    for number in [*range(50, 0, -1), *range(51, 101)]:
        slowest.note(float(number), 1)
    assert seconds(slowest) == [float(number) for number in range(100, 100 - KEPT, -1)]


def test_a_write_is_forgotten_in_time_and_quicker_ones_come_up(clock: Clock) -> None:
    """What was slow this morning says nothing of now."""
    slowest = Slowest(None)
    for _ in range(KEPT):
        slowest.note(9.0, 1)
    clock.now += RECENT
    assert seconds(slowest) == []
    slowest.note(0.5, 3)
    assert [(write.at, write.seconds, write.entries) for write in slowest.seen()] == [(clock.now, 0.5, 3)]


def test_workers_see_each_others(clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever is asked, also of one that is gone since."""
    one, other = Slowest(tmp_path), Slowest(tmp_path)
    monkeypatch.setattr("os.getpid", lambda: 1)
    one.note(2.0, 1)
    monkeypatch.setattr("os.getpid", lambda: 2)
    other.note(3.0, 1)
    assert seconds(one) == seconds(other) == [3.0, 2.0]


def test_a_full_disk_fails_no_write(clock: Clock, tmp_path: Path) -> None:
    """A note is left undone rather than a message."""
    slowest = Slowest(tmp_path / "missing")
    slowest.note(1.0, 1)
    assert seconds(slowest) == []
