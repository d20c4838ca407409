"""Typing: seen by the others while it lasts, never by oneself, and it ends by itself."""

from __future__ import annotations

import time

from tests.harness import Server, text


def test_the_others_see_that_one_types_and_stops(server: Server) -> None:
    """`typing` with active true, then false, to the other members and not to the typist."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as hers, bob.socket() as his:
        hers.tell("typing", conversation_id=chat.id, active=True)
        assert his.expect("typing", user_id=ada.id, conversation_id=chat.id)["active"] is True
        hers.tell("typing", conversation_id=chat.id, active=False)
        assert his.expect("typing", user_id=ada.id, conversation_id=chat.id)["active"] is False
        hers.settle()
        assert hers.of_type("typing") == []


def test_typing_ends_after_six_seconds_without_a_word(server: Server) -> None:
    """Who closed the lid while typing does not type for ever."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as hers, bob.socket() as his:
        hers.tell("typing", conversation_id=chat.id, active=True)
        his.expect("typing", user_id=ada.id, active=True)
        began = time.monotonic()
        his.expect("typing", user_id=ada.id, active=False, timeout=12)
        assert 4.5 < time.monotonic() - began < 9


def test_keystrokes_are_throttled(server: Server) -> None:
    """A hundred `typing` in a row reach the others as a few."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as hers, bob.socket() as his:
        for _ in range(100):
            hers.tell("typing", conversation_id=chat.id, active=True)
        hers.ask("message.send", text(chat, "a mark"))
        his.expect_entry("a mark")
        assert 1 <= len([f for f in his.of_type("typing") if f["active"]]) <= 10


def test_typing_is_never_in_the_log(server: Server) -> None:
    """It is not an entry: nothing is stored, nothing is queued."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as hers:
        hers.tell("typing", conversation_id=chat.id, active=True)
        hers.settle()
    assert bob.log(chat) == []
    with bob.socket() as his:
        his.sync({chat.id: 0})
        assert his.of_type("queue") == []
