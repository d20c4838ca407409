"""Where the command finds its store and its settings, and what it says when it does not."""

from __future__ import annotations

from pathlib import Path

from chat_app.config import load
from tests.cli.site import Site, ended, start
from tests.launcher.launch import alive_in


def test_help_needs_no_store_and_starts_none(tmp_path: Path) -> None:
    """One may always ask what there is."""
    told = ended(start("db", "--help", data_dir=tmp_path / "data")).ok()
    assert "upgrade" in told and "check" in told
    assert not (tmp_path / "data" / "store").exists()


def test_a_store_is_started_for_the_command_and_stopped_again(tmp_path: Path) -> None:
    """With no `make run` beside it a command has all that it needs, and leaves no process behind."""
    assert "Created ada" in ended(start("users", "create", "ada", "--email=ada@example.org", data_dir=tmp_path)).ok()
    assert alive_in(tmp_path) == []


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    """The variable is named; no traceback."""
    assert "PORT" in ended(start("db", "status", data_dir=tmp_path, port="many")).refusal()


def test_a_database_that_does_not_answer_is_one_sentence(site: Site) -> None:
    """Exit code 1 after STORE_TIMEOUT."""
    nobody = load(mongodb_uri="mongodb://127.0.0.1:1/").mongodb_uri
    refused = site.call("db", "check", mongodb_uri=nobody, store_timeout=0.2)
    assert refused.refusal() == "The store did not answer in time."


def test_a_database_of_ones_own_is_not_migrated_unasked(site: Site) -> None:
    """With MONGODB_URI, a command that finds old indexes says what to do instead of changing them."""
    own = load(mongodb_uri=site.uri).mongodb_uri
    refused = site.beside("own").call("users", "list", mongodb_uri=own)
    assert refused.refusal() == "The database is not migrated: run `flask db upgrade` first."
