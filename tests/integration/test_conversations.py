"""Conversations: the one direct, groups and their roles, and promise 4: outsiders learn nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness import Server, User, text


def test_two_people_have_one_direct_conversation(server: Server) -> None:
    """201 the first time, 200 with the same one ever after, whoever asks."""
    ada, bob = server.new_user(), server.new_user()
    first = ada.http.post("/api/conversations", {"kind": "direct", "participant_ids": [bob.id]})
    again = ada.http.post("/api/conversations", {"kind": "direct", "participant_ids": [bob.id]})
    other = bob.http.post("/api/conversations", {"kind": "direct", "participant_ids": [ada.id]})
    assert (first.status, again.status, other.status) == (201, 200, 200)
    assert first.json["id"] == again.json["id"] == other.json["id"]


def test_a_race_makes_one_direct_conversation(server: Server) -> None:
    """Twenty requests at once, from both sides: one conversation."""
    ada, bob = server.new_user(), server.new_user()

    def create(number: int) -> tuple[int, str]:
        one, other = (ada, bob) if number % 2 else (bob, ada)
        answer = one.http.post("/api/conversations", {"kind": "direct", "participant_ids": [other.id]})
        return answer.status, answer.ok(200, 201)["id"]

    with ThreadPoolExecutor(20) as threads:
        made = list(threads.map(create, range(20)))
    assert len({id for _, id in made}) == 1
    assert sorted(status for status, _ in made) == [200] * 19 + [201]


def test_a_conversation_has_the_shape_of_the_contract(server: Server) -> None:
    """Each field that PROTOCOL.md names is there."""
    ada, bob = server.new_user(), server.new_user()
    view = ada.view(server.direct_conversation(ada, bob))
    assert set(view) >= set(
        "id kind title avatar_url participants last_seq last_entry unread mentions muted_until archived pinned"
        " created_at updated_at".split()
    )
    for member in view["participants"]:
        assert set(member) >= {"user", "role", "joined_at", "delivered_seq", "read_seq"}
    assert {member["user"]["id"] for member in view["participants"]} == {ada.id, bob.id}


@pytest.mark.parametrize("wrong", [[], ["0" * 24], ["nonsense"], [{"$ne": None}], "x", None, [[]]])
def test_a_conversation_needs_people_who_exist(server: Server, wrong: object) -> None:
    """Refused with 4xx, in both kinds."""
    ada = server.new_user()
    answer = ada.http.post("/api/conversations", {"kind": "direct", "participant_ids": wrong})
    assert 400 <= answer.status < 500, str(answer)
    if wrong != []:  # a group of oneself is a matter of taste
        answer = ada.http.post("/api/conversations", {"kind": "group", "title": "G", "participant_ids": wrong})
        assert 400 <= answer.status < 500, str(answer)


def test_a_new_direct_conversation_is_told_to_both(server: Server) -> None:
    """`conversation` frames reach those who are connected."""
    ada, bob = server.new_user(), server.new_user()
    with bob.socket() as socket:
        chat = server.direct_conversation(ada, bob)
        ada.send(chat, "hi")
        entry = socket.expect_entry("hi")
        assert entry["conversation_id"] == chat.id


def test_a_first_message_to_a_person_makes_the_conversation(server: Server) -> None:
    """`message.send` with `to` needs no conversation first, and uses the one that stands."""
    ada, bob = server.new_user(), server.new_user()
    with ada.socket() as socket:
        first = socket.ask("message.send", client_id="c-1", to=bob.id, kind="text", content="one")
        second = socket.ask("message.send", client_id="c-2", to=bob.id, kind="text", content="two")
    assert first["type"] == second["type"] == "ack", (first, second)
    chat = server.direct_conversation(bob, ada)
    assert first["conversation_id"] == second["conversation_id"] == chat.id
    assert bob.texts(chat) == ["one", "two"]


def outsiders_view(server: Server, id: str, eve: User) -> list[tuple[str, int, object]]:
    """What each way of asking about a conversation answers to `eve`."""
    calls = [
        ("GET", f"/api/conversations/{id}", None),
        ("PATCH", f"/api/conversations/{id}", {"title": "mine"}),
        ("GET", f"/api/conversations/{id}/messages", None),
        ("POST", f"/api/conversations/{id}/messages", {"client_id": "e-1", "kind": "text", "content": "x"}),
        ("POST", f"/api/conversations/{id}/participants", {"user_id": eve.id, "user_ids": [eve.id]}),
        ("DELETE", f"/api/conversations/{id}/participants/{eve.id}", None),
    ]
    answers = [(call[0], eve.http.request(*call)) for call in calls]
    return [(method, answer.status, answer.json.get("code")) for method, answer in answers]


def test_an_outsider_cannot_tell_a_conversation_from_none(server: Server) -> None:
    """Promise 4: 404 and never 403, the same for a conversation of others and for one that never was."""
    ada, bob, eve = server.new_user(), server.new_user(), server.new_user()
    group = server.group(ada, bob)
    real = outsiders_view(server, group.id, eve)
    assert real == outsiders_view(server, "0123456789abcdef01234567", eve)
    assert {status for method, status, _ in real if method == "GET"} == {404}
    assert {status for _, status, _ in real} <= {404, 422}


def test_an_outsiders_frames_tell_nothing_and_reach_nobody(server: Server) -> None:
    """Promise 4 over the socket: sends, receipts, typing and cursors for others' conversations."""
    ada, bob, eve = server.new_user(), server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.send(chat, "secret")
    nowhere = "0123456789abcdef01234567"
    with eve.socket() as hers, ada.socket() as watching:
        answers = []
        for id in (chat.id, nowhere):
            answer = hers.ask("message.send", client_id="e-1", conversation_id=id, kind="text", content="x")
            hers.tell("receipt", id=f"r-{id}", conversation_id=id, read_seq=1)
            hers.tell("typing", id=f"t-{id}", conversation_id=id, active=True)
            hers.settle()
            told = hers.sync({id: 0})
            assert id not in told.entries and id not in told.resets
            answers.append((answer["type"], answer.get("code")))
        assert answers[0] == answers[1] == ("error", answers[0][1])
        assert "secret" not in str(hers.frames)
        kinds = [f.get("code") for f in hers.frames if str(f.get("id", "")).startswith(("r-", "t-"))]
        assert kinds[: len(kinds) // 2] == kinds[len(kinds) // 2 :]
        bob.send(chat, "a mark")
        watching.expect_entry("a mark")
        assert [f for f in watching.frames if f["type"] in {"typing", "receipt"} and f["user_id"] == eve.id] == []


def role_of(user: User, group: object, of: User) -> str:
    members = user.view(group)["participants"]  # type: ignore[arg-type]
    return str(next(m["role"] for m in members if m["user"]["id"] == of.id))


def test_who_makes_a_group_owns_it(server: Server) -> None:
    """Roles are owner and member at first."""
    ada, bob = server.new_user(), server.new_user()
    group = server.group(ada, bob, title="Walks")
    assert ada.view(group)["title"] == "Walks"
    assert (role_of(ada, group, ada), role_of(ada, group, bob)) == ("owner", "member")


def test_a_plain_member_cannot_manage_a_group(server: Server) -> None:
    """403 here: a member knows that the group exists, but may not rename it or remove others."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    group = server.group(ada, bob, cleo, title="Walks")
    assert bob.http.patch(f"/api/conversations/{group.id}", {"title": "Mine"}).status == 403
    assert bob.http.delete(f"/api/conversations/{group.id}/participants/{cleo.id}").status == 403
    assert ada.view(group)["title"] == "Walks"
    assert len(ada.view(group)["participants"]) == 3


def test_a_new_member_is_told_and_can_write(server: Server) -> None:
    """Adding someone is an entry that all see, and they hear of the conversation at once."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    group = server.group(ada, bob)
    before = ada.view(group)["last_seq"]
    with bob.socket() as his, cleo.socket() as theirs:
        body = {"user_ids": [cleo.id]}
        ada.http.post(f"/api/conversations/{group.id}/participants", body).ok()
        his.expect("entry", conversation_id=group.id)
        answer = theirs.ask("message.send", text(group, "hello all"))
        assert answer["type"] == "ack", answer
        assert his.expect_entry("hello all")["seq"] == answer["seq"] > before + 1


def test_who_left_or_was_removed_is_an_outsider(server: Server) -> None:
    """Leaving: 404 afterwards, nothing live any more, and the log goes on for the others without a hole."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    group = server.group(ada, bob, cleo)
    with bob.socket() as his, cleo.socket() as theirs:
        bob.http.delete(f"/api/conversations/{group.id}/participants/{bob.id}").ok()
        ada.http.delete(f"/api/conversations/{group.id}/participants/{cleo.id}").ok()
        ada.send(group, "they are gone")
        his.settle()
        theirs.settle()
        for socket in (his, theirs):
            assert "they are gone" not in str(socket.frames)
    for gone in (bob, cleo):
        assert gone.http.get(f"/api/conversations/{group.id}").status == 404
        assert group.id not in [c["id"] for c in gone.http.get("/api/conversations").ok(200)["items"]]
    seqs = [entry["seq"] for entry in ada.log(group)]
    assert seqs == list(range(1, len(seqs) + 1))


def test_nobody_leaves_or_joins_a_direct_conversation(server: Server) -> None:
    """It belongs to its two for good."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    answer = ada.http.post(f"/api/conversations/{chat.id}/participants", {"user_ids": [cleo.id]})
    assert 400 <= answer.status < 500, str(answer)
    answer = ada.http.delete(f"/api/conversations/{chat.id}/participants/{bob.id}")
    assert 400 <= answer.status < 500, str(answer)
    assert len(ada.view(chat)["participants"]) == 2


def test_conversations_come_newest_activity_first_over_pages(server: Server) -> None:
    """The list pages with a cursor; each conversation comes once, the one last written in first."""
    ada = server.new_user()
    chats = [server.direct_conversation(ada, server.new_user()) for _ in range(5)]
    for chat in chats:
        ada.send(chat, "x")
    ada.send(chats[0], "again")
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ada.http.get("/api/conversations?limit=2" + (f"&cursor={cursor}" if cursor else "")).ok(200)
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        assert len(seen) <= 5, seen
    assert seen == [chats[0].id, *(chat.id for chat in reversed(chats[1:]))]


def test_the_list_shows_the_last_entry(server: Server) -> None:
    """Each with last entry, unread count and participants, without a call for each."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.send(chat, "the latest")
    (item,) = bob.http.get("/api/conversations").ok(200)["items"]
    assert item["last_entry"]["content"] == "the latest"
    assert (item["unread"], item["id"]) == (1, chat.id)


def test_pages_of_the_list_miss_nothing_however_many_moved_at_once(server: Server) -> None:
    """Many conversations can have their last message in one millisecond."""
    ada, bob = server.new_user(), server.new_user()
    groups = [server.group(ada, bob, title=f"{n}") for n in range(12)]
    with ada.socket() as socket:
        for group in groups:
            socket.tell("message.send", text(group, "at once"))
        for _ in groups:
            socket.expect("ack")
    seen: list[str] = []
    cursor = ""
    while True:
        page = ada.http.get(f"/api/conversations?limit=5{cursor}").ok(200)
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(seen) == sorted(group.id for group in groups)
