"""One node alone, or several together: the store knows which, and lets nobody in who would not hear of the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from chat_app.records import now
from chat_app.store.mongo.administration import MongoNodes
from tests.harness import Server


@pytest.fixture
def database(server: Server) -> Iterator[Database[dict[str, Any]]]:
    """An empty one beside the server's own."""
    with MongoClient[dict[str, Any]](server.store["uri"], tz_aware=True) as client:
        yield client["nodes"]
        client.drop_database("nodes")


def test_who_is_alone_stays_so_until_it_leaves_or_falls_silent(database: Database[dict[str, Any]]) -> None:
    """Started again in its place it goes on at once."""
    nodes, soon, past = MongoNodes(database), now() + timedelta(minutes=1), now() - timedelta(seconds=1)
    assert nodes.alone("north", soon) and nodes.alone("north", soon)
    assert not nodes.alone("south", soon)
    assert not nodes.together(soon)
    nodes.leave("south")
    assert not nodes.alone("south", soon)
    nodes.leave("north")
    database["server"].update_one({"_id": "together"}, {"$set": {"until": past}})
    assert nodes.alone("south", past)
    assert nodes.alone("north", soon)


def test_nobody_is_alone_where_nodes_are_together(database: Database[dict[str, Any]]) -> None:
    """Of those there may be any number."""
    nodes, soon = MongoNodes(database), now() + timedelta(minutes=1)
    assert nodes.together(soon) and nodes.together(soon)
    assert not nodes.alone("north", soon)
    assert nodes.together(soon)
