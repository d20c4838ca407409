"""The server is killed again and again while people write: nothing acknowledged is lost, doubled or out of order."""

from __future__ import annotations

import pytest

from tests.harness import Server
from tests.reliability.checker import check, summary
from tests.reliability.history import Acked
from tests.reliability.run import Plan, perform


def prove(plan: Plan, server: Server, acknowledged: int) -> None:
    """Run the plan and fail on any violation, or when too little was acknowledged to prove anything."""
    history = perform(plan, server)
    violations = check(history)
    figures = summary(history, violations)
    print(figures)
    assert not violations, "\n\n".join([*map(str, violations[:8]), figures])
    assert sum(1 for _ in history.of(Acked)) >= acknowledged, figures


@pytest.mark.timeout(180)
def test_three_kills_lose_nothing() -> None:
    """Promises 1 to 3: 20 clients send for 20 s while all is killed with SIGKILL and started again, three times."""
    kills = tuple((second, "kill_everything") for second in (3.0, 9.0, 15.0))
    with Server.started() as server:
        prove(Plan(seconds=20, users=20, devices=1, faults=kills), server, acknowledged=500)


@pytest.mark.timeout(180)
def test_a_bad_day_loses_nothing() -> None:
    """Each kind of fault once: processes killed and frozen, connections cut, stalled, half open, people absent."""
    names = (
        "kill_worker", "kill_store", "freeze_worker", "cut_connections", "stall_network", "half_open", "delay_network",
        "vanish", "absence", "slow_readers", "reconnect_storm",
    )  # fmt: skip
    with Server.started(heartbeat_interval=2) as server:
        plan = Plan(seconds=20, seed=3, users=8, devices=2, fault_names=names, fault_gap=1.8)
        prove(plan, server, acknowledged=300)
