"""Promise 5 looked at from every side: in a direct conversation nothing of the blocked reaches who blocked them."""

from __future__ import annotations

from tests.harness import Conversation, Server, User, text


def blocked_pair(server: Server) -> tuple[User, User, Conversation]:
    """Ada, Bob whom she blocks, and their conversation, in which each wrote once before."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.send(chat, "from ada")
    bob.send(chat, "from bob")
    ada.block(bob)
    return ada, bob, chat


def test_the_list_of_conversations_shows_nothing_of_it(server: Server) -> None:
    """Neither as last entry, nor as unread, nor as a mention, nor by moving the conversation up."""
    ada, bob, chat = blocked_pair(server)
    other = server.direct_conversation(ada, server.new_user())
    ada.send(other, "later")
    before = ada.view(chat)
    bob.send(chat, f"unwanted @{ada.username}")
    after = ada.view(chat)
    items = ada.http.get("/api/conversations").ok(200)["items"]
    assert "unwanted" not in str([after, items])
    assert (after["unread"], after["mentions"]) == (before["unread"], before["mentions"])
    assert after["last_entry"] == before["last_entry"]
    assert [item["id"] for item in items] == [other.id, chat.id]


def test_the_queue_brings_nothing_of_it(server: Server) -> None:
    """Who blocked and was offline does not get it on return."""
    ada, bob, chat = blocked_pair(server)
    with bob.socket() as his:
        his.ask("message.send", text(chat, "unwanted", priority="high"))
        his.settle()
    with ada.socket() as hers:
        hers.sync({chat.id: 0})
        assert "unwanted" not in str(hers.frames)


def test_a_sync_passes_over_what_is_left_out(server: Server) -> None:
    """After the block is lifted only what came later arrives, and the cursor is past the rest."""
    ada, bob, chat = blocked_pair(server)
    cursor = ada.view(chat)["last_seq"]
    for n in range(3):
        bob.send(chat, f"unwanted {n}")
    ada.http.patch(f"/api/contacts/{bob.id}", {"blocked": False}).ok(200)
    last = bob.send(chat, "sorry")["seq"]
    with ada.socket() as hers:
        told = hers.sync({chat.id: cursor})
        assert [entry["content"] for entry in told.entries[chat.id]] == ["sorry"]
        assert told.chunks[-1]["last_seq"] == last
        again = hers.sync({chat.id: last})
        assert (again.entries, again.resets) == ({}, {})
    assert ada.texts(chat) == ["from ada", "from bob", "sorry"]
    assert bob.texts(chat) == ["from ada", "from bob", "unwanted 0", "unwanted 1", "unwanted 2", "sorry"]


def test_pages_can_be_walked_past_what_is_left_out(server: Server) -> None:
    """A page of a part that holds only left-out messages says what it covers, and the next one follows."""
    ada, bob, chat = blocked_pair(server)
    for n in range(12):
        bob.send(chat, f"unwanted {n}")
    ada.http.patch(f"/api/contacts/{bob.id}", {"blocked": False}).ok(200)
    bob.send(chat, "sorry")
    page = ada.page(chat, after=1, limit=5)
    found = [entry["content"] for entry in page["items"]]
    for _ in range(10):
        if page["at_end"]:
            break
        page = ada.page(chat, after=page["to_seq"], limit=5)
        found += [entry["content"] for entry in page["items"]]
    assert found == ["from bob", "sorry"]
    assert ada.texts(chat) == ["from ada", "from bob", "sorry"]


def test_the_blocked_cannot_change_what_is_on_the_screen(server: Server) -> None:
    """Edits, deletions and reactions by the blocked are entries, too: none passes."""
    ada, bob, chat = blocked_pair(server)
    first, second = (entry["message_id"] for entry in ada.log(chat))
    with bob.socket() as his, ada.socket() as hers:
        hers.sync({chat.id: 2})
        his.ask("message.edit", client_id="e-1", message_id=second, content="unwanted")
        his.ask("reaction.set", client_id="r-1", message_id=first, emoji="💩", on=True)
        his.settle()
        hers.settle()
        assert hers.of_type("entry") == []
    shown = ada.log(chat)
    assert "💩" not in str(shown)
    assert [entry["content"] for entry in shown] == ["from ada", "from bob"]
    with ada.socket() as hers:
        told = hers.sync({chat.id: 0})
        assert "💩" not in str(told.entries)
        assert "unwanted" not in str(told.entries)


def test_the_blocked_sees_their_own_changes_as_ever(server: Server) -> None:
    """Not told: what they edit and react to stands changed on their own pages and list, then and after the block."""
    ada, bob, chat = blocked_pair(server)
    first, second = (entry["message_id"] for entry in ada.log(chat))
    with bob.socket() as his:
        his.ask("reaction.set", client_id="r-1", message_id=first, emoji="💩", on=True)
        his.ask("message.edit", client_id="e-1", message_id=second, content="said better")
    mine, theirs = bob.log(chat), ada.log(chat)
    assert mine[0]["reactions"] == {"💩": [bob.id]}
    assert (mine[1]["content"], mine[1]["edited_at"] is None) == ("said better", False)
    assert bob.view(chat)["last_entry"]["content"] == "said better"
    assert [(entry["content"], entry["reactions"]) for entry in theirs] == [("from ada", {}), ("from bob", {})]
    ada.http.patch(f"/api/contacts/{bob.id}", {"blocked": False}).ok(200)
    assert (bob.log(chat), ada.log(chat)) == (mine, theirs)
    with bob.socket() as his:
        his.ask("reaction.set", client_id="r-2", message_id=first, emoji="💩", on=False)
        his.ask("message.edit", client_id="e-2", message_id=second, content="said best")
    for log in (bob.log(chat), ada.log(chat)):
        assert [(entry["content"], entry["reactions"]) for entry in log] == [("from ada", {}), ("said best", {})]


def test_what_the_blocked_takes_back_is_gone_with_its_edits(server: Server) -> None:
    """On both sides, and in the log's entries too."""
    ada, bob, chat = blocked_pair(server)
    _, second = (entry["message_id"] for entry in ada.log(chat))
    with bob.socket() as his:
        his.ask("message.edit", client_id="e-1", message_id=second, content="worse")
        his.ask("message.delete", client_id="d-1", message_id=second)
    assert [entry["content"] for entry in bob.log(chat)] == [entry["content"] for entry in ada.log(chat)]
    assert bob.log(chat)[1]["deleted_at"] is not None
    with bob.socket() as his:
        assert "worse" not in str(his.sync({chat.id: 0}).entries)


def test_adding_who_blocked_one_is_refused_like_by_a_setting(server: Server) -> None:
    """To a new group and to one that stands: the same answer as of somebody who lets nobody add them."""
    ada, bob, shy = server.new_user(), server.new_user(), server.new_user()
    shy.http.patch("/api/users/me", {"settings": {"who_may_add": "nobody"}}).ok(200)
    ada.block(bob)
    group = server.group(bob, server.new_user())
    answers = []
    for other in (ada, shy):
        body = {"kind": "group", "title": "G", "participant_ids": [other.id]}
        made = bob.http.post("/api/conversations", body)
        added = bob.http.post(f"/api/conversations/{group.id}/participants", {"user_ids": [other.id]})
        assert (made.code, made.json["detail"]) == (added.code, added.json["detail"])
        answers.append((added.status, added.code, added.json["detail"], str(added.errors).replace(other.id, "")))
    assert answers[0] == answers[1] and answers[0][0] == 403


def test_a_contact_request_of_the_blocked_is_like_one_unanswered(server: Server) -> None:
    """It reaches no device and no list of who blocked them."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    for user in (ada, cleo):
        user.http.patch("/api/users/me", {"settings": {"contact_requests": True}}).ok(200)
    ada.http.patch(f"/api/contacts/{bob.id}", {"blocked": True}).ok(200)
    with ada.socket() as hers:
        states = [bob.http.post("/api/contacts", {"user_id": other.id}).ok(201)["state"] for other in (ada, cleo)]
        hers.settle()
        assert hers.of_type("contact") == []
    assert states == ["requested", "requested"]
    assert ada.http.get("/api/contacts").ok(200)["items"] == []
    assert [c["user"]["id"] for c in cleo.http.get("/api/contacts?show=invited").ok(200)["items"]] == [bob.id]
    assert [c["user"]["id"] for c in ada.http.get("/api/contacts?show=blocked").ok(200)["items"]] == [bob.id]


def test_a_first_message_of_the_blocked_makes_no_conversation_appear(server: Server) -> None:
    """Where there was none before, who blocked does not come to have one."""
    ada, bob = server.new_user(), server.new_user()
    ada.block(bob)
    with ada.socket() as hers, bob.socket() as his:
        his.ask("message.send", client_id="c-1", to=ada.id, kind="text", content="unwanted")
        his.settle()
        hers.sync({})
        hers.settle()
        assert [f["type"] for f in hers.frames if f["type"] in {"conversation", "entry", "reset", "queue"}] == []
    assert ada.http.get("/api/conversations").ok(200)["items"] == []


def test_the_cursors_of_who_blocked_stand_still_for_the_blocked(server: Server) -> None:
    """No receipt passes, also not through GET /api/conversations/{id}."""
    ada, bob, chat = blocked_pair(server)
    before = bob.cursors(chat, ada)
    with ada.socket() as hers:
        hers.tell("receipt", conversation_id=chat.id, read_seq=2)
        hers.settle()
    with ada.device().socket() as hers:
        hers.settle()
    assert bob.cursors(chat, ada) == before


def test_no_page_shows_the_others_presence(server: Server) -> None:
    """Both ways, wherever presence is shown: the presence page, the profile, the participants."""
    ada, bob, chat = blocked_pair(server)
    with ada.socket(), bob.socket():
        for one, other in ((ada, bob), (bob, ada)):
            seen = one.http.get(f"/api/presence?user_ids={other.id}").ok(200).get(other.id)
            assert seen is None or (seen["status"], seen["last_seen"]) == ("offline", None)
            members = [member["user"] for member in one.view(chat)["participants"] if member["user"]["id"] == other.id]
            assert "online" not in str([*members, one.http.get(f"/api/users/{other.id}").json])


def test_the_blocked_is_answered_as_ever(server: Server) -> None:
    """Not told: a send is acknowledged, and the own page shows it, as with anybody who is offline."""
    ada, bob, chat = blocked_pair(server)
    with ada.socket(), bob.socket() as his:
        ack = his.ask("message.send", text(chat, "unwanted"))
    assert (ack["type"], ack["status"]) == ("ack", "queued")
    assert bob.texts(chat)[-1] == "unwanted"
    assert "block" not in str([bob.view(chat), bob.log(chat), bob.http.get(f"/api/users/{ada.id}").json]).lower()
