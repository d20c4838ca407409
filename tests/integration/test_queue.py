"""The offline queue: what came while nobody was there, most urgent first, again until it is confirmed."""

from __future__ import annotations

from typing import Any

from tests.harness import Server, Socket, User, text, wait_until


def queued(socket: Socket) -> list[dict[str, Any]]:
    """All that `queue` frames brought on this connection, in their order."""
    socket.sync({})  # the queue is sent right after `ready`, so before the answer to anything asked later
    return [entry for frame in socket.of_type("queue") for entry in frame["entries"]]


def contents(user: User) -> list[str]:
    with user.socket() as socket:
        return [entry["content"] for entry in queued(socket)]


def test_who_was_offline_gets_the_queue_right_after_ready(server: Server) -> None:
    """Before anything is asked for: `ready`, then `queue` with whole entries."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.send(chat, "while you were out")
    with bob.socket() as socket:
        frame = socket.expect("queue")
        assert [f["type"] for f in socket.frames[:2]] == ["ready", "queue"]
    (entry,) = frame["entries"]
    assert entry == bob.log(chat)[-1]


def test_the_most_urgent_comes_first_then_the_oldest(server: Server) -> None:
    """high before normal before low, and by age within each."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        for n, priority in enumerate(["low", "normal", "high", "low", "high", "normal"]):
            ack = socket.ask("message.send", text(chat, f"{priority} {n}", priority=priority))
            assert ack["status"] == "queued"
    assert contents(bob) == ["high 2", "high 4", "normal 1", "normal 5", "low 0", "low 3"]


def test_the_queue_repeats_until_a_receipt_covers_it(server: Server) -> None:
    """A connection that died before it confirmed costs nothing: the next one gets the rest again."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    seqs = [ada.send(chat, f"{n}")["seq"] for n in range(3)]
    assert contents(bob) == ["0", "1", "2"]
    assert contents(bob) == ["0", "1", "2"]
    with ada.socket() as hers, bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, delivered_seq=seqs[1])
        hers.expect("receipt", user_id=bob.id)
    wait_until("only the last to be queued", lambda: contents(bob) == ["2"])
    with ada.socket() as hers, bob.socket() as his:
        his.tell("receipt", conversation_id=chat.id, read_seq=seqs[2])
        hers.expect("receipt", user_id=bob.id)
    wait_until("the queue to be empty", lambda: contents(bob) == [])


def test_nothing_is_queued_for_who_heard_it_live_and_confirmed(server: Server) -> None:
    """A live and confirmed entry does not come again."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with bob.socket() as his, ada.socket() as hers:
        hers.ask("message.send", text(chat, "live"))
        entry = his.expect_entry("live")
        his.tell("receipt", conversation_id=chat.id, delivered_seq=entry["seq"])
        hers.expect("receipt", user_id=bob.id)
    assert contents(bob) == []


def test_an_entry_heard_but_not_confirmed_is_queued_on_the_next_connect(server: Server) -> None:
    """The connection closed before a receipt covered it: nobody knows whether it arrived, so it comes again."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with bob.socket() as his:
        ada.send(chat, "did you get it?")
        his.expect_entry("did you get it?")
    wait_until("it to be queued", lambda: contents(bob) == ["did you get it?"])


def test_the_queue_spans_conversations_and_groups(server: Server) -> None:
    """One queue a person, over all their conversations, oldest first."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    group = server.group(ada, bob, cleo)
    direct = server.direct_conversation(cleo, bob)
    ada.send(group, "one")
    cleo.send(direct, "two")
    ada.send(group, "three")
    assert [c for c in contents(bob) if c in {"one", "two", "three"}] == ["one", "two", "three"]


def test_a_long_queue_comes_in_frames_that_fit(server: Server) -> None:
    """Chunks of whole entries, each frame small enough for a client to take, none missing."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        for n in range(60):
            socket.tell("message.send", text(chat, f"{n:02} " + "x" * 4_000, f"long-{n}"))
        for n in range(60):
            socket.expect("ack", client_id=f"long-{n}")
    found = contents(bob)
    assert [content[:2] for content in found] == [f"{n:02}" for n in range(60)]


def test_nobody_elses_messages_are_in_a_queue(server: Server) -> None:
    """A sender does not queue for themselves, nor for outsiders."""
    ada, bob, eve = server.new_user(), server.new_user(), server.new_user()
    ada.send(server.direct_conversation(ada, bob), "for bob")
    assert contents(ada) == []
    assert contents(eve) == []
