"""`python -m tests.fuzz --examples=500`: look longer than `make test` does, on a server of its own."""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.run import run
from tests.harness import Server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=200, help="of each operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="operations whose path matches this")
    options = parser.parse_args()
    with Server.started() as server:
        outcome = run(server, examples=options.examples, seed=options.seed, only=options.only)
    print(outcome.report)
    return int(not outcome.clean)


if __name__ == "__main__":
    sys.exit(main())
