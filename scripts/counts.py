"""How many tests passed, read from what a test runner printed last."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# pytest: "== 1 failed, 20 passed, 1 error in 3.21s ==" · vitest: "     Tests  1 failed | 20 passed (21)"
_CLOSING = re.compile(r"^(?:=+ |\s*Tests\s+)?((?:\d+ [a-z]+(?:, | \| )?)+)(?: in [\d.]+s.*| \(\d+\))$", re.MULTILINE)
_COUNT = re.compile(r"(\d+) ([a-z]+)")
_KINDS = {"passed": "passed", "xfailed": "passed", "failed": "failed", "skipped": "skipped", "todo": "skipped"}
_KINDS |= {"error": "failed", "errors": "failed", "xpassed": "failed"}


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one part, or of all."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def counts(output: str, exit_code: int) -> Counts:
    """The counts of a run. One that failed, or ran no test at all, has a failure whatever it printed."""
    found = Counts()
    closing = _CLOSING.findall(_COLOURS.sub("", output))
    for number, word in _COUNT.findall(closing[-1]) if closing else []:
        if word in _KINDS:
            found += Counts(**{_KINDS[word]: int(number)})
    if found.failed == 0 and (exit_code != 0 or found.passed == 0):
        found += Counts(failed=1)
    return found
