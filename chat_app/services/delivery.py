"""Telling the members: live when they are connected, through the queue when they are not, from the log on return."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from chat_app.bus.interface import About, Bus
from chat_app.protocol import messages as frames
from chat_app.protocol.chunks import chunks
from chat_app.protocol.encoded import EncodedEntry, encode_entry, live
from chat_app.protocol.wire import encode
from chat_app.records import RANK, Conversation, Position, QueueRow, may_see
from chat_app.services.committer import Committed
from chat_app.services.positions import Positions
from chat_app.services.recent import Recent
from chat_app.services.unconfirmed import Unconfirmed
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, Seq, UserId

MAX_FLUSHED = 1_000
MAX_FLUSHED_BYTES = 1 << 20
"""Entries sent ahead on connect, and about how much they take; `sync` brings the rest."""
READ_AT_ONCE = 100


class _Stretch(NamedTuple):
    """What one user did not confirm of a log: seqs, inclusive."""

    conversation_id: ConversationId
    first: int
    end: int
    start: Seq
    updated_at: datetime


class Delivery:
    """Who is told of an entry, and how."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        positions: Positions,
        upkeep: Upkeep,
        recent: Recent,
        unconfirmed: Unconfirmed,
    ) -> None:
        self._store = store
        self._bus = bus
        self._positions = positions
        self._upkeep = upkeep
        self._recent = recent
        self._unconfirmed = unconfirmed
        bus.listeners.told.append(self._told)

    def announce(self, committed: Committed) -> None:
        """Tell the members of an entry that stands, and the sender's other devices; queue it for who is away."""
        entry, encoded = committed.entry, encode_entry(committed.entry)
        members = committed.conversation.readers(entry)
        about = None if committed.repeated else About(entry.conversation_id, entry.seq, entry.sender_id, entry.ordinal)
        reached = self._bus.deliver(members, encode(live(encoded)), skip=committed.origin, about=about)
        if committed.repeated:
            return
        self._recent.appended(encoded)
        self._upkeep.appended(entry)
        away = [each for each in members if each not in reached and each != entry.sender_id]
        self._upkeep.queue(
            QueueRow(each, entry.conversation_id, entry.seq, RANK[entry.priority], entry.created_at) for each in away
        )

    def _told(self, about: About, user_ids: Collection[UserId]) -> None:
        self._positions.heard(about.conversation_id, Position(about.seq, about.ordinal))
        # Whichever node hands an entry to sockets follows it until it is confirmed there.
        others = [each for each in user_ids if each != about.sender_id]
        self._unconfirmed.delivered(about.conversation_id, about.seq, about.seq, others)

    def reaches_anyone(self, committed: Committed) -> bool:
        """Whether a recipient is connected, as far as the sender may know."""
        entry = committed.entry
        return bool(self._bus.connected(committed.conversation.readers(entry)) - {entry.sender_id})

    def flush(self, user_id: UserId, send: Callable[[bytes], object]) -> None:
        """Send what waited for the user, highest priority first, then oldest.

        The rows of the queue give order and may be incomplete after a crash; the delivered cursor and the log say
        what is missing, and those entries are sent too. Nothing is removed before a receipt covers it.
        """
        # From the log alone: every row lies above its reader's cursor, and reading the rows took as long again.
        conversations = self._store.conversations.of_user(user_id)
        stretches = [stretch for each in conversations if (stretch := self._stretch(each, user_id)) is not None]
        self._upkeep.has_rows(user_id, any_rows=bool(stretches))
        stretches.sort(key=lambda stretch: stretch.updated_at, reverse=True)
        entries: list[EncodedEntry] = []
        for stretch in stretches:
            room = MAX_FLUSHED - len(entries)
            if room <= 0 or sum(len(entry.json) for entry in entries) > MAX_FLUSHED_BYTES:
                break
            first = max(stretch.first, stretch.end - room + 1)
            entries += [entry for entry in self._read(stretch.conversation_id, first, stretch.end)
                        if entry.sender_id != user_id and may_see(user_id, entry, stretch.start)]  # fmt: skip
            self._unconfirmed.delivered(stretch.conversation_id, first, stretch.end, [user_id])
        entries.sort(key=lambda entry: (entry.rank, entry.created_at, entry.seq))
        for chunk, _ in chunks(entries):
            send(encode(frames.queue(chunk)))

    def _stretch(self, conversation: Conversation, user_id: UserId) -> _Stretch | None:
        end = self._positions.end(conversation.id, cached=Position(conversation.last_seq, conversation.last_ordinal))
        start = conversation.start(user_id)
        pending = self._upkeep.delivered(conversation.id, user_id)
        confirmed = max(conversation.cursor(user_id).delivered_seq, pending, start)
        if confirmed >= end.seq:
            return None
        return _Stretch(conversation.id, confirmed + 1, end.seq, start, conversation.updated_at)

    def _read(self, conversation_id: ConversationId, first: int, end: int) -> Iterator[EncodedEntry]:
        for start in range(first, end + 1, READ_AT_ONCE):
            yield from self._recent.range(conversation_id, start, min(start + READ_AT_ONCE - 1, end), end=end)
