"""Hints that are lost one after the other are healed together, for each healing is a `sync` of every client."""

from __future__ import annotations

from gevent.event import Event

from chat_app.bus.hints import EVERYONE, Sender
from chat_app.bus.redis import RedisBus
from chat_app.types import NodeId
from chat_app.ws.hub import Hub

NOWHERE = "redis://127.0.0.1:1/0"


def test_many_losses_in_a_row_ask_the_clients_once() -> None:
    """At once for the first; those that follow wait for the next time, and one time does for all of them."""
    asked: list[str] = []
    healed = Event()
    hub = Hub()
    hub.resync = lambda *_: healed.set()  # type: ignore[method-assign]
    bus = RedisBus(NOWHERE, hub)
    bus.listeners.lost.append(lambda: asked.append("to forget"))
    sender = Sender(NodeId("north"))
    for number in range(20):
        batch = sender.batch(EVERYONE, [["user", "somebody"]], at=0.0)
        if number % 2 == 0:  # every other one is lost
            bus._received(batch)
        if number == 10:
            assert healed.wait(10)

    assert asked == ["to forget"]
    assert bus._membership._healing._next is not None  # what was lost since then waits for the next time
    bus._membership._healing._next.kill()
