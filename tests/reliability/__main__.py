"""`python -m tests.reliability`: torment a server for as long as you like, and say what it lost."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.harness import store_behind_proxy
from tests.harness.cluster import balanced
from tests.reliability import pace
from tests.reliability.checker import check, summary, told
from tests.reliability.clock import Clock
from tests.reliability.cluster_nemesis import CLUSTER_FAULTS
from tests.reliability.history import History
from tests.reliability.nemesis import FAULTS, SETTINGS
from tests.reliability.phases import Phases
from tests.reliability.run import Plan, perform, perform_on_many


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when every law held, 1 when one was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long people write while faults happen")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people, words and faults")
    parser.add_argument("--users", type=int, default=16)
    parser.add_argument("--devices", type=int, default=2, help="devices a person")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two things that a person does")
    parser.add_argument("--gap", type=float, default=4, help="seconds between two faults")
    parser.add_argument("--nodes", type=int, default=1, help="several are a cluster behind a balancer")
    names = sorted({*FAULTS, *CLUSTER_FAULTS})
    parser.add_argument("--faults", nargs="*", choices=names, help="which kinds; all by default")
    parser.add_argument("--save", type=Path, help="keep the history in this file")
    parser.add_argument("--check", type=Path, help="judge a kept history instead of making one")
    options = parser.parse_args(arguments)

    phases = Phases(tell=lambda line: print(line, flush=True))
    history = History.load(options.check) if options.check else _made(options, phases)
    if options.save:
        with phases.phase("save"):
            history.save(options.save)

    with phases.phase("check"):
        violations = check(history)
    print(told(history, violations, phases))
    print(summary(history, violations))
    print(pace.told(history))
    return 1 if violations else 0


def _made(options: argparse.Namespace, phases: Phases) -> History:
    plan = Plan(
        seconds=options.seconds,
        seed=options.seed,
        users=options.users,
        devices=options.devices,
        pause=options.pause,
        fault_names=tuple(options.faults or (FAULTS if options.nodes == 1 else CLUSTER_FAULTS)),
        fault_gap=options.gap,
    )
    if options.nodes > 1:
        with balanced(options.nodes, **SETTINGS) as cluster:
            return perform_on_many(plan, cluster, phases)
    with Clock() as clock, store_behind_proxy(**SETTINGS, **clock.settings) as (server, store_network):
        return perform(plan, server, store_network=store_network, clock=clock, phases=phases)


if __name__ == "__main__":
    sys.exit(main())
