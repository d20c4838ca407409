"""Who writes just now: never stored, throttled, and over by itself."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import gevent

from chat_app.bus.interface import Bus
from chat_app.errors import ChatError
from chat_app.protocol import presence as frames
from chat_app.protocol.wire import encode
from chat_app.records import Conversation
from chat_app.services.conversations import Conversations
from chat_app.services.group_rights import may_write
from chat_app.services.privacy import Privacy
from chat_app.types import ConversationId, UserId

EXPIRES_AFTER = 6.0
"""Seconds after which somebody who said nothing more is no longer writing."""
THROTTLE = 2.0
"""Seconds in which a repeat is not told again."""


@dataclass(slots=True)
class _Writing:
    told_at: float
    end: gevent.Greenlet


class Typing:
    """Tells the other members of a conversation who writes."""

    def __init__(self, conversations: Conversations, bus: Bus, privacy: Privacy) -> None:
        self._conversations = conversations
        self._bus = bus
        self._privacy = privacy
        self._writing: dict[tuple[ConversationId, UserId], _Writing] = {}

    def set(self, user_id: UserId, conversation_id: ConversationId, *, active: bool) -> None:
        """The user writes, or stopped; of who may not write nothing is told. Raises NotFound for who is no member."""
        conversation = self._conversations.of_member(conversation_id, user_id)
        if active and may_write(conversation, user_id) and self._privacy.hears(conversation, user_id):
            self._start(conversation, user_id)
        else:
            self.stop(conversation, user_id)

    def stop(self, conversation: Conversation, user_id: UserId) -> None:
        """The user writes no more, or has sent what was written."""
        writing = self._writing.pop((conversation.id, user_id), None)
        if writing is not None:
            writing.end.kill(block=False)
            self._tell(conversation, user_id, active=False)

    def _start(self, conversation: Conversation, user_id: UserId) -> None:
        key, time = (conversation.id, user_id), monotonic()
        before = self._writing.get(key)
        if before is not None:
            before.end.kill(block=False)
        told_at = before.told_at if before is not None and time - before.told_at < THROTTLE else time
        self._writing[key] = _Writing(told_at, gevent.spawn_later(EXPIRES_AFTER, self._expire, conversation, user_id))
        if told_at == time:
            self._tell(conversation, user_id, active=True)

    def _expire(self, conversation: Conversation, user_id: UserId) -> None:
        self._writing.pop((conversation.id, user_id), None)
        try:
            # As it is now: whoever left or was blocked in the meantime hears nothing.
            conversation = self._conversations.of_member(conversation.id, user_id)
        except ChatError:
            return
        self._tell(conversation, user_id, active=False)

    def _tell(self, conversation: Conversation, user_id: UserId, *, active: bool) -> None:
        others = [each for each in conversation.member_ids if each != user_id]
        if conversation.kind == "direct" and conversation.blocked_by:
            return
        self._bus.deliver(others, encode(frames.typing(conversation.id, user_id, active=active)))
