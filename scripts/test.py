"""`make test`: back end, front end and browser, all of them whatever fails, and one summary."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from scripts.counts import Counts, counts
from scripts.runner import close, heading, run


@dataclass(frozen=True, slots=True)
class Part:
    """Tests of one kind, and how they are run."""

    command: tuple[str, ...]
    folder: str = "."


# Three on two cores: most of these tests wait for processes, sockets and clocks, not for the processor.
PYTEST = (sys.executable, "-m", "pytest", "--quiet", "--numprocesses=3", "--dist=worksteal")

PARTS = {
    "back end": Part(PYTEST),
    "front end": Part(("npm", "run", "--silent", "test"), "frontend"),
    "browser": Part(("npm", "run", "--silent", "e2e"), "frontend"),
}


def main(names: list[str]) -> int:
    """Run the parts named, or all."""
    results: dict[str, tuple[Counts, float]] = {}
    for name in names or PARTS:
        heading(name)
        outcome = run(PARTS[name].command, folder=PARTS[name].folder)
        results[name] = counts(outcome.output, outcome.code), outcome.seconds
    return close("Tests", results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
