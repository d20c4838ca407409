"""Presence: who watches is told who comes and goes, after a grace, as far as privacy allows."""

from __future__ import annotations

from tests.harness import Server, User, wait_until

GRACE = 0.5  # as the harness starts its servers


def status(watcher: User, of: User) -> tuple[str, object]:
    """(`status`, `last_seen`) as GET /api/presence tells it."""
    told = watcher.http.get(f"/api/presence?user_ids={of.id}").ok(200)[of.id]
    return told["status"], told["last_seen"]


def acquainted(server: Server) -> tuple[User, User]:
    """Two people who share a conversation."""
    ada, bob = server.new_user(), server.new_user()
    server.direct_conversation(ada, bob)
    return ada, bob


def test_watching_tells_the_state_now_and_each_change(server: Server) -> None:
    """`presence` at once, then when the watched comes online and when they are gone, with when they were last seen."""
    ada, bob = acquainted(server)
    with ada.socket() as hers:
        hers.tell("presence.watch", user_ids=[bob.id])
        assert hers.expect("presence", user_id=bob.id)["status"] == "offline"
        with bob.socket():
            assert hers.expect("presence", user_id=bob.id)["status"] == "online"
        gone = hers.expect("presence", user_id=bob.id)
        assert gone["status"] == "offline"
        assert gone["last_seen"] is not None


def test_a_second_device_keeps_one_online(server: Server) -> None:
    """Online while any connection lives: closing one of two is no change."""
    ada, bob = acquainted(server)
    with ada.socket() as hers, bob.socket() as phone:
        hers.tell("presence.watch", user_ids=[bob.id])
        assert hers.expect("presence", user_id=bob.id)["status"] == "online"
        with bob.device().socket():
            phone.settle()
        hers.listen(3 * GRACE)
        assert [f["status"] for f in hers.of_type("presence")] == ["online"]


def test_a_reload_does_not_flap(server: Server) -> None:
    """Back within the grace: nobody is told that they were gone."""
    ada, bob = acquainted(server)
    with ada.socket() as hers:
        with bob.socket():
            hers.tell("presence.watch", user_ids=[bob.id])
            hers.expect("presence", user_id=bob.id, status="online")
        with bob.socket():
            hers.listen(3 * GRACE)
            assert "offline" not in [f["status"] for f in hers.of_type("presence")]


def test_presence_by_http_agrees(server: Server) -> None:
    """GET /api/presence and the profile say the same as the socket."""
    ada, bob = acquainted(server)
    assert status(ada, bob)[0] == "offline"
    with bob.socket():
        wait_until("bob to be online", lambda: status(ada, bob)[0] == "online")
        assert ada.http.get(f"/api/users/{bob.id}").ok(200)["presence"]["status"] == "online"
    wait_until("bob to be offline", lambda: status(ada, bob)[0] == "offline")
    assert status(ada, bob)[1] is not None


def test_who_does_not_watch_is_not_told(server: Server) -> None:
    """Changes go only to who watches, and a new list replaces the old one or ends with an empty one."""
    ada, bob = acquainted(server)
    cleo, _ = acquainted(server)
    with ada.socket() as hers, cleo.socket() as watching:
        watching.tell("presence.watch", user_ids=[bob.id])
        watching.expect("presence", user_id=bob.id, status="offline")
        with bob.socket():
            watching.expect("presence", user_id=bob.id, status="online")
            hers.settle()
            assert hers.of_type("presence") == []


def test_wrong_watch_lists_are_an_error(server: Server) -> None:
    """Ids that are none, no list, or a list without end: named, and the socket goes on."""
    ada = server.new_user()
    with ada.socket() as hers:
        wrong: list[object] = ["x", None, ["nonsense"], [{"$ne": 1}], ["0" * 24] * 100_000]
        for user_ids in wrong[:-1]:
            answer = hers.ask("presence.watch", user_ids=user_ids)
            assert answer["type"] == "error", (user_ids, answer)
        hers.settle()
