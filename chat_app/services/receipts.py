"""How far each member has received and read."""

from __future__ import annotations

from collections import OrderedDict

from chat_app.bus.interface import Bus
from chat_app.errors import NotFound
from chat_app.protocol import receipts as frames
from chat_app.protocol.wire import encode
from chat_app.records import BEFORE, Conversation, Cursor
from chat_app.services.conversations import Conversations
from chat_app.services.positions import Positions
from chat_app.services.privacy import Privacy
from chat_app.services.tick import Moved
from chat_app.services.unconfirmed import Unconfirmed
from chat_app.services.upkeep import Upkeep
from chat_app.types import ConversationId, Seq, UserId


class Receipts:
    """Takes what members confirm, and tells it once it is stored."""

    def __init__(
        self, conversations: Conversations, positions: Positions, upkeep: Upkeep, unconfirmed: Unconfirmed
    ) -> None:
        self._conversations = conversations
        self._positions = positions
        self._upkeep = upkeep
        self._unconfirmed = unconfirmed

    def confirm(
        self, user_id: UserId, conversation_id: ConversationId, delivered: Seq | None, read: Seq | None
    ) -> None:
        """Move the member's cursors on, at most to the end of the log; who reads takes their own mark away.

        Raises:
            NotFound: who is no member.
        """
        conversation = self._conversations.of_member(conversation_id, user_id)
        end = self._positions.known_end(conversation.id).seq
        if max(delivered or 0, read or 0) > end:
            end = self._positions.end(conversation.id).seq
        read = min(read or Seq(0), end)
        delivered = max(min(delivered or Seq(0), end), read)
        self._upkeep.confirmed(conversation.id, user_id, delivered, read)
        self._unconfirmed.confirmed(conversation.id, user_id, delivered)
        member = conversation.member(user_id)
        if read and member is not None and member.unread_mark:
            self._conversations.set_own_view(conversation.id, user_id, unread_mark=False)


MAX_AUDIENCE = 50
"""Members above which receipts are told to the reader's own devices only: all to all would be n² frames."""


MAX_REMEMBERED = 10_000


class ReceiptTeller:
    """Tells stored receipts to the members: to the reader's other devices too, so one clears the other.

    Who hides how far they have read tells the others what was delivered alone, and hears no more of them.
    """

    def __init__(self, conversations: Conversations, bus: Bus, privacy: Privacy) -> None:
        self._conversations = conversations
        self._bus = bus
        self._privacy = privacy
        self._delivered: OrderedDict[tuple[ConversationId, UserId], Seq] = OrderedDict()

    def tell(self, moved: Moved) -> None:
        """Tell where cursors are now; in a large group, or where a block stands, to the reader's own devices only."""
        for conversation_id, cursors in moved.items():
            for user_id, cursor in cursors.items():
                try:
                    conversation = self._conversations.of_member(conversation_id, user_id)
                except NotFound:  # the member left in the meantime
                    continue
                self._tell(conversation, user_id, cursor)

    def _tell(self, conversation: Conversation, user_id: UserId, cursor: Cursor) -> None:
        members = set(conversation.member_ids)
        alone = conversation.blocked_by or len(members) > MAX_AUDIENCE
        connected = {user_id} if alone else self._bus.connected(members) | {user_id}
        sharing = self._privacy.sharing_reading(connected)
        readers = {user_id} | sharing if user_id in sharing else {user_id}
        frame = frames.receipt(conversation.id, user_id, cursor.delivered_seq, cursor.read_seq)
        self._bus.deliver(readers, encode(frame))
        others = connected - readers
        if others and self._news(conversation.id, user_id, cursor.delivered_seq):
            frame = frames.receipt(conversation.id, user_id, cursor.delivered_seq, BEFORE)
            self._bus.deliver(others, encode(frame))

    def _news(self, conversation_id: ConversationId, user_id: UserId, delivered: Seq) -> bool:
        """Whether that was not told yet: a second frame that says the same would tell that it was read."""
        key = (conversation_id, user_id)
        before = self._delivered.pop(key, BEFORE)
        self._delivered[key] = delivered
        if len(self._delivered) > MAX_REMEMBERED:
            self._delivered.popitem(last=False)
        return delivered > before
