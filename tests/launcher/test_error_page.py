"""A code that nobody can look up is no code."""

from __future__ import annotations

from scripts import error_page


def test_every_code_stands_on_the_page_with_its_status_and_meaning() -> None:
    assert error_page.FILE.read_text() == error_page.text(), "run python -m scripts.error_page"
