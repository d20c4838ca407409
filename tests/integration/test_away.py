"""Who is connected and touches nothing is away; reading and writing bring them back."""

from __future__ import annotations

from tests.harness import Server, text


def test_who_touches_nothing_is_away_and_back_when_they_write() -> None:
    """What a client does by itself, as to ping, is no touch."""
    with Server.started(presence_away=1, heartbeat_interval=6) as server:
        ada, bob = server.new_user(), server.new_user()
        chat = server.direct_conversation(ada, bob)
        with ada.socket() as hers, bob.socket() as his:
            hers.tell("presence.watch", user_ids=[bob.id])
            his.settle()
            hers.expect("presence", user_id=bob.id, status="away")
            his.settle()
            his.ask("message.send", text(chat, "I am back"))
            hers.expect("presence", user_id=bob.id, status="online")


def test_lists_longer_than_the_settings_allow_are_refused() -> None:
    """With the field and the limit, and the socket stays open."""
    with Server.started(watch_max_users=2, sync_max_conversations=1) as server, server.new_user().socket() as socket:
        ids = [f"{n:024x}" for n in range(3)]
        for answer, field in (
            (socket.ask("presence.watch", user_ids=ids), "user_ids"),
            (socket.ask("sync", cursors=dict.fromkeys(ids, 0)), "cursors"),
        ):
            assert (answer["code"], answer["field"]) == ("invalid", field) and "At most" in answer["detail"]
        socket.settle()
