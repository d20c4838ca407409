"""The ends of accounts, and what people take along: deactivation, deletion, and a copy of all own data."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from tests.harness import Answer, Conversation, Http, Server, User, a_name, wait_until

SLOW = 60.0
"""Seconds until another node, or the same one started again, goes on with a job."""


def delete(user: User, messages: str = "keep") -> None:
    user.http.delete("/api/users/me", {"password": user.password, "messages": messages}).ok(202)


def profile_in(viewer: User, chat: Conversation, of: User) -> dict[str, Any]:
    """Who the other is in that conversation now."""
    found: dict[str, Any] = next(
        member["user"] for member in viewer.view(chat)["participants"] if member["user"]["id"] == of.id
    )
    return found


def events(viewer: User, chat: Conversation) -> list[tuple[str, str]]:
    return [(e["data"]["event"], e["sender_id"]) for e in viewer.log(chat) if e["kind"] == "system"]


def log_in(server: Server, user: User) -> Answer:
    return Http(server.url).post("/api/auth/login", {"login": user.username, "password": user.password})


def test_who_deactivates_is_gone_until_signing_in_again(server: Server) -> None:
    """Sockets close, tokens end, nobody finds them; the same password brings all of it back."""
    ada, bob = server.new_user(), server.new_user()
    with ada.socket() as socket:
        ada.http.post("/api/users/me/deactivate", {"password": ada.password}).ok(204)
        assert socket.close_code() == 4401
    assert ada.http.get("/api/users/me").status == 401
    assert bob.http.get(f"/api/users/{ada.id}").status == 404

    assert log_in(server, ada).ok(200)["user"]["id"] == ada.id
    assert bob.http.get(f"/api/users/{ada.id}").status == 200


@pytest.mark.parametrize(
    ("verb", "path"),
    [("POST", "/deactivate"), ("DELETE", ""), ("POST", "/export")],
    ids=["deactivate", "delete", "export"],
)
def test_a_borrowed_device_ends_and_takes_nothing(server: Server, verb: str, path: str) -> None:
    """Each asks for the password again."""
    ada = server.new_user()
    assert ada.http.request(verb, f"/api/users/me{path}", {"password": "wrong"}).code == "bad_credentials"
    assert "password" in ada.http.request(verb, f"/api/users/me{path}", {}).errors
    assert ada.http.get("/api/users/me").status == 200


def test_who_is_deleted_leaves_messages_from_a_deleted_user(server: Server) -> None:
    """`messages: keep`: words stay, the person goes at once, from profile, sign-in, groups and contact lists."""
    ada, bob, cid = server.new_user(), server.new_user(), server.new_user()
    chat, group = server.direct_conversation(ada, bob), server.group(ada, bob, cid)
    ada.send(chat, "Farewell.")
    bob.http.post("/api/contacts", {"user_id": ada.id}).ok(201)
    with bob.socket() as his, ada.socket():
        his.tell("presence.watch", user_ids=[ada.id])
        his.expect("presence", user_id=ada.id, status="online")
        delete(ada)
        his.expect("presence", user_id=ada.id, status="offline")
        left = his.expect("entry", timeout=SLOW, conversation_id=group.id)
        while left["entry"].get("data", {}).get("event") != "left":
            left = his.expect("entry", timeout=SLOW, conversation_id=group.id)
        assert left["entry"]["sender_id"] == ada.id
    assert ada.http.get("/api/users/me").status == 401
    assert log_in(server, ada).status == 401

    owner = next(m for m in bob.view(group)["participants"] if m["user"]["id"] == bob.id)
    assert owner["role"] == "owner", "handed over to who was there longest"
    assert bob.texts(chat) == ["Farewell."]
    gone = profile_in(bob, chat, ada)
    assert (gone["display_name"], gone["bio"], gone["presence"]["last_seen"]) == ("Deleted user", None, None)
    assert ada.username not in json.dumps(bob.view(chat))
    assert bob.http.get(f"/api/users/{ada.id}").ok(200) == gone, "messages in groups have a sender, too"
    assert bob.http.post("/api/contacts", {"user_id": ada.id}).status == 404
    wait_until("the contact to go", lambda: bob.http.get("/api/contacts").ok(200)["items"] == [], SLOW)
    refused = bob.http.post(f"/api/conversations/{chat.id}/messages", {"client_id": "x", "content": "Are you there?"})
    assert refused.code == "not_accepted"


def test_a_deleted_name_stays_reserved_and_the_address_is_free(server: Server) -> None:
    """Nobody is taken for who was there before; the address belongs to its owner, who may come again."""
    ada = server.new_user()
    delete(ada)
    form = {"username": ada.username, "email": ada.profile["email"], "password": ada.password}
    assert Http(server.url).post("/api/auth/register", form).code == "taken"
    Http(server.url).post("/api/auth/register", {**form, "username": a_name()}).ok(201)


def test_erased_messages_are_seen_to_go(server: Server) -> None:
    """`messages: erase`: a deletion in the log for each, in groups that were left before too; reactions as well."""
    ada, bob = server.new_user(), server.new_user()
    chat, left = server.direct_conversation(ada, bob), server.group(bob, ada)
    said = [ada.send(chat, f"Word {number}.")["message_id"] for number in range(3)]
    ada.send(left, "Said and gone.")
    kept = bob.send(chat, "Mine stays.")["message_id"]
    with ada.socket() as hers:
        assert hers.ask("reaction.set", client_id="r", message_id=kept, emoji="👍", on=True)["type"] == "ack"
    ada.http.delete(f"/api/conversations/{left.id}/participants/{ada.id}").ok(204)
    with bob.socket() as his:
        delete(ada, "erase")
        going = {his.expect("entry", timeout=SLOW, conversation_id=chat.id)["entry"]["target_id"] for _ in range(4)}
        assert going == {*said, kept}
    wait_until("all to be erased", lambda: bob.texts(left) == [None], SLOW)
    shown = {entry["message_id"]: entry for entry in bob.log(chat)}
    assert all(shown[each]["content"] is None and shown[each]["deleted_at"] for each in said)
    assert (shown[kept]["content"], shown[kept]["reactions"]) == ("Mine stays.", {})


def test_a_deletion_goes_on_after_a_kill() -> None:
    """Its state stands in the store: the next worker erases what is left, nothing twice and nothing not at all."""
    with Server.started() as server:
        server.new_user()  # the admin
        ada, bob = server.new_user(), server.new_user()
        chat, group = server.direct_conversation(ada, bob), server.group(ada, bob)
        for number in range(60):
            ada.send(chat, f"Word {number}.")
        with bob.socket() as his:
            delete(ada, "erase")
            his.expect("entry", timeout=SLOW, conversation_id=chat.id)
        server.kill_workers()
        server.wait_ready()

        def is_done() -> bool:
            return ("left", ada.id) in events(bob, group)

        wait_until("the deletion to be done", is_done, SLOW, every=0.5)
        with bob.socket() as his:
            entries = his.sync({chat.id: 0}).entries[chat.id]
    deletions = [entry["target_id"] for entry in entries if entry["kind"] == "delete"]
    assert len(deletions) == len(set(deletions)) == 60
    assert all(entry["content"] is None for entry in entries)


def exported(user: User) -> dict[str, Any]:
    """The state of the copy once it is made."""
    user.http.post("/api/users/me/export", {"password": user.password}).ok(202)

    def made() -> dict[str, Any] | None:
        state: dict[str, Any] = user.http.get("/api/users/me/export").ok(200)
        assert 0 <= state["progress"] <= 1 and state["status"] != "failed"
        return state if state["status"] == "ready" else None

    found = wait_until("the copy to be made", made, SLOW, every=0.1)
    assert found is not None
    return found


def test_a_copy_holds_all_that_is_ones_own_and_nothing_secret(server: Server) -> None:
    """Profile, settings, devices, contacts, conversations with the messages that one may see; no hash, no token."""
    ada, bob = server.new_user(), server.new_user()
    ada.http.patch("/api/users/me", {"bio": "Counts.", "settings": {"theme": "dark"}}).ok(200)
    ada.http.post("/api/contacts", {"user_id": bob.id}).ok(201)
    chat, group = server.direct_conversation(ada, bob), server.group(bob, ada)
    texts = [f"Word {number}." for number in range(250)]
    for text in texts:
        bob.send(chat, text)
    ada.send(group, "In the group.")
    state = exported(ada)
    assert state["expires_at"] and state["url"].startswith("/api/exports/")

    answer = Http(server.url).get(state["url"])  # the link is the key
    assert answer.status == 200, str(answer)
    assert answer.headers["content-type"] == "application/zip" and "attachment" in answer.headers["content-disposition"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    read = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert (read["profile.json"]["bio"], read["profile.json"]["settings"]["theme"]) == ("Counts.", "dark")
    assert [contact["user"]["id"] for contact in read["contacts.json"]] == [bob.id]
    assert {each["id"] for each in read["conversations.json"]} == {chat.id, group.id}
    assert [each["content"] for each in read[f"conversations/{chat.id}.json"] if each["kind"] == "text"] == texts
    assert "In the group." in {each["content"] for each in read[f"conversations/{group.id}.json"]}
    assert len(read["sessions.json"]) == 1
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"hash" not in everything and b"$2b$" not in everything


@pytest.mark.parametrize(
    "change", [lambda t: t[:-2] + "AA", lambda t: t[:20], lambda _: "..%2f..%2fsecret.key", lambda _: "x"]
)
def test_a_link_cannot_be_guessed(server: Server, change: Any) -> None:
    """It is signed: whatever is changed in it opens nothing, and certainly no other file."""
    ada = server.new_user()
    token = exported(ada)["url"].rsplit("/", 1)[1]
    assert Http(server.url).get(f"/api/exports/{change(token)}").status == 404


def test_a_copy_goes_with_the_account(server: Server) -> None:
    """And while there is none, there is nothing to see."""
    ada = server.new_user()
    assert ada.http.get("/api/users/me/export").status == 404
    url = exported(ada)["url"]
    delete(ada)
    assert Http(server.url).get(url).status == 404


def test_a_newer_copy_replaces_the_one_before(server: Server) -> None:
    """The old link opens nothing any more."""
    ada = server.new_user()
    old, new = exported(ada), exported(ada)
    assert old["id"] != new["id"]
    assert (Http(server.url).get(old["url"]).status, Http(server.url).get(new["url"]).status) == (404, 200)
