"""Profile and settings: what is accepted, that a change is merged, and that each setting keeps others out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import Server, User, wait_until


def set_up(user: User, **settings: object) -> dict[str, Any]:
    """Change settings; returns all of them."""
    found: dict[str, Any] = user.http.patch("/api/users/me", {"settings": settings}).ok(200)["settings"]
    return found


def know(owner: User, other: User) -> None:
    owner.http.post("/api/contacts", {"user_id": other.id}).ok(201)


def test_a_profile_is_kept_as_it_was_given(server: Server) -> None:
    """Any script, a time zone, a language, a picture of this server or by https; null takes back."""
    ada = server.new_user()
    given = {
        "display_name": "Ünal 王",
        "bio": "Zählt.\nUnd rechnet.",
        "avatar_url": "https://example.org/a.png",
        "time_zone": "Asia/Kolkata",
        "locale": "pt-BR",
    }
    changed = ada.http.patch("/api/users/me", given).ok(200)
    assert {name: changed[name] for name in given} == given
    emptied = ada.http.patch("/api/users/me", dict.fromkeys(["bio", "avatar_url", "time_zone", "locale"])).ok(200)
    assert (emptied["bio"], emptied["avatar_url"], emptied["time_zone"], emptied["locale"]) == (None, None, None, None)
    assert not {"time_zone", "locale", "settings"} & set(server.new_user().http.get(f"/api/users/{ada.id}").ok(200))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"avatar_url": "javascript:alert(1)"}, "avatar_url"),
        ({"avatar_url": "//evil.example/a.png"}, "avatar_url"),
        ({"time_zone": "Berlin"}, "time_zone"),
        ({"locale": "de_DE"}, "locale"),
        ({"display_name": "\u202egpj.exe"}, "display_name"),
        ({"bio": "x" * 501}, "bio"),
        ({"shoe_size": 43}, "shoe_size"),
        ({"settings": {"shoe_size": 43}}, "settings.shoe_size"),
        ({"settings": {"last_seen": "friends"}}, "settings.last_seen"),
        ({"settings": {"read_receipts": "no"}}, "settings.read_receipts"),
        ({"settings": {"who_may_write": "nobody"}}, "settings.who_may_write"),
        ({"settings": {"notifications": {"smell": True}}}, "settings.notifications.smell"),
        ({"settings": {"$set": {"role": "admin"}}}, "settings.$set"),
    ],
)
def test_what_cannot_be_set_is_refused_by_name(server: Server, body: dict[str, object], field: str) -> None:
    """Unknown settings too: a typo must not look as if it had worked."""
    assert field in server.new_user().http.patch("/api/users/me", body).errors


def test_settings_are_merged_and_shown_whole(server: Server) -> None:
    """What was never set has its default; what is not named stays, also deep inside."""
    ada = server.new_user()
    assert ada.profile["settings"] == {
        "last_seen": "everyone",
        "read_receipts": True,
        "who_may_write": "everyone",
        "who_may_add": "everyone",
        "contact_requests": False,
        "notifications": {"sound": True, "desktop": True, "preview": True},
        "theme": "system",
    }
    set_up(ada, theme="dark", notifications={"sound": False})
    settings = set_up(ada, notifications={"preview": False}, last_seen="contacts")
    assert (settings["theme"], settings["last_seen"]) == ("dark", "contacts")
    assert settings["notifications"] == {"sound": False, "desktop": True, "preview": False}


def test_contacts_alone_see_who_is_here(server: Server) -> None:
    """`last_seen: contacts`: in profiles, over GET, and over the frames that watchers get, at once."""
    ada, friend, stranger = server.new_user(), server.new_user(), server.new_user()
    know(ada, friend)
    with friend.socket() as theirs, stranger.socket() as others, ada.socket():
        for watching in (theirs, others):
            watching.tell("presence.watch", user_ids=[ada.id])
            watching.expect("presence", user_id=ada.id, status="online")
        set_up(ada, last_seen="contacts")
        others.expect("presence", user_id=ada.id, status="offline")
        theirs.expect("presence", user_id=ada.id, status="online")
        seen = [each.http.get(f"/api/presence?user_ids={ada.id}").ok(200)[ada.id] for each in (friend, stranger)]
        assert [each["status"] for each in seen] == ["online", "offline"] and seen[1]["last_seen"] is None

        know(ada, stranger)
        assert stranger.http.get(f"/api/users/{ada.id}").ok(200)["presence"]["status"] == "online"
        set_up(ada, last_seen="nobody")
        theirs.expect("presence", user_id=ada.id, status="offline")
    assert friend.http.get(f"/api/users/{ada.id}").ok(200)["presence"] == {"status": "offline", "last_seen": None}


def test_who_hides_reading_does_not_see_it_of_others(server: Server) -> None:
    """In receipts and in the conversation: what was delivered is told, what was read is not, to neither of the two."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    set_up(bob, read_receipts=False)
    seq = ada.send(chat, "Read me.")["seq"]
    back = bob.send(chat, "And me.")["seq"]
    with ada.socket() as hers, bob.socket() as his, bob.device().socket() as laptop:
        his.tell("receipt", conversation_id=chat.id, delivered_seq=seq)
        his.tell("receipt", conversation_id=chat.id, delivered_seq=back, read_seq=back)
        told = hers.expect("receipt", user_id=bob.id, delivered_seq=back)
        assert told["read_seq"] == 0
        assert laptop.expect("receipt", user_id=bob.id, read_seq=back), "one's own devices know"
        hers.tell("receipt", conversation_id=chat.id, read_seq=back)
        assert his.expect("receipt", user_id=ada.id, delivered_seq=back)["read_seq"] == 0
    wait_until("the cursors to be stored", lambda: ada.cursors(chat)[1] == back and bob.cursors(chat)[1] == back)
    assert (ada.cursors(chat, bob), bob.cursors(chat, ada)) == ((back, 0), (back, 0))
    set_up(bob, read_receipts=True)
    assert ada.cursors(chat, bob) == (back, back)


def test_strangers_write_to_nobody_who_hears_contacts_alone(server: Server) -> None:
    """Over HTTP, over the socket, and as a new conversation; who was written to may answer."""
    ada, stranger = server.new_user(), server.new_user()
    set_up(ada, who_may_write="contacts")
    body = {"kind": "direct", "participant_ids": [ada.id]}
    assert stranger.http.post("/api/conversations", body).code == "not_accepted"
    with stranger.socket() as theirs:
        refused = theirs.ask("message.send", client_id="c", to=ada.id, kind="text", content="hello")
        assert (refused["type"], refused["code"]) == ("error", "not_accepted")

    chat = server.direct_conversation(ada, stranger)
    stranger.send(chat, "You wrote first.")
    friend = server.new_user()
    know(ada, friend)
    friend.send(server.direct_conversation(friend, ada), "A friend's word.")


def test_nobody_is_put_into_groups_against_their_will(server: Server) -> None:
    """In a new group and in one that stands; a contact may, unless nobody may."""
    ada, friend, stranger = server.new_user(), server.new_user(), server.new_user()
    know(ada, friend)
    set_up(ada, who_may_add="contacts")
    body = {"kind": "group", "participant_ids": [ada.id], "title": "Join us"}
    assert stranger.http.post("/api/conversations", body).code == "not_accepted"
    group = server.group(friend, server.new_user())
    friend.http.post(f"/api/conversations/{group.id}/participants", {"user_ids": [ada.id]}).ok(200)
    set_up(ada, who_may_add="nobody")
    assert friend.http.post("/api/conversations", body).code == "not_accepted"
