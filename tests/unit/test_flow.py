"""How much a peer may send: so many a second in the long run, and a burst at once."""

from __future__ import annotations

import gc
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.config import load
from chat_app.ws import flow
from chat_app.ws.flow import Flow, Flows, TokenBucket
from tests.unit.factories import ADA, BOB


@dataclass
class Clock:
    """Time that passes when the test says so."""

    time: float = 1_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The module's own time."""
    clock = Clock()
    monkeypatch.setattr(flow, "monotonic", clock)
    return clock


def plenty() -> TokenBucket:
    return TokenBucket(rate=1e9, burst=1e9)


@pytest.mark.usefixtures("clock")
def test_a_burst_passes_and_the_next_one_waits() -> None:
    """The answer is the wait in seconds."""
    bucket = TokenBucket(rate=10, burst=3)

    assert [bucket.take() for _ in range(5)] == [0, 0, 0, pytest.approx(0.1), pytest.approx(0.1)]


def test_who_waits_as_told_passes(clock: Clock) -> None:
    """Not a moment longer."""
    bucket = TokenBucket(rate=4, burst=1)
    bucket.take()
    clock.time += bucket.take()

    assert bucket.take() == 0


def test_a_long_rest_saves_no_more_than_a_burst(clock: Clock) -> None:
    """A night of silence is no licence to flood."""
    bucket = TokenBucket(rate=10, burst=3)
    clock.time += 1e6

    assert [bucket.take() == 0 for _ in range(4)] == [True, True, True, False]


def test_refusals_in_a_row_are_counted_until_one_passes(clock: Clock) -> None:
    """So that the caller can tell who does not listen."""
    one = TokenBucket(rate=1, burst=1)
    flow_of_ada, counted = Flow(one, plenty(), plenty()), []
    for pause in (0, 0, 0, 1, 0):
        clock.time += pause
        flow_of_ada.admit(10)
        counted.append(flow_of_ada.refused)

    assert counted == [0, 1, 2, 0, 1]


@pytest.mark.usefixtures("clock")
def test_a_frame_counts_by_its_bytes_as_well() -> None:
    """A few large ones cost as much as many small ones."""
    flow_of_ada = Flow(plenty(), TokenBucket(rate=1_000, burst=3_000), plenty())

    assert [flow_of_ada.admit(2_000), flow_of_ada.admit(2_000)] == [0, pytest.approx(1)]


@pytest.mark.usefixtures("clock")
def test_the_connections_of_a_user_share_the_users_limit() -> None:
    """Twenty tabs are no way around it, and other users have their own."""
    flows = Flows(load(_env_file=None, user_frames_per_second=1, user_frames_burst=2))
    phone, laptop, bobs = flows.of(ADA), flows.of(ADA), flows.of(BOB)
    assert phone and laptop and bobs

    assert [phone.admit(1), laptop.admit(1), bobs.admit(1)] == [0, 0, 0]
    assert laptop.admit(1) == pytest.approx(1)


def test_lifted_limits_are_no_limits() -> None:
    """For load tests."""
    assert Flows(load(_env_file=None, rate_limits_enabled=False)).of(ADA) is None


def test_a_user_who_left_costs_no_memory() -> None:
    """The shared bucket lives as long as a connection of the user."""
    flows = Flows(load(_env_file=None))
    kept = flows.of(ADA)
    assert kept is not None and len(flows._users) == 1
    del kept
    gc.collect()

    assert len(flows._users) == 0


@given(st.floats(0.5, 1_000), st.integers(1, 50), st.lists(st.floats(0, 0.5), min_size=1, max_size=80))
def test_never_more_than_the_burst_and_the_rate_pass(rate: float, burst: int, pauses: list[float]) -> None:
    """Whatever rhythm a peer chooses."""
    clock, passed = Clock(), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "monotonic", clock)
        bucket = TokenBucket(rate, burst)
        for pause in pauses:
            clock.time += pause
            passed += bucket.take() == 0

    assert passed <= burst + rate * sum(pauses) + 1e-3
