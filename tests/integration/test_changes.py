"""Edits, deletions and reactions: each an entry of its own, and the page shows the effect."""

from __future__ import annotations

import pytest

from tests.harness import Conversation, Server, User, text


def talk(server: Server) -> tuple[User, User, Conversation, str]:
    """Two people, their conversation and the id of a message by the first."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    return ada, bob, chat, ada.send(chat, "helo")["message_id"]


def test_an_edit_is_an_entry_and_the_page_shows_it_applied(server: Server) -> None:
    """The others get an `edit` entry with the next seq; pages show the new text in the old place."""
    ada, bob, chat, id = talk(server)
    with ada.socket() as hers, bob.socket() as his:
        ack = hers.ask("message.edit", client_id="e-1", message_id=id, content="hello")
        assert ack["type"] == "ack", ack
        entry = his.expect("entry", conversation_id=chat.id)["entry"]
    assert (entry["kind"], entry["target_id"], entry["content"], entry["seq"]) == ("edit", id, "hello", ack["seq"])
    (shown,) = bob.log(chat)
    assert (shown["message_id"], shown["content"], shown["kind"]) == (id, "hello", "text")
    assert shown["edited_at"] is not None
    assert ack["seq"] == shown["seq"] + 1


def test_a_deleted_message_keeps_its_place_and_loses_its_content_everywhere(server: Server) -> None:
    """On pages and in what a sync brings of the old entry."""
    ada, bob, chat, id = talk(server)
    with ada.socket() as hers:
        assert hers.ask("message.delete", client_id="d-1", message_id=id)["type"] == "ack"
    (shown,) = bob.log(chat)
    assert shown["message_id"] == id
    assert not shown["content"]
    assert shown["deleted_at"] is not None
    with bob.socket() as his:
        told = his.sync({chat.id: 0})
        assert "helo" not in str(told.entries)
        assert "helo" not in str(his.frames)


def test_a_reaction_is_set_and_taken_back(server: Server) -> None:
    """Pages show who reacted with what; off takes it away."""
    ada, bob, chat, id = talk(server)
    with bob.socket() as his, ada.socket() as hers:
        assert his.ask("reaction.set", client_id="r-1", message_id=id, emoji="👍", on=True)["type"] == "ack"
        entry = hers.expect("entry", conversation_id=chat.id)["entry"]
        assert (entry["kind"], entry["target_id"]) == ("reaction", id)
        assert "👍" in str(ada.log(chat)[0]["reactions"])
        assert bob.id in str(ada.log(chat)[0]["reactions"])
        assert his.ask("reaction.set", client_id="r-2", message_id=id, emoji="👍", on=False)["type"] == "ack"
    assert "👍" not in str(ada.log(chat)[0]["reactions"])


@pytest.mark.parametrize("frame", ["message.edit", "message.delete"])
def test_nobody_changes_anothers_message(server: Server, frame: str) -> None:
    """The author alone edits and deletes; the other is refused and nothing changes."""
    ada, bob, chat, id = talk(server)
    fields = {"content": "hacked"} if frame == "message.edit" else {}
    with bob.socket() as his:
        answer = his.ask(frame, {"client_id": "x-1", "message_id": id, **fields})
        assert answer["type"] == "error", answer
    assert ada.texts(chat) == ["helo"]


@pytest.mark.parametrize("frame", ["message.edit", "message.delete", "reaction.set"])
def test_an_outsider_cannot_tell_a_message_from_none(server: Server, frame: str) -> None:
    """Promise 4: the same answer for another's message and for one that never was."""
    ada, _, chat, id = talk(server)
    eve = server.new_user()
    every: dict[str, dict[str, object]] = {
        "message.edit": {"content": "x"},
        "message.delete": {},
        "reaction.set": {"emoji": "👍", "on": True},
    }
    with eve.socket() as hers:
        real = hers.ask(frame, every[frame], client_id="x-1", message_id=id)
        none = hers.ask(frame, every[frame], client_id="x-2", message_id=id[:-4] + "0000")
    assert (real["type"], real["code"]) == ("error", none["code"])
    assert ada.texts(chat) == ["helo"]


def test_a_repeated_edit_is_one_entry(server: Server) -> None:
    """Changes are idempotent by client_id as sends are."""
    ada, bob, chat, id = talk(server)
    with ada.socket() as hers:
        first = hers.ask("message.edit", client_id="e-1", message_id=id, content="hello")
        again = hers.ask("message.edit", client_id="e-1", message_id=id, content="hello")
        other = hers.ask("message.edit", client_id="e-1", message_id=id, content="hallo")
    assert first["seq"] == again["seq"]
    assert other["code"] == "client_id_reused"
    assert bob.texts(chat) == ["hello"]


def test_changes_are_not_unread_messages(server: Server) -> None:
    """An edit moves the log on, and nobody has a message more to read."""
    ada, bob, chat, id = talk(server)
    with ada.socket() as hers:
        hers.ask("message.edit", client_id="e-1", message_id=id, content="hello")
    assert bob.view(chat)["unread"] == 1
    assert bob.view(chat)["last_seq"] == ada.log(chat)[-1]["seq"] + 1


def test_a_page_of_changes_still_says_what_it_covers(server: Server) -> None:
    """A part of the log that holds only changes is an empty page that can be passed."""
    ada, bob, chat, id = talk(server)
    with ada.socket() as hers:
        for n in range(12):
            hers.ask("message.edit", client_id=f"e-{n}", message_id=id, content=f"hello {n}")
        hers.ask("message.send", text(chat, "after all that"))
    assert bob.texts(chat) == ["hello 11", "after all that"]
    page = bob.page(chat, after=bob.page(chat, before=3, limit=5)["to_seq"], limit=5)
    found = [entry["content"] for entry in page["items"]]
    for _ in range(5):
        if page["at_end"]:
            break
        page = bob.page(chat, after=page["to_seq"], limit=5)
        found += [entry["content"] for entry in page["items"]]
    assert found == ["after all that"]


def test_what_was_deleted_at_once_does_not_stand_in_the_list(server: Server) -> None:
    """The message and its deletion may be written down together."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        ack = socket.ask("message.send", text(chat, "oops"))
        socket.ask("message.delete", client_id="d-1", message_id=ack["message_id"])
    last = ada.view(chat)["last_entry"]
    assert (last["content"], last["deleted_at"] is not None) == (None, True)


def test_what_is_changed_while_it_is_deleted_says_nothing(server: Server) -> None:
    """An edit and a reaction that stand after the deletion were sent before it was seen: nothing of them stays."""
    ada, bob, chat, id = talk(server)
    with ada.socket() as socket:
        socket.tell("message.delete", client_id="d-1", message_id=id)
        socket.tell("message.edit", client_id="e-1", message_id=id, content="too late")
        socket.ask("reaction.set", client_id="r-1", message_id=id, emoji="👍", on=True)
        socket.settle()
    (shown,) = bob.log(chat)
    assert (shown["content"], shown["reactions"], shown["deleted_at"] is not None) == (None, {}, True)
    with bob.socket() as his:
        assert "too late" not in str(his.sync({chat.id: 0}).entries)
