"""A setting that nobody can find is no setting."""

from __future__ import annotations

from scripts import env_example


def test_every_setting_stands_in_the_example_with_its_default_and_sentence() -> None:
    assert env_example.FILE.read_text() == env_example.text(), "run python -m scripts.env_example"
