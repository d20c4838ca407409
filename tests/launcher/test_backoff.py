"""What dies again and again is not started as fast as it dies."""

from __future__ import annotations

from chat_app.launcher.backoff import Backoff


def test_the_first_death_costs_no_wait_and_the_next_ones_double() -> None:
    backoff = Backoff(clock=lambda: 100.0)

    assert [backoff.next("store") for _ in range(9)] == [0, 0.5, 1, 2, 4, 8, 16, 30, 30]


def test_one_is_not_held_against_the_other() -> None:
    backoff = Backoff(clock=lambda: 100.0)
    backoff.next("store")

    assert backoff.next("server") == 0


def test_a_quiet_minute_is_forgiven() -> None:
    now = [0.0]
    backoff = Backoff(clock=lambda: now[0])
    backoff.next("store")
    backoff.next("store")
    now[0] = 62.0

    assert backoff.next("store") == 0
