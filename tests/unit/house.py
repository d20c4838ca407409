"""All services over a store in memory, put together as the factory does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from chat_app.config import load
from chat_app.records import Conversation, Entry, User
from chat_app.services import build_services
from chat_app.services.messages import Ack, Draft
from chat_app.types import ConversationId, MessageId, UserId
from tests.unit.factories import ADA, BOB, CID, user
from tests.unit.memory import MemoryBus, MemoryStore
from tests.unit.test_wire import read, text_of

DAN = UserId("e" * 24)


@dataclass
class House:
    """Ada, Bob, Cid and Dan. Nothing runs by itself but the committer: tests are the clock of all else."""

    sync_max: int = 1_000
    store: MemoryStore = field(default_factory=MemoryStore)
    bus: MemoryBus = field(default_factory=MemoryBus)
    written: int = 0

    def __post_init__(self) -> None:
        for user_id, name in ((ADA, "ada"), (BOB, "bob"), (CID, "cid"), (DAN, "dan.d")):
            self.person(user_id, username=name)
        settings = load(_env_file=None, secret_key="of the house " * 3, sync_max_entries=self.sync_max, bcrypt_rounds=4)
        services = build_services(settings, self.store, self.bus)  # type: ignore[arg-type]
        services.upkeep._started = True
        self.services = services

    def person(self, user_id: UserId, **more: Any) -> User:
        self.store.users.people[user_id] = user(user_id, **more)
        return self.store.users.people[user_id]

    def group(self, owner: UserId = ADA, *others: UserId) -> ConversationId:
        return self.services.groups.create(owner, others, "group").id

    def now(self, chat: ConversationId) -> Conversation:
        found = self.store.conversations.get(chat)
        assert found is not None
        return found

    def roles(self, chat: ConversationId) -> dict[UserId, str]:
        return {each.user_id: each.role for each in self.now(chat).participants}

    def log(self, chat: ConversationId) -> list[Entry]:
        return self.store.log.logs[chat]

    def say(self, chat: ConversationId, content: str = "hello", *, sender: UserId = ADA, **more: Any) -> Entry:
        return self.append(chat, sender, kind="text", content=content, **more).entry

    def change(self, target: Entry, sender: UserId = ADA, **more: Any) -> Entry:
        return self.append(target.conversation_id, sender, target_id=target.message_id, **more).entry

    def react(self, target: Entry, emoji: str, sender: UserId = ADA, *, on: bool = True) -> Entry:
        return self.change(target, sender, kind="reaction", data={"emoji": emoji, "on": on})

    def append(self, chat: ConversationId, sender: UserId, **draft: Any) -> Ack:
        self.written += 1
        return self.services.messages.record(self.now(chat), sender, Draft(client_id=f"house-{self.written}", **draft))

    def watching(self, viewer: UserId, whom: UserId) -> list[str]:
        """The states of presence that the viewer's screen was told of somebody."""
        told_to = zip(self.bus.watched, self.bus.only, strict=True)
        frames = [
            frame
            for (watched, frame, hidden), only in told_to
            if watched == whom and viewer not in hidden and (only is None or viewer in only)
        ]
        return [frame["status"] for frame in told(frames)]

    def standing(self, message_id: MessageId) -> Entry:
        """The entry itself, for tests that change what stands."""
        entry = self.store.log.get(message_id)
        assert entry is not None
        return entry


def told(frames: list[bytes]) -> list[dict[str, Any]]:
    """What a client reads."""
    return [orjson.loads(text_of(read(frame))) for frame in frames]
