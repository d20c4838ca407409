"""docs/security.md names a test for every threat, and every test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PAGE = (TESTS.parent / "docs" / "security.md").read_text()
THREATS = [line.split(" | ") for line in PAGE.splitlines() if "::test_" in line]
NAMED = re.findall(r"`([\w/]+\.py)::(test_\w+)`", PAGE)
CHAPTERS = {f"V{number}" for number in range(1, 17)} - {"V10"}
"""Of the ASVS; V10 is OAuth and V17 WebRTC."""


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)), ids=lambda part: part)
def test_every_test_that_the_page_names_exists(file: str, name: str) -> None:
    """One that is renamed fails here."""
    assert f"def {name}(" in (TESTS / file).read_text()


def test_every_threat_has_what_stops_it_its_chapters_and_a_test() -> None:
    """A line of the page without a test is a wish."""
    rows = [line for line in PAGE.splitlines() if re.search(r" \| V\d+(, V\d+)* \| ", line)]

    assert len(THREATS) == len(rows) > 30
    for threat, stops, chapters, shown in THREATS:
        assert threat and stops and "::test_" in shown
        assert set(chapters.split(", ")) <= CHAPTERS


def test_every_chapter_that_concerns_us_has_a_threat() -> None:
    """Level 2 of the standard, chapter by chapter."""
    assert {chapter for _, _, chapters, _ in THREATS for chapter in chapters.split(", ")} == CHAPTERS
    assert set(re.findall(r"^\| (V\d+) ", PAGE, re.MULTILINE)) == CHAPTERS
