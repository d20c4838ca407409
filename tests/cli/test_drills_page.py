"""docs/drills.md and docs/operations.md name tests, metrics and commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from chat_app import metrics
from tests.cli.site import Site

ROOT = Path(__file__).resolve().parents[2]
DRILLS = (ROOT / "docs" / "drills.md").read_text()
PAGES = DRILLS + (ROOT / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(\w+/test_\w+\.py)`", DRILLS))))
def test_every_test_that_the_page_names_exists(name: str) -> None:
    """One that is renamed fails here."""
    assert (ROOT / "tests" / name).is_file()


def test_every_metric_that_the_page_names_is_counted() -> None:
    """By the names that an operator would ask for."""
    source = Path(metrics.__file__).read_text()
    named = set(re.findall(r"`(chat_\w+?)(?:\{.*?\})?`", DRILLS))
    assert len(named) > 3
    assert [name for name in named if f'"{name}"' not in source] == []


def test_every_command_that_the_pages_name_is_one(site: Site) -> None:
    """With its subcommand, if it has one."""
    app: Flask = site.app()
    known = app.cli.commands
    named = set(re.findall(r"flask (\w+)(?: (check|upgrade))?\b", PAGES))
    assert len(named) >= 5
    for command, sub in named:
        assert command in known
        assert not sub or sub in getattr(known[command], "commands", {}), (command, sub)
