"""Batches between nodes, numbered so that a lost one is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chat_app.bus.hints import EVERYONE, Receiver, Sender
from chat_app.bus.interface import About
from chat_app.types import NodeId, Seq
from tests.unit.factories import ADA, CHAT

NORTH, SOUTH = NodeId("north"), NodeId("south")


def test_operations_arrive_as_they_were_sent() -> None:
    """Frames are bytes, and an entry's place comes along."""
    operations = [["deliver", [ADA], b"\x81\x02{}", About(CHAT, Seq(2**40), ADA)], ["beat", {SOUTH: 3}]]
    sender, read, lost = Receiver(SOUTH).read(Sender(NORTH).batch(SOUTH, operations))

    assert sender == NORTH and not lost
    assert read == [["deliver", [ADA], b"\x81\x02{}", [CHAT, 2**40, ADA]], ["beat", {SOUTH: 3}]]


def test_a_hole_is_noticed_by_the_next_batch() -> None:
    """On each channel by itself."""
    sender, receiver = Sender(NORTH), Receiver(SOUTH)
    batches = [sender.batch(SOUTH, []) for _ in range(3)] + [sender.batch(EVERYONE, [])]

    assert [receiver.read(batches[n])[2] for n in (0, 2, 3)] == [False, True, False]


def test_a_hole_at_the_end_is_noticed_by_the_heartbeat() -> None:
    """Once."""
    sender, receiver = Sender(NORTH), Receiver(SOUTH)
    receiver.read(sender.batch(SOUTH, []))
    sender.batch(SOUTH, [])

    assert [receiver.is_behind(NORTH, sender.numbers()) for _ in range(2)] == [True, False]


def test_the_count_of_a_node_begins_where_it_is_first_heard() -> None:
    """Who joins late has lost nothing; what a node that ended had sent is forgotten."""
    sender, receiver = Sender(NORTH), Receiver(SOUTH)
    sender.batch(SOUTH, [])

    assert not receiver.is_behind(NORTH, sender.numbers())
    assert not receiver.read(sender.batch(SOUTH, []))[2]
    receiver.forget(NORTH)
    sender.batch(SOUTH, [])
    assert not receiver.read(sender.batch(SOUTH, []))[2]


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_whatever_is_lost_is_noticed_by_the_next_heartbeat_at_the_latest(arrives: list[bool]) -> None:
    """And where nothing is lost, nothing is noticed."""
    sender, receiver, noticed = Sender(NORTH), Receiver(SOUTH), False
    receiver.read(sender.batch(SOUTH, []))
    for each in arrives:
        batch = sender.batch(SOUTH, [])
        if each:
            noticed |= receiver.read(batch)[2]
    noticed |= receiver.is_behind(NORTH, sender.numbers())

    assert noticed == (not all(arrives))
