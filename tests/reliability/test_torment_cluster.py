"""Half a minute of three nodes in torment: whichever part dies, no law of the chat is broken.

`make reliability NODES=3` runs for longer.
"""

from __future__ import annotations

import pytest

from tests.harness.cluster import balanced
from tests.reliability import pace
from tests.reliability.checker import check, summary, told
from tests.reliability.history import Acked
from tests.reliability.nemesis import SETTINGS
from tests.reliability.run import Plan, perform_on_many

PLAN = Plan(
    seconds=30, seed=4, users=6, pause=0.5, healing=180,
    faults=(
        (0.5, "drop_hints"), (1.0, "kill_node"), (2.0, "kill_redis"), (3.0, "cut_from_redis"), (4.0, "cut_from_store"),
        (5.0, "rolling_restart"), (6.0, "reconnect_all"),
    ),
)  # fmt: skip
ENOUGH = 50  # acknowledged, or nothing was proved; a slow machine has hundreds


@pytest.mark.timeout(900)
def test_a_cluster_loses_nothing() -> None:
    """Promises 1 to 3 while clients change their node at every reconnect, and nodes, Redis and the ways break."""
    with balanced(3, **SETTINGS) as cluster:
        history = perform_on_many(PLAN, cluster)
    violations = check(history)
    figures = f"{summary(history, violations)}\n{pace.told(history)}"
    print(figures)
    assert not violations, f"\n{told(history, violations)}\n{figures}"
    assert sum(1 for _ in history.of(Acked)) >= ENOUGH, figures
