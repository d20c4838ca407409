"""How far each member has received and read."""

from __future__ import annotations

from chat_app.bus.interface import Bus
from chat_app.errors import NotFound
from chat_app.protocol import receipts as frames
from chat_app.protocol.wire import encode
from chat_app.services.conversations import Conversations
from chat_app.services.positions import Positions
from chat_app.services.redelivery import Redelivery
from chat_app.services.tick import Moved
from chat_app.services.upkeep import Upkeep
from chat_app.types import ConversationId, Seq, UserId


class Receipts:
    """Takes what members confirm, and tells it once it is stored."""

    def __init__(
        self, conversations: Conversations, positions: Positions, upkeep: Upkeep, redelivery: Redelivery
    ) -> None:
        self._conversations = conversations
        self._positions = positions
        self._upkeep = upkeep
        self._redelivery = redelivery

    def confirm(
        self, user_id: UserId, conversation_id: ConversationId, delivered: Seq | None, read: Seq | None
    ) -> None:
        """Move the member's cursors on, at most to the end of the log. Raises NotFound for who is no member."""
        conversation = self._conversations.of_member(conversation_id, user_id)
        end = self._positions.end(conversation.id).seq
        read = min(read or Seq(0), end)
        delivered = max(min(delivered or Seq(0), end), read)
        self._upkeep.confirmed(conversation.id, user_id, delivered, read)
        self._redelivery.confirmed(conversation.id, user_id, delivered)


MAX_AUDIENCE = 50
"""Members above which receipts are told to the reader's own devices only: all to all would be n² frames."""


class ReceiptTeller:
    """Tells stored receipts to the members: to the reader's other devices too, so one clears the other."""

    def __init__(self, conversations: Conversations, bus: Bus) -> None:
        self._conversations = conversations
        self._bus = bus

    def tell(self, moved: Moved) -> None:
        """Tell where cursors are now; in a large group, or where a block stands, to the reader's own devices only."""
        for conversation_id, cursors in moved.items():
            for user_id, cursor in cursors.items():
                try:
                    conversation = self._conversations.of_member(conversation_id, user_id)
                except NotFound:  # the member left in the meantime
                    continue
                members = conversation.member_ids
                alone = conversation.blocked_by or len(members) > MAX_AUDIENCE
                frame = frames.receipt(conversation_id, user_id, cursor.delivered_seq, cursor.read_seq)
                self._bus.deliver([user_id] if alone else members, encode(frame))
