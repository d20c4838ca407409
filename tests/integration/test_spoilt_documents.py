"""A stored document that cannot be read spoils nothing but itself, is told by its id, and never by what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from pymongo import MongoClient
from pymongo.database import Database

from chat_app.records import Position
from chat_app.store.mongo import build_store
from chat_app.types import ConversationId, Seq, UserId
from tests.harness import Conversation, Http, Server, User, text, wait_until

SECRET = "a word that no log may hold"


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database[dict[str, Any]]]:
    """What the server stores, to be spoilt behind its back."""
    with MongoClient[dict[str, Any]](server.store["uri"]) as client:
        yield client["chat"]


def talk(server: Server) -> tuple[User, User, Conversation]:
    """Two people with three messages."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    for content in ("one", "two", "three"):
        ada.send(chat, content)
    return ada, bob, chat


def spoil(database: Database[dict[str, Any]], chat: Conversation, seq: int, **fields: Any) -> str:
    """Put other values into an entry; returns its id."""
    where = {"conversation_id": ObjectId(chat.id), "seq": seq}
    found = database["messages"].find_one_and_update(where, {"$set": fields})
    assert found is not None
    return str(found["_id"])


@pytest.mark.parametrize(
    "fields",
    [
        {"content": {"not": SECRET}},
        {"created_at": SECRET},
        {"kind": SECRET},
        {"sender_id": None, "created_at": None, "client_id": 7, "ordinal": SECRET},
        {"data": {"of": ObjectId()}},
        {"asides": SECRET},
    ],
    ids=lambda fields: "-".join(fields),
)
def test_an_entry_that_cannot_be_read_keeps_its_place_and_nobody_else_suffers(
    server: Server, database: Database[dict[str, Any]], fields: dict[str, Any]
) -> None:
    """Pages, connecting and syncing show what stands around it, and the conversation goes on."""
    ada, bob, chat = talk(server)
    beside = server.direct_conversation(bob, server.new_user())
    bob.send(beside, "elsewhere")
    id_ = spoil(database, chat, 2, **fields)
    first = ada.page(chat)["items"][0]["message_id"]
    with ada.socket() as socket:  # and a change, after which nothing of the log is kept in memory
        socket.ask("message.edit", client_id="e-1", message_id=first, content="uno")

    page = bob.page(chat)["items"]
    assert [(each["seq"], each["kind"], each["content"]) for each in page] == [
        (1, "text", "uno"),
        (2, "system", None),
        (3, "text", "three"),
    ]
    assert (page[1]["message_id"], page[1]["data"]) == (id_, {"event": "unreadable"})
    with bob.socket() as socket:
        waited = [each["seq"] for frame in socket.of_type("queue") for each in frame["entries"]]
        synced = socket.sync({chat.id: 0, beside.id: 0})
        assert [each["seq"] for each in synced.entries[chat.id]] == [1, 2, 3, 4]
        assert [each["content"] for each in synced.entries[beside.id]] == ["elsewhere"]
        assert socket.ask("message.send", text(chat, "four", "c-4"))["seq"] == 5
    assert set(waited) <= {1, 2, 3, 4}
    assert chat.id in [each["id"] for each in bob.http.get("/api/conversations").ok(200)["items"]]


def test_what_is_told_of_it_is_its_id(server: Server, database: Database[dict[str, Any]]) -> None:
    """Log and metrics say that there is one, and where, the log not at each look; what it holds stays where it is."""
    _, bob, chat = talk(server)
    id_ = spoil(database, chat, 2, content={"not": SECRET})

    for _ in range(3):
        bob.page(chat)

    wait_until("it to be logged", lambda: id_ in server.log.read_text())
    log = server.log.read_text()
    assert log.count(id_) == 1 and SECRET not in log
    counted = Http(server.url).get("/metrics").content.decode()
    assert 'chat_unreadable_documents_total{collection="messages"}' in counted


def test_a_conversation_or_a_person_that_cannot_be_read_is_left_out(
    server: Server, database: Database[dict[str, Any]]
) -> None:
    """The other conversations of the list, and the other people in them, are shown all the same."""
    ada, bob, chat = talk(server)
    cid, dan = server.new_user(), server.new_user()
    group, spoilt = server.group(ada, bob, cid), server.group(ada, dan)
    database["conversations"].update_one({"_id": ObjectId(spoilt.id)}, {"$set": {"participants.0.joined_at": "x"}})
    database["conversations"].update_one({"_id": ObjectId(spoilt.id)}, {"$unset": {"kind": ""}})
    database["users"].update_one({"_id": ObjectId(cid.id)}, {"$unset": {"password_hash": ""}})

    listed = {each["id"]: each for each in ada.http.get("/api/conversations").ok(200)["items"]}

    assert {chat.id, group.id} <= listed.keys() and spoilt.id not in listed
    assert [each["user"]["id"] for each in listed[group.id]["participants"]] == [ada.id, bob.id]
    with ada.socket() as socket:
        assert chat.id in {**socket.sync({chat.id: 0}).entries, **socket.sync().resets}


def test_the_end_of_a_log_is_found_behind_an_entry_that_cannot_be_read(
    server: Server, database: Database[dict[str, Any]]
) -> None:
    """So one can write behind it, on a node that has never seen the conversation."""
    ada, _, chat = talk(server)
    spoil(database, chat, 3, ordinal="three")
    store = build_store(server.store["uri"], "chat", timeout=10)

    assert store.log.tail(ConversationId(chat.id), Position(Seq(0), 0)) == (3, 2)
    assert UserId(ada.id) in store.users.get_many([UserId(ada.id)])
