"""The one summary of `make test` is read from what the runners print."""

from __future__ import annotations

import pytest

from scripts.counts import Counts, counts

VITEST = """
 \x1b[2m Test Files \x1b[22m \x1b[1m\x1b[31m1 failed\x1b[39m | \x1b[32m3 passed\x1b[39m (4)
 \x1b[2m      Tests \x1b[22m \x1b[31m2 failed\x1b[39m | \x1b[32m10 passed\x1b[39m | 1 skipped\x1b[90m (13)\x1b[39m
   Duration  1.20s
"""


@pytest.mark.parametrize(
    ("output", "code", "expected"),
    [
        ("........\n12 passed in 3.21s\n", 0, Counts(passed=12)),
        ("1 failed, 11 passed, 2 skipped, 1 warning in 63.2s (0:01:03)\n", 1, Counts(11, 1, 2)),
        ("== 3 passed, 2 errors in 0.10s ==\n", 1, Counts(3, 2)),
        (VITEST, 1, Counts(10, 2, 1)),
        ("      Tests  7 passed (7)\n", 0, Counts(passed=7)),
    ],
)
def test_the_counts_of_each_runner_are_understood(output: str, code: int, expected: Counts) -> None:
    assert counts(output, code) == expected


@pytest.mark.parametrize(
    ("output", "code"), [("no tests ran in 0.01s", 5), ("", 0), ("4 deselected in 0.1s", 0), ("", 1)]
)
def test_a_part_that_ran_no_test_has_failed(output: str, code: int) -> None:
    assert counts(output, code).failed == 1


def test_a_part_that_failed_without_a_failed_test_has_failed() -> None:
    assert counts("12 passed in 3.21s\n", 1) == Counts(passed=12, failed=1)


def test_the_total_is_the_plain_closing_line() -> None:
    assert str(Counts(10, 0) + Counts(2, 1, 3)) == "12 passed, 1 failed, 3 skipped"
