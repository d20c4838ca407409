"""Who writes just now is told to the others, not too often, and is over by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import gevent
import orjson
import pytest

from chat_app.records import Conversation
from chat_app.services import typing as module
from chat_app.services.privacy import Privacy
from chat_app.services.typing import Typing
from chat_app.types import ConversationId, UserId
from tests.unit.factories import ADA, BOB, CHAT, CID, conversation
from tests.unit.memory import MemoryBus, MemoryStore
from tests.unit.test_wire import read, text_of


@dataclass
class Room:
    """A conversation in which Ada writes."""

    conversation: Conversation = field(default_factory=lambda: conversation([ADA, BOB, CID]))
    bus: MemoryBus = field(default_factory=MemoryBus)

    def __post_init__(self) -> None:
        privacy = Privacy(MemoryStore())  # type: ignore[arg-type]
        self.typing = Typing(self, self.bus, privacy)  # type: ignore[arg-type]

    def of_member(self, _conversation_id: ConversationId, _user_id: UserId) -> Conversation:
        return self.conversation

    def told(self) -> list[bool]:
        return [orjson.loads(text_of(read(frame)))["active"] for _, frame in self.bus.delivered]


def test_the_others_are_told_and_not_the_writer() -> None:
    """One's own devices know."""
    room = Room()
    room.typing.set(ADA, CHAT, active=True)

    assert [users for users, _ in room.bus.delivered] == [[BOB, CID]] and room.told() == [True]


def test_repeats_are_told_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients say it at every key."""
    room, time = Room(), [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: time[0])
    for _ in range(5):
        room.typing.set(ADA, CHAT, active=True)
        time[0] += module.THROTTLE / 10
    time[0] += module.THROTTLE
    room.typing.set(ADA, CHAT, active=True)

    assert room.told() == [True, True]


def test_stopping_is_told_at_once_and_once() -> None:
    """Sending a message stops as well."""
    room = Room()
    room.typing.set(ADA, CHAT, active=True)
    room.typing.stop(room.conversation, ADA)
    room.typing.set(ADA, CHAT, active=False)

    assert room.told() == [True, False]


def test_who_never_began_stops_without_a_word() -> None:
    """Every message sent says so."""
    room = Room()
    room.typing.stop(room.conversation, ADA)

    assert room.told() == []


def test_it_is_over_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab that was closed says nothing more."""
    monkeypatch.setattr(module, "EXPIRES_AFTER", 0.001)
    room = Room()
    room.typing.set(ADA, CHAT, active=True)
    room.bus.told.clear()

    assert room.bus.told.wait(5) and room.told() == [True, False]
    assert not room.typing._writing


def test_who_goes_on_is_not_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The earlier end was called off."""
    monkeypatch.setattr(module, "EXPIRES_AFTER", 0)
    room = Room()
    room.typing.set(ADA, CHAT, active=True)
    monkeypatch.setattr(module, "EXPIRES_AFTER", 60)
    room.typing.set(ADA, CHAT, active=True)
    gevent.sleep(0.001)

    assert room.told() == [True]
    room.typing.stop(room.conversation, ADA)


def test_nothing_passes_a_block() -> None:
    """Promise 5: in a direct conversation, both ways."""
    room = Room(conversation(kind="direct", blocked_by=(BOB,)))
    for writer in (ADA, BOB):
        room.typing.set(writer, CHAT, active=True)
        room.typing.set(writer, CHAT, active=False)

    assert room.bus.delivered == []
