"""`flask db`: an operator learns whether the database is what the code expects, and can make it so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pymongo import IndexModel

from chat_app.store import migrate
from tests.cli.site import Site

ALL_APPLIED = f"{len(migrate.known_migrations())} migrations applied."


def test_a_new_database_is_migrated_and_then_as_expected(site: Site) -> None:
    """check exits with 1 and names what is missing; after upgrade it exits with 0, and status says when."""
    new = site.beside("new")

    before = new.call("db", "check")
    assert before.code == 1
    assert "The migration 0001_indexes is not applied." in before.output
    assert "messages: the index conversation_id_1_seq_1 (unique) is missing." in before.output

    assert ALL_APPLIED in new.flask("db", "upgrade").ok()
    assert "as this version expects" in new.call("db", "check").ok()
    assert re.search(r"0001_indexes +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC +Make the", new.call("db", "status").ok())


def test_an_index_dropped_by_hand_is_found(site: Site) -> None:
    """Drift is an exit code, so that a deployment can stop on it, and a sentence that says where."""
    drifted = site.beside("dropped")
    migrate.upgrade(drifted.settings)
    drifted.database["users"].drop_index("email_key_1")

    checked = drifted.flask("db", "check")

    assert checked.output == "users: the index email_key_1 (unique) is missing.\n"
    assert checked.refusal() == "1 difference found."


def test_two_upgrades_at_once_apply_each_migration_once(site: Site) -> None:
    """Two nodes that start together: one migrates, the other waits for it and finds nothing to do."""
    both = site.beside("race")

    first, second = both.start("db", "upgrade"), both.start("db", "upgrade")
    outputs = [process.communicate(timeout=60)[0] for process in (first, second)]

    assert (first.returncode, second.returncode) == (0, 0)
    assert sorted(ALL_APPLIED in output for output in outputs) == [False, True], outputs
    assert migrate.check(both.settings) == []


HEARTBEAT = "active_connections: the index heartbeat_1 (expireAfterSeconds 300) is there as heartbeat_1"


@pytest.mark.parametrize(
    ("collection", "name", "instead", "says"),
    [
        ("users", "username_key_1", {}, "users: the index username_key_1 (unique) is there as username_key_1."),
        ("active_connections", "heartbeat_1", {"expireAfterSeconds": 10}, f"{HEARTBEAT} (expireAfterSeconds 10)."),
        (
            "conversations",
            "direct_key_1",
            {"unique": True},
            "conversations: the index direct_key_1 (unique, sparse) is there as direct_key_1 (unique).",
        ),
    ],
)
def test_an_index_of_other_options_is_found(
    site: Site, collection: str, name: str, instead: dict[str, Any], says: str
) -> None:
    """Uniqueness, sparseness and time to live are part of what is declared."""
    drifted = site.beside(f"other-{collection}")
    migrate.upgrade(drifted.settings)
    drifted.database[collection].drop_index(name)
    drifted.database[collection].create_indexes([IndexModel([(name[:-2], 1)], **instead)])

    assert migrate.check(drifted.settings) == [says]


def test_an_index_that_is_not_declared_is_found(site: Site) -> None:
    """What somebody tried out by hand costs every write until it is gone."""
    drifted = site.beside("extra")
    migrate.upgrade(drifted.settings)
    drifted.database["messages"].create_index([("sender_id", 1), ("created_at", -1)])

    assert migrate.check(drifted.settings) == [
        "messages: the index sender_id_1_created_at_-1 is not declared in the models."
    ]
