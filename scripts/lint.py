"""`make lint`: every check, each shown only when it complains."""

from __future__ import annotations

import sys

from scripts.counts import Counts
from scripts.runner import close, heading, run

PYTHON = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "layers": ["lint-imports", "--no-cache"],
    "dead code": ["vulture"],
    "spelling": ["codespell"],
}
FRONT_END = {
    "front end: style": ["npm", "run", "--silent", "lint"],
    "front end: types": ["npm", "run", "--silent", "check"],
}


def main() -> int:
    parts: dict[str, tuple[Counts, float]] = {}
    commands = [(".", PYTHON), ("frontend", FRONT_END)]
    for folder, name, command in [(folder, *check) for folder, checks in commands for check in checks.items()]:
        outcome = run(command, folder=folder, quiet=True)
        if outcome.code:
            heading(name)
            print(outcome.output)
        parts[name] = Counts(failed=1) if outcome.code else Counts(passed=1), outcome.seconds
    return close("Checks", parts)


if __name__ == "__main__":
    sys.exit(main())
