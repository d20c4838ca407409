"""The pulse of a node: each peer is asked in its turn, whatever the store does."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import Mock

import gevent
import pytest
from gevent.event import Event

from chat_app.types import ConnectionId
from chat_app.ws.heartbeat import SLOTS, Heartbeat


class Peer:
    """A connection that was heard of a moment ago, and notes how often it is asked."""

    listening = True

    def __init__(self, slot: int) -> None:
        # The hash of a number is the number, so this one's turn is known.
        self.id = ConnectionId(slot)  # type: ignore[arg-type]
        self.heard_at = float("inf")
        self.pinged = 0
        self.twice = Event()

    def ping(self) -> None:
        self.pinged += 1
        if self.pinged == 2:
            self.twice.set()


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[gevent.Greenlet]]:
    """What a heartbeat begins, which the test ends."""
    begun: list[gevent.Greenlet] = []
    spawn = gevent.spawn
    monkeypatch.setattr(gevent, "spawn", lambda do: begun.append(spawn(do)))
    yield begun
    gevent.killall(begun)


def test_a_store_that_does_not_answer_holds_up_no_ping(pulse: list[gevent.Greenlet]) -> None:
    """Or peers that live, and are not asked whether they do, would be hung up on."""
    peers, asked = [Peer(slot) for slot in range(SLOTS)], Event()

    def check() -> None:
        asked.set()
        Event().wait()

    beat = Heartbeat(peers, Mock(), Mock(check=check), Mock(), interval=SLOTS / 1_000)  # type: ignore[arg-type]
    beat.start()
    with gevent.Timeout(10):
        asked.wait()
        for peer in peers:
            peer.twice.wait()
    assert all(pulse), "both parts go on"


class Silent(Peer):
    """A connection of which nothing has been heard for long."""

    def __init__(self, *, listening: bool) -> None:
        super().__init__(0)
        self.heard_at = float("-inf")
        self.listening = listening
        self.aborted = Event()

    def abort(self) -> None:
        self.aborted.set()


def test_only_who_is_silent_while_we_listen_is_hung_up_on(pulse: list[gevent.Greenlet]) -> None:
    """Whose frame waits for a store that is slow has said something, and would say it again with a new connection."""
    gone, waiting = Silent(listening=True), Silent(listening=False)
    beat = Heartbeat([gone, waiting], Mock(), Mock(), Mock(), interval=SLOTS / 1_000)  # type: ignore[arg-type]
    beat.start()
    with gevent.Timeout(10):
        gone.aborted.wait()
        waiting.twice.wait()
    assert not waiting.aborted.is_set()
    assert not gone.pinged
