"""Who is connected and touches nothing is away; reading and writing bring them back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness import Server, text


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server that is soon bored, and takes no long lists."""
    with Server.started(presence_away=1, heartbeat_interval=6, watch_max_users=2, sync_max_conversations=1) as server:
        yield server


def test_who_touches_nothing_is_away_and_back_when_they_write(strict: Server) -> None:
    """What a client does by itself, as to ping, is no touch."""
    ada, bob = strict.new_user(), strict.new_user()
    chat = strict.direct_conversation(ada, bob)
    with ada.socket() as hers, bob.socket() as his:
        hers.tell("presence.watch", user_ids=[bob.id])
        his.settle()
        hers.expect("presence", user_id=bob.id, status="away")
        his.settle()
        his.ask("message.send", text(chat, "I am back"))
        hers.expect("presence", user_id=bob.id, status="online")


def test_lists_longer_than_the_settings_allow_are_refused(strict: Server) -> None:
    """With the field and the limit, and the socket stays open."""
    with strict.new_user().socket() as socket:
        ids = [f"{n:024x}" for n in range(3)]
        for answer, field in (
            (socket.ask("presence.watch", user_ids=ids), "user_ids"),
            (socket.ask("sync", cursors=dict.fromkeys(ids, 0)), "cursors"),
        ):
            assert (answer["code"], answer["field"]) == ("invalid", field) and "At most" in answer["detail"]
        socket.settle()
