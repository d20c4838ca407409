"""What gathers between two writes of upkeep: the highest cursor, the latest end, each row once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from chat_app.records import Cursor, End, Entry, Position, QueueRow
from chat_app.types import CHANGE_KINDS, ConversationId, Seq, UserId

Moved = dict[ConversationId, dict[UserId, Cursor]]


@dataclass(slots=True)
class Tick:
    """What is to be written together. All of it is safe to write twice."""

    cursors: Moved = field(default_factory=dict)
    told: dict[ConversationId, set[UserId]] = field(default_factory=dict)
    ends: dict[ConversationId, End] = field(default_factory=dict)
    rows: list[QueueRow] = field(default_factory=list)
    changes: list[Entry] = field(default_factory=list)
    mentions: dict[ConversationId, dict[UserId, list[Seq]]] = field(default_factory=dict)
    seen: dict[UserId, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows) or self.shows

    @property
    def shows(self) -> bool:
        """Whether it holds what pages show; the queue's rows are none of it."""
        return bool(self.cursors or self.told or self.ends or self.seen)

    def appended(self, entry: Entry) -> None:
        """Note a new entry: the end of its conversation's log, and as far as its sender has read."""
        if entry.kind in CHANGE_KINDS:
            self.changes.append(entry)
        for user_id in entry.mentions:
            self.mentions.setdefault(entry.conversation_id, {}).setdefault(user_id, []).append(entry.seq)
        shown = entry if entry.kind not in CHANGE_KINDS and not entry.hidden_from else None
        hidden = entry if entry.kind not in CHANGE_KINDS and entry.hidden_from else None
        self.extend(entry.conversation_id, End(Position(entry.seq, entry.ordinal), shown, hidden))
        self.move(entry.conversation_id, entry.sender_id, Cursor(entry.seq, entry.seq, entry.ordinal))

    def extend(self, conversation_id: ConversationId, end: End) -> None:
        """Keep the later end, and the later of the messages that one may show as the last."""
        held = self.ends.get(conversation_id)
        if held is not None:
            position = end.position if end.position.seq > held.position.seq else held.position
            end = End(position, _later(held.entry, end.entry), _later(held.hidden, end.hidden))
        self.ends[conversation_id] = end

    def move(self, conversation_id: ConversationId, user_id: UserId, cursor: Cursor) -> None:
        """Move a cursor on, never back; the ordinal goes with the read seq that it belongs to."""
        cursors = self.cursors.setdefault(conversation_id, {})
        held = cursors.get(user_id)
        if held is not None:
            further = cursor if cursor.read_seq > held.read_seq else held
            delivered = max(held.delivered_seq, cursor.delivered_seq)
            cursor = Cursor(delivered, further.read_seq, further.read_ordinal)
        cursors[user_id] = cursor

    def tell(self, conversation_id: ConversationId, user_ids: set[UserId]) -> None:
        """Note whose cursors the others are to be told of."""
        self.told.setdefault(conversation_id, set()).update(user_ids)

    def take_back(self, earlier: Tick) -> None:
        """Take in a tick that could not be written, as if it had never been taken away."""
        for conversation_id, cursors in earlier.cursors.items():
            for user_id, cursor in cursors.items():
                self.move(conversation_id, user_id, cursor)
        for conversation_id, users in earlier.told.items():
            self.tell(conversation_id, users)
        for conversation_id, end in earlier.ends.items():
            self.extend(conversation_id, end)
        for conversation_id, mentioned in earlier.mentions.items():
            for user_id, seqs in mentioned.items():
                self.mentions.setdefault(conversation_id, {}).setdefault(user_id, []).extend(seqs)
        self.seen = earlier.seen | self.seen
        self.rows = earlier.rows + self.rows
        self.changes = earlier.changes + self.changes


def _later(one: Entry | None, other: Entry | None) -> Entry | None:
    if one is None or other is None:
        return one or other
    return one if one.seq > other.seq else other
