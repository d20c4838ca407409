"""Torment (three minutes with that of several nodes): nothing acknowledged is lost, and no law is broken.

The order of tests is changed so that these begin first (see conftest.py); `make reliability` runs for longer.
"""

from __future__ import annotations

import dataclasses

import pytest

from tests.harness import Server, store_behind_proxy
from tests.reliability.checker import check, summary, told
from tests.reliability.clock import Clock
from tests.reliability.history import Acked
from tests.reliability.nemesis import FAULTS, SETTINGS
from tests.reliability.run import Plan, perform

PLAN = Plan(seconds=50, healing=180)
ENOUGH = 100  # acknowledged, or nothing was proved; a slow machine has hundreds


def prove(plan: Plan, server: Server, **more: object) -> None:
    """Run the plan and fail on any violation, with the shortest history that shows it."""
    history = perform(plan, server, **more)  # type: ignore[arg-type]
    violations = check(history)
    figures = summary(history, violations)
    print(figures)
    assert not violations, f"\n{told(history, violations)}\n{figures}"
    assert sum(1 for _ in history.of(Acked)) >= ENOUGH, figures


@pytest.mark.timeout(900)
def test_a_bad_day_loses_nothing() -> None:
    """Promises 1 to 3 under each kind of fault: of processes, connections, store, clock and clients."""
    plan = dataclasses.replace(PLAN, seed=1, users=8, pause=0.4, fault_names=tuple(FAULTS), fault_gap=2.4)
    with Clock() as clock, store_behind_proxy(**SETTINGS, **clock.settings) as (server, store_network):
        prove(plan, server, store_network=store_network, clock=clock)


@pytest.mark.timeout(900)
def test_kills_lose_nothing() -> None:
    """Promises 1 to 3: 20 people write while the worker, the store or all of it is killed with SIGKILL, many times."""
    kinds = ("kill_everything", "kill_worker", "kill_store")
    kills = tuple((4.0 + 5.0 * number, kinds[number % 3]) for number in range(10))
    with Server.started(**SETTINGS) as server:
        prove(dataclasses.replace(PLAN, seed=2, users=20, devices=1, pause=0.6, faults=kills), server)


@pytest.mark.timeout(900)
def test_a_bad_network_loses_nothing() -> None:
    """Promise 2: people with three devices each, whose connections break, stall, lie dead and come back at once."""
    names = (
        "cut_connections", "stall_network", "half_open", "delay_network", "vanish", "absence", "forget", "slow_readers",
        "reconnect_all", "freeze_worker", "cut_store", "stall_store",
    )  # fmt: skip
    plan = dataclasses.replace(PLAN, seed=3, users=6, devices=3, pause=0.3, fault_names=names, fault_gap=1.2)
    with store_behind_proxy(**SETTINGS) as (server, store_network):
        prove(plan, server, store_network=store_network)
