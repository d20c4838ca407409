"""The Python client's state: frames in, messages and frames out, with no server at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from chat_client.backoff import Backoff
from chat_client.errors import ApiError
from chat_client.records import Ack
from chat_client.state import State
from hypothesis import given
from hypothesis import strategies as st

ME, YOU, CHAT, OTHER = "a" * 24, "b" * 24, "c" * 24, "d" * 24
NOW = [100.0]


def entry(seq: int, sender: str = YOU, chat: str = CHAT, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {
        "conversation_id": chat,
        "message_id": f"m{seq}",
        "seq": seq,
        "sender_id": sender,
        "kind": kind,
        "content": f"{seq}",
        "created_at": f"2026-03-01T00:00:{seq % 60:02}Z",
        "deleted_at": None,
        **more,
    }


def connected(cursors: dict[str, int] | None = None) -> State:
    """A client that was just let in, and has had its first `sync`."""
    state = State(cursors, lambda: NOW[0])
    let_in(state)
    return state


def let_in(state: State) -> list[dict[str, Any]]:
    """A new connection; returns what was sent on it, after `auth`."""
    state.opened("token")
    assert [frame["type"] for frame in state.outgoing()] == ["auth"]
    state.receive({"type": "ready", "user_id": ME})
    sent = list(state.outgoing())
    state.receive({"type": "sync.done"})
    return sent


def live(state: State, *entries: dict[str, Any]) -> None:
    for each in entries:
        state.receive({"type": "entry", "conversation_id": each["conversation_id"], "entry": each})


def taken(state: State) -> list[int]:
    return [message.seq for message in iter(state.take, None)]


def test_what_stood_before_the_beginning_is_not_new() -> None:
    """A bot that starts does not answer a year of messages."""
    state = State(None, lambda: 0.0)
    state.opened("token")
    state.receive({"type": "ready", "user_id": ME})
    state.receive({"type": "reset", "conversation_id": CHAT, "last_seq": 7})
    state.receive({"type": "sync.done"})
    live(state, entry(8))

    assert taken(state) == [8] and not state.looks


@given(st.lists(st.integers(1, 6), max_size=30))
def test_each_message_is_taken_once_and_in_order_however_often_it_comes(seqs: Sequence[int]) -> None:
    """Doubles are dropped; what leaves a gap waits for the `sync` that it asks for."""
    state = connected({CHAT: 0})
    live(state, *map(entry, seqs))
    if any(frame["type"] == "sync" for frame in state.outgoing()):
        held = state._held[CHAT]
        missing = [entry(seq) for seq in range(held + 1, max(seqs) + 1)]
        state.receive({"type": "entries", "conversation_id": CHAT, "entries": missing, "last_seq": max(seqs)})

    assert taken(state) == list(range(1, max(seqs, default=0) + 1))


def test_a_reconnection_asks_for_what_follows_and_repeats_what_is_owed() -> None:
    """The cursors of what is held, and the sends in their order."""
    state = connected({CHAT: 3})
    live(state, entry(4))
    first, second = state.send("one", conversation_id=CHAT), state.send("two", conversation_id=CHAT)
    assert [frame["client_id"] for frame in state.outgoing() if frame["type"] == "message.send"] == [first, second]
    state.receive(ack(first, 5))
    state.closed()
    third = state.send("three", conversation_id=CHAT)
    assert list(state.outgoing()) == []

    sync, *sends = [frame for frame in let_in(state) if frame["type"] != "receipt"]
    assert sync["cursors"] == {CHAT: 5}
    assert [frame["client_id"] for frame in sends] == [second, third]
    assert state.result(first) == Ack(CHAT, "m5", 5) and state.result(second) is None


def ack(client_id: str, seq: int, chat: str = CHAT) -> dict[str, Any]:
    return {"type": "ack", "client_id": client_id, "conversation_id": chat, "message_id": f"m{seq}", "seq": seq}


def test_an_ack_before_the_entries_it_follows_makes_no_gap() -> None:
    """One's own seq is known; what others wrote before it is still on its way."""
    state = connected({CHAT: 0})
    mine = state.send("mine", conversation_id=CHAT)
    list(state.outgoing())
    state.receive(ack(mine, 2))
    live(state, entry(1), entry(3))

    assert taken(state) == [1, 3]
    assert not [frame for frame in state.outgoing() if frame["type"] == "sync"]


def test_an_entry_that_leaves_a_gap_is_asked_for_once() -> None:
    """However many follow before the answer."""
    state = connected({CHAT: 0})
    live(state, entry(3), entry(4), entry(5))

    assert [frame["cursors"] for frame in state.outgoing() if frame["type"] == "sync"] == [{CHAT: 0}]


def test_own_deleted_and_changing_entries_are_no_messages_but_count() -> None:
    """They move the cursor."""
    state = connected({CHAT: 0})
    live(
        state, entry(1, ME), entry(2, kind="system"), entry(3, deleted_at="2026-03-01T00:00:00Z"), entry(4, kind="edit")
    )
    live(state, entry(5))

    assert taken(state) == [5]


def test_too_much_for_a_sync_is_paged_through() -> None:
    """From the cursor on, until the end."""
    state = connected({CHAT: 2})
    state.receive({"type": "reset", "conversation_id": CHAT, "last_seq": 6})
    look = state.looks[0]
    assert look.send(None) == f"/api/conversations/{CHAT}/messages?after=2&limit=200"
    path = look.send({"items": [entry(3), entry(4)], "to_seq": 4, "at_end": False})
    assert path.endswith("after=4&limit=200")
    with pytest.raises(StopIteration):
        look.send({"items": [entry(5)], "to_seq": 6, "at_end": True})

    assert taken(state) == [3, 4, 5]
    live(state, entry(7))
    assert taken(state) == [7]


def test_what_passes_is_sent_again_at_its_time() -> None:
    """A limit or a store in trouble is no refusal."""
    state = connected({CHAT: 0})
    mine = state.send("mine", conversation_id=CHAT)
    list(state.outgoing())
    state.receive({"type": "error", "code": "rate_limited", "detail": "", "client_id": mine, "retry_after": 2.5})
    assert (state.result(mine), state.patience(), list(state.outgoing())) == (None, 2.5, [])
    NOW[0] += 2.5

    assert [frame["client_id"] for frame in state.outgoing()] == [mine] and state.patience() is None


def test_a_refusal_is_raised_once_and_not_repeated() -> None:
    """Nor does it come back after a reconnection."""
    state = connected({CHAT: 0})
    mine = state.send("", conversation_id=CHAT)
    state.receive({"type": "error", "code": "invalid", "detail": "", "client_id": mine, "errors": {"content": ["No."]}})
    with pytest.raises(ApiError) as refused:
        state.result(mine)

    assert (refused.value.code, refused.value.errors) == ("invalid", {"content": ["No."]})
    assert not [frame for frame in let_in(state) if frame["type"] == "message.send"]


def test_receipts_are_gathered_until_all_is_taken() -> None:
    """One for a burst of a thousand, not a thousand."""
    state = connected({CHAT: 0, OTHER: 0})
    live(state, *[entry(seq) for seq in range(1, 51)], entry(1, chat=OTHER))
    state.take()
    assert list(state.outgoing()) == []
    taken(state)

    receipts = {frame["conversation_id"]: frame["delivered_seq"] for frame in state.outgoing()}
    assert receipts == {CHAT: 50, OTHER: 1} == state.taken


def test_waits_grow_to_half_a_minute_and_begin_anew() -> None:
    """A random part of them: a crowd does not come back at once."""
    backoff = Backoff(uniform=lambda low, high: high)
    assert [backoff.next() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    backoff.succeeded()
    assert backoff.next() == 0.5
    assert 0 <= Backoff().next() <= 0.5
