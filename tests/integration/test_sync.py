"""`sync`: what was missed since a cursor, in order and in chunks; too much is a reset."""

from __future__ import annotations

import json

from tests.harness import Server, text


def test_what_was_missed_comes_in_order(server: Server) -> None:
    """The entries after the cursor, none of those before it, then sync.done."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    seqs = [ada.send(chat, f"{n}")["seq"] for n in range(6)]
    with bob.socket() as socket:
        told = socket.sync({chat.id: seqs[1]})
    assert [e["seq"] for e in told.entries[chat.id]] == seqs[2:]
    assert [e["content"] for e in told.entries[chat.id]] == ["2", "3", "4", "5"]
    assert {chunk["last_seq"] for chunk in told.chunks} == {seqs[-1]}


def test_who_missed_nothing_hears_only_done(server: Server) -> None:
    """A conversation that is not ahead of its cursor is not mentioned."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    seq = ada.send(chat, "read")["seq"]
    with bob.socket() as socket:
        told = socket.sync({chat.id: seq})
        assert (told.entries, told.resets) == ({}, {})


def test_entries_come_in_chunks_that_fit_a_frame(server: Server) -> None:
    """Long entries do not make one frame without end: every chunk is at most 64 KiB or a single entry."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        for n in range(40):
            socket.tell("message.send", text(chat, f"{n:02}" + "x" * 7_000, f"big-{n}"))
        for n in range(40):
            socket.expect("ack", client_id=f"big-{n}")
        first = socket.of_type("ack")[0]["seq"]
    with bob.socket() as socket:
        told = socket.sync({chat.id: first})
    assert [e["content"][:2] for e in told.entries[chat.id]] == [f"{n:02}" for n in range(1, 40)]
    assert len(told.chunks) > 1
    for chunk in told.chunks:
        assert len(chunk["entries"]) == 1 or len(json.dumps(chunk, ensure_ascii=False).encode()) <= 1 << 16


def test_over_a_thousand_missed_is_a_reset(server: Server) -> None:
    """1,000 missed entries still come; 1,001 come as `reset` with the last seq, and the client pages."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    with ada.socket() as socket:
        for n in range(1_002):
            socket.tell("message.send", text(chat, f"{n}", f"m-{n}"))
        last = socket.expect("ack", client_id="m-1001", timeout=30)["seq"]
    with bob.socket() as socket:
        enough = socket.sync({chat.id: last - 1_000})
        assert [e["seq"] for e in enough.entries[chat.id]] == list(range(last - 999, last + 1))
        assert enough.resets == {}
        told = socket.sync({chat.id: last - 1_001})
        assert (told.entries, told.resets) == ({}, {chat.id: last})


def test_a_conversation_that_was_not_named_comes_as_reset(server: Server) -> None:
    """A new device knows nothing: it is told what there is, and pages when it wants to."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    seq = ada.send(chat, "new to you")["seq"]
    with bob.socket() as socket:
        told = socket.sync({})
    assert (told.entries, told.resets) == ({}, {chat.id: seq})


def test_a_cursor_ahead_of_the_log_is_survived(server: Server) -> None:
    """A client from the future (a restored backup) gets a reset or nothing, and can go on."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    ada.send(chat, "x")
    with bob.socket() as socket:
        told = socket.sync({chat.id: 1_000_000})
        assert told.entries == {}
        ada.send(chat, "y")
        socket.expect_entry("y")


def test_wrong_cursors_are_an_error(server: Server) -> None:
    """Named as such, and the socket goes on."""
    bob = server.new_user()
    wrong: list[object] = [[], "x", {"nonsense": 1}, {"0" * 24: -1}, {"0" * 24: "1"}, {"0" * 24: 1.5}, {"$gt": 1}]
    for cursors in wrong:
        with bob.socket() as socket:
            answer = socket.ask("sync", cursors=cursors)
            assert answer["type"] == "error", (cursors, answer)
            socket.settle()


def test_an_entry_sent_during_a_sync_is_not_missed(server: Server) -> None:
    """Subscribe first, then read: with live frames and sync together, nothing is missing."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    first = ada.send(chat, "0")["seq"]
    with ada.socket() as hers:
        for n in range(1, 200):
            hers.tell("message.send", text(chat, f"{n}", f"s-{n}"))
        with bob.socket() as his:
            told = his.sync({chat.id: first})
            last = hers.expect("ack", client_id="s-199", timeout=30)["seq"]
            if last not in {e["seq"] for e in told.entries.get(chat.id, [])}:
                his.expect_entry("199")
            live = {f["entry"]["seq"] for f in his.of_type("entry")}
            read = {e["seq"] for e in told.entries.get(chat.id, [])}
    assert live | read >= set(range(first + 1, last + 1))
