"""The contact list, and promise 5: blocking is total in direct conversations, and the blocked is not told."""

from __future__ import annotations

from tests.harness import Server, text


def test_a_contact_can_be_added_named_and_removed(server: Server) -> None:
    """POST adds, adding again changes nothing, PATCH names, DELETE removes."""
    ada, bob = server.new_user(), server.new_user()
    ada.http.post("/api/contacts", {"user_id": bob.id}).ok()
    ada.http.post("/api/contacts", {"user_id": bob.id}).ok()
    ada.http.patch(f"/api/contacts/{bob.id}", {"nickname": "Bobby"}).ok(200)
    (contact,) = ada.http.get("/api/contacts").ok(200)["items"]
    assert (contact["user"]["id"], contact["nickname"], contact["blocked"]) == (bob.id, "Bobby", False)
    ada.http.delete(f"/api/contacts/{bob.id}").ok()
    assert ada.http.get("/api/contacts").ok(200)["items"] == []


def test_a_contact_list_is_ones_own(server: Server) -> None:
    """Nobody sees who has them on a list."""
    ada, bob = server.new_user(), server.new_user()
    ada.http.post("/api/contacts", {"user_id": bob.id}).ok()
    assert bob.http.get("/api/contacts").ok(200)["items"] == []


def test_a_request_is_asked_answered_and_told_to_all_devices(server: Server) -> None:
    """`requested` and `invited` until it is accepted; each device of both hears of each step."""
    ada, bob = server.new_user(), server.new_user()
    bob.http.patch("/api/users/me", {"settings": {"contact_requests": True}}).ok(200)
    with ada.device().socket() as hers, bob.socket() as his, bob.device().socket() as other:
        assert ada.http.post("/api/contacts", {"user_id": bob.id}).ok(201)["state"] == "requested"
        assert hers.expect("contact")["contact"]["state"] == "requested"
        for socket in (his, other):
            told = socket.expect("contact")["contact"]
            assert (told["state"], told["user"]["id"]) == ("invited", ada.id)
        assert bob.http.post(f"/api/contacts/{ada.id}/accept").ok(200)["state"] == "contact"
        assert [socket.expect("contact")["contact"]["state"] for socket in (hers, his, other)] == ["contact"] * 3
        changed = ada.http.patch(f"/api/contacts/{bob.id}", {"favourite": True, "nickname": "B"}).ok(200)
        assert hers.expect("contact")["contact"] == changed and changed["favourite"]
        ada.http.delete(f"/api/contacts/{bob.id}").ok(204)
        assert hers.expect("contact")["contact"]["state"] == "none"
    assert bob.http.post(f"/api/contacts/{ada.id}/accept").status == 404


def test_oneself_and_nobody_are_no_contacts(server: Server) -> None:
    """Refused with 4xx."""
    ada = server.new_user()
    for id in (ada.id, "0" * 24, "nonsense", None, {"$ne": None}):
        answer = ada.http.post("/api/contacts", {"user_id": id})
        assert 400 <= answer.status < 500, str(answer)


def test_no_entry_passes_from_the_blocked(server: Server) -> None:
    """Promise 5: what the blocked writes never reaches who blocked, live, on sync or on a page."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.send(chat, "before")
    ada.block(bob)
    with ada.socket() as hers, bob.socket() as his:
        hers.sync({})
        ack = his.ask("message.send", text(chat, "unwanted"))
        his.settle()
        hers.settle()
        assert "unwanted" not in str(hers.frames)
        # Not told: the ack that any send gets, or an error that names no block.
        assert ack["type"] in {"ack", "error"}
        assert "block" not in str(ack).lower()
    assert "unwanted" not in ada.texts(chat)
    with ada.socket() as hers:
        hers.sync({chat.id: 0})
        hers.settle()
        assert "unwanted" not in str(hers.frames)


def test_no_receipt_typing_or_presence_passes_from_the_blocked_or_to_them(server: Server) -> None:
    """Promise 5, in both directions: neither hears what the other does."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    group = server.group(cleo, ada, bob)
    seq = ada.send(chat, "hello")["seq"]
    ada.block(bob)
    with ada.socket() as hers, bob.socket() as his, cleo.socket() as theirs:
        hers.tell("presence.watch", user_ids=[bob.id])
        his.tell("presence.watch", user_ids=[ada.id])
        his.tell("typing", conversation_id=chat.id, active=True)
        his.tell("receipt", conversation_id=chat.id, read_seq=seq)
        hers.tell("typing", conversation_id=chat.id, active=True)
        hers.tell("receipt", conversation_id=chat.id, read_seq=seq)
        his.settle()
        hers.settle()
        theirs.ask("message.send", text(group, "a mark after all that"))
        for socket in (hers, his):
            socket.expect_entry("a mark after all that")
        for socket, other in ((hers, bob), (his, ada)):
            told = [f for f in socket.frames if f["type"] in {"typing", "receipt"} and f.get("user_id") == other.id]
            assert told == []
            seen = [f for f in socket.of_type("presence") if f["user_id"] == other.id]
            assert all(f["status"] == "offline" and f["last_seen"] is None for f in seen), seen


def test_the_blocked_do_not_find_who_blocked_them(server: Server) -> None:
    """Blocked ones are absent from each other's search."""
    ada, bob = server.new_user(), server.new_user()
    ada.block(bob)
    assert ada.id not in [u["id"] for u in bob.http.get(f"/api/users?q={ada.username}").ok(200)["items"]]
    assert bob.id not in [u["id"] for u in ada.http.get(f"/api/users?q={bob.username}").ok(200)["items"]]


def test_unblocking_lets_later_messages_pass(server: Server) -> None:
    """What is written after the block was lifted arrives."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.block(bob)
    ada.http.patch(f"/api/contacts/{bob.id}", {"blocked": False}).ok(200)
    with ada.socket() as hers, bob.socket() as his:
        his.ask("message.send", text(chat, "sorry"))
        hers.expect_entry("sorry")


def test_in_a_group_the_blocked_still_read_together(server: Server) -> None:
    """Blocking speaks of direct conversations: a group's log is the same for all of its members."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    group = server.group(cleo, ada, bob)
    ada.block(bob)
    bob.send(group, "to all")
    assert ada.texts(group) == ["to all"]
