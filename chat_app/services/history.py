"""Reading the log: pages for people, and resuming by cursor for clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chat_app.errors import NotFound
from chat_app.protocol import sync as frames
from chat_app.protocol.chunks import chunks
from chat_app.protocol.wire import encode
from chat_app.records import Entry, Position, may_see
from chat_app.services.conversations import Conversations
from chat_app.services.positions import Positions
from chat_app.services.recent import Recent
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import CHANGE_KINDS, ConversationId, MessageId, Seq, UserId

READ_AHEAD = 100
"""Entries read from the log at once."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """The messages of a stretch of the log, inclusive, with every change applied."""

    items: list[Entry]
    from_seq: int
    to_seq: int
    at_start: bool
    at_end: bool


class History:
    """What members may read again.

    Args:
        sync_max: missed entries of a conversation above which `reset` is sent in their place.
    """

    def __init__(
        self,
        store: Store,
        conversations: Conversations,
        positions: Positions,
        upkeep: Upkeep,
        recent: Recent,
        *,
        sync_max: int,
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._positions = positions
        self._upkeep = upkeep
        self._recent = recent
        self._sync_max = sync_max

    def page(
        self,
        user_id: UserId,
        conversation_id: ConversationId,
        *,
        before: int | None = None,
        after: int | None = None,
        around: int | None = None,
        limit: int,
    ) -> LogPage:
        """A page of at most `limit` places, newest last: the newest, or those before, after or around a seq.

        Raises:
            NotFound: no such conversation, or the user is no member.
        """
        start = self._conversations.of_member(conversation_id, user_id).start(user_id)
        end = self._positions.end(conversation_id).seq
        if after is not None:
            first, last = after + 1, after + limit
        elif around is not None:
            first, last = around - limit // 2, around - limit // 2 + limit - 1
        else:
            last = (before if before is not None else end + 1) - 1
            first = last - limit + 1
        # Both ends known: the gap-free seq does the paging, whatever the log's length.
        first, last = max(start + 1, first), max(min(end, last), 0)
        self._upkeep.settle_changes(conversation_id)
        entries = self._store.log.range(conversation_id, first, last) if first <= last else []
        items = [
            entry.seen_by(user_id)
            for entry in entries
            if entry.kind not in CHANGE_KINDS and may_see(user_id, entry, start)
        ]
        return LogPage(items, first, last, at_start=first <= start + 1, at_end=last >= end)

    def message(self, user_id: UserId, conversation_id: ConversationId, message_id: MessageId) -> Entry:
        """One message, with every change applied: what a reply answers may stand far from it.

        Raises:
            NotFound: no such conversation or message, or not for this user: they look alike.
        """
        conversation = self._conversations.of_member(conversation_id, user_id)
        self._upkeep.settle_changes(conversation_id)
        entry = self._store.log.get(message_id)
        if entry is None or entry.conversation_id != conversation_id or entry.kind in CHANGE_KINDS:
            raise NotFound("There is no such message.")
        if not conversation.shows(entry, user_id):
            raise NotFound("There is no such message.")
        return entry.seen_by(user_id)

    def sync(self, user_id: UserId, cursors: Mapping[ConversationId, Seq], send: Callable[[bytes], None]) -> None:
        """Send what came after the cursors, conversation by conversation, each in order."""
        for conversation in self._store.conversations.of_user(user_id):
            if conversation.is_hidden_from(user_id):
                continue
            known = Position(conversation.last_seq, conversation.last_ordinal)
            end = self._positions.end(conversation.id, cached=known).seq
            cursor, start = cursors.get(conversation.id), conversation.start(user_id)
            # Who came (back) later than the client's last entry: what lies between is not theirs to be sent.
            if cursor is None or cursor < start or end - cursor > self._sync_max:
                if end > start:
                    send(encode(frames.reset(conversation.id, end)))
            elif cursor < end:
                self._send_entries(user_id, conversation.id, start, range(cursor + 1, end + 1), send)

    def _send_entries(
        self,
        user_id: UserId,
        conversation_id: ConversationId,
        start: Seq,
        missed: range,
        send: Callable[[bytes], None],
    ) -> None:
        end = missed[-1]
        self._upkeep.settle_changes(conversation_id)
        for first in missed[::READ_AHEAD]:
            last = min(first + READ_AHEAD - 1, end)
            shown = [
                entry
                for entry in self._recent.range(conversation_id, first, last, end=end)
                if may_see(user_id, entry, start)
            ]
            for chunk, last_seq in chunks(shown):
                send(encode(frames.entries(conversation_id, chunk, last_seq)))
            if not shown or shown[-1].seq < last:
                # What is kept from this user still moves the cursor on.
                send(encode(frames.entries(conversation_id, [], last)))
