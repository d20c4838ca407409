"""Groups on the running server: rules over HTTP and socket alike, links, versions, and where a member's log begins."""

from __future__ import annotations

import pytest

from tests.harness import Conversation, Server, User, text


@pytest.fixture(scope="module")
def people(server: Server) -> tuple[User, User, User]:
    return server.new_user(), server.new_user(), server.new_user()


def change(by: User, group: Conversation, **changes: object) -> int:
    return by.http.patch(f"/api/conversations/{group.id}", changes).status


def bring_in(by: User, group: Conversation, *users: User) -> int:
    body = {"user_ids": [user.id for user in users]}
    return by.http.post(f"/api/conversations/{group.id}/participants", body).status


def events(user: User, group: Conversation) -> list[str]:
    return [entry["data"]["event"] for entry in user.log(group) if entry["kind"] == "system"]


def test_a_group_has_a_description_a_picture_and_rules(server: Server, people: tuple[User, User, User]) -> None:
    """Told to all devices at once, and each change is an entry."""
    ada, bob, _ = people
    group = server.group(ada, bob)
    with bob.socket() as socket:
        changes = {"description": "Hills,\nmostly", "avatar_url": "/a.png", "who_may_rename": "members"}
        assert change(ada, group, **changes) == 200
        told = socket.expect("conversation")["conversation"]
        assert {name: told[name] for name in changes} == changes
    assert change(bob, group, title="Hills") == 200
    assert change(bob, group, who_may_add="members") == 403
    assert events(ada, group) == ["created", "described", "pictured", "permissions", "renamed"]


def test_a_group_can_be_made_with_its_rules(server: Server, people: tuple[User, User, User]) -> None:
    """In one request; a direct conversation has none of them."""
    ada, bob, _ = people
    body = {"kind": "group", "participant_ids": [bob.id], "title": "G", "history": "joined", "who_may_write": "admins"}
    made = ada.http.post("/api/conversations", body).ok(201)
    assert (made["history"], made["who_may_write"], made["who_may_add"]) == ("joined", "admins", "admins")
    direct = {"kind": "direct", "participant_ids": [bob.id], "history": "joined"}
    assert ada.http.post("/api/conversations", direct).status == 422
    assert bob.view(server.direct_conversation(ada, bob))["history"] is None


def test_who_may_not_write_can_by_no_way(server: Server, people: tuple[User, User, User]) -> None:
    """Neither by HTTP nor by the socket, and their typing is not told; reading and reacting go on."""
    ada, bob, _ = people
    group = server.group(ada, bob)
    seen = ada.send(group, "news")
    assert change(ada, group, who_may_write="admins") == 200
    body = {"client_id": "c-1", "content": "me too"}
    assert bob.http.post(f"/api/conversations/{group.id}/messages", body).code == "not_allowed"
    with bob.socket() as his, ada.socket() as hers:
        assert his.ask("message.send", text(group, "me too"))["code"] == "not_allowed"
        his.tell("typing", conversation_id=group.id, active=True)
        reaction = his.ask("reaction.set", client_id="r-1", message_id=seen["message_id"], emoji="👍", on=True)
        assert reaction["type"] == "ack"
        hers.expect("entry", conversation_id=group.id)
        assert hers.of_type("typing") == []
    assert ada.texts(group) == ["news"]


def test_the_second_of_two_editors_is_told(server: Server, people: tuple[User, User, User]) -> None:
    """`If-Match` with the version that was read: 412, and nothing is overwritten."""
    ada, bob, _ = people
    group = server.group(ada, bob)
    path = f"/api/conversations/{group.id}"
    etag = ada.http.get(path).headers["etag"]
    # What members do for themselves is no change of the group.
    assert change(bob, group, pinned=True) == 200
    first = ada.http.patch(path, {"title": "First"}, headers={"If-Match": etag})
    second = ada.http.patch(path, {"title": "Second"}, headers={"If-Match": etag})
    assert (first.status, second.status, second.code) == (200, 412, "changed_meanwhile")
    again = ada.http.patch(path, {"title": "Third"}, headers={"If-Match": first.headers["etag"]})
    assert again.ok(200)["title"] == "Third"


def test_a_link_lets_people_in_until_it_is_revoked(server: Server, people: tuple[User, User, User]) -> None:
    """Shown again to admins, and 404 for all others whatever the reason."""
    ada, bob, cleo = people
    group = server.group(ada, bob, title="Walks")
    path = f"/api/conversations/{group.id}/join-link"
    assert ada.http.get(path).status == 404
    made = ada.http.post(path).ok(200)
    assert ada.http.get(path).ok(200) == made and made["url"].endswith(f"/join/{made['token']}")
    assert bob.http.get(path).status == 403
    way = f"/api/join/{made['token']}"
    assert cleo.http.get(way).ok(200) == {"title": "Walks", "description": None, "avatar_url": None, "members": 2}
    with bob.socket() as socket:
        assert cleo.http.post(way).ok(200)["id"] == group.id
        entry = socket.expect("entry", conversation_id=group.id)["entry"]
        assert (entry["data"], entry["sender_id"]) == ({"event": "joined", "user_ids": [cleo.id]}, cleo.id)
    ada.http.delete(f"/api/conversations/{group.id}/participants/{cleo.id}").ok(204)
    assert cleo.http.post(way).status == 404
    ada.http.delete(path).ok(204)
    assert [bob.http.get(f"/api/join/{token}").status for token in (made["token"], "x", "0" * 46)] == [404] * 3


@pytest.fixture(scope="module")
def joined(server: Server, people: tuple[User, User, User]) -> tuple[Conversation, int, str]:
    """Ada and Bob had spoken when Cleo came; the last seq before, and the id of a message there."""
    ada, bob, cleo = people
    group = server.group(ada, bob)
    assert change(ada, group, history="joined") == 200
    bob.send(group, "secret one")
    last = ada.send(group, "secret two")
    assert bring_in(ada, group, cleo) == 200
    ada.send(group, f"welcome @{cleo.username}")
    return group, last["seq"], last["message_id"]


def test_pages_begin_where_the_member_came_in(
    people: tuple[User, User, User], joined: tuple[Conversation, int, str]
) -> None:
    """However they are asked for; the page says that the log begins there."""
    _, bob, cleo = people
    group, end, _ = joined
    for query in ({}, {"before": end + 1}, {"before": 2}, {"after": 0}, {"around": 1}, {"around": end}):
        page = cleo.page(group, **query)  # type: ignore[arg-type]
        assert page["at_start"] and all(entry["seq"] > end for entry in page["items"]), query
    assert [entry["seq"] for entry in cleo.log(group)] == [end + 1, end + 2]
    assert bob.texts(group)[:2] == ["secret one", "secret two"]


def test_a_sync_and_the_queue_begin_there_too(
    people: tuple[User, User, User], joined: tuple[Conversation, int, str]
) -> None:
    """From whatever cursor, and nothing of before is in any frame; the client is left without a gap."""
    _, _, cleo = people
    group, end, _ = joined
    with cleo.socket() as socket:
        assert group.id in socket.sync({group.id: 0}).resets
        assert group.id in socket.sync({}).resets
        told = socket.sync({group.id: end})
        assert [entry["seq"] for entry in told.entries[group.id]] == [end + 1, end + 2]
        assert "secret" not in str(socket.frames)


def test_a_message_of_before_is_not_found_by_its_id(
    people: tuple[User, User, User], joined: tuple[Conversation, int, str]
) -> None:
    """Quoting it, reacting to it: as if it had never been. And its edit is told to those who know it alone."""
    ada, _, cleo = people
    group, _, secret = joined
    with cleo.socket() as hers, ada.socket() as socket:
        assert hers.ask("message.send", text(group, "re", reply_to=secret))["code"] == "not_found"
        assert hers.ask("reaction.set", client_id="r-1", message_id=secret, emoji="👍", on=True)["code"] == "not_found"
        edit = socket.ask("message.edit", client_id="e-1", message_id=secret, content="secret, corrected")
        assert edit["type"] == "ack"
        ada.send(group, "a mark")
        hers.expect_entry("a mark")
        told = hers.sync({group.id: edit["seq"] - 1})
        assert [entry["content"] for entry in told.entries[group.id]] == ["a mark"]
        assert "secret" not in str(hers.frames)


def test_the_view_says_where_the_log_begins(
    people: tuple[User, User, User], joined: tuple[Conversation, int, str]
) -> None:
    """And counts what came after alone."""
    ada, _, cleo = people
    group, end, _ = joined
    view = cleo.view(group)
    assert (view["first_seq"], view["history"]) == (end + 1, "joined")
    assert view["mentions"] <= 1 and view["unread"] <= 2
    assert ada.view(group)["first_seq"] == 1


def test_one_who_leaves_makes_another_owner(server: Server, people: tuple[User, User, User]) -> None:
    """And the log says so, before it says who left."""
    ada, bob, _ = people
    group = server.group(ada, bob)
    ada.http.delete(f"/api/conversations/{group.id}/participants/{ada.id}").ok(204)
    assert events(bob, group) == ["created", "role", "left"]
    assert [member["role"] for member in bob.view(group)["participants"]] == ["owner"]


def test_the_own_view_is_the_same_on_all_devices(server: Server, people: tuple[User, User, User]) -> None:
    """Muted, archived, pinned, marked, notified: told to the own devices and to nobody else."""
    ada, bob, _ = people
    group = server.group(ada, bob)
    own = {"archived": True, "pinned": True, "unread_mark": True, "notify": "mentions"}
    with bob.device().socket() as his, ada.socket() as hers:
        assert change(bob, group, muted_until="2030-01-01T00:00:00Z", **own) == 200
        told = his.expect("conversation")["conversation"]
        assert {name: told[name] for name in own} == own and told["muted_until"] == "2030-01-01T00:00:00Z"
        hers.settle()
        assert hers.of_type("conversation") == []
        his.tell("receipt", conversation_id=group.id, read_seq=1)
        his.expect("conversation")
    view = bob.view(group)
    assert (view["unread_mark"], view["pinned"]) == (False, True)
    assert not ada.view(group)["pinned"]
    assert change(bob, group, notify="sometimes") == 422


def test_members_can_be_paged_through(server: Server, people: tuple[User, User, User]) -> None:
    """In the order of joining, each once."""
    ada, bob, cleo = people
    others = [server.new_user() for _ in range(3)]
    group = server.group(ada, bob, *others)
    bring_in(ada, group, cleo)
    assert ada.view(group)["participant_count"] == 6
    seen: list[str] = []
    cursor = ""
    while True:
        page = bob.http.get(f"/api/conversations/{group.id}/participants?limit=4{cursor}").ok(200)
        seen += [member["user"]["id"] for member in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(seen) == sorted(user.id for user in (ada, bob, cleo, *others)) and seen[-1] == cleo.id
    outsider = server.new_user()
    assert outsider.http.get(f"/api/conversations/{group.id}/participants").status == 404
