"""Telling the members: live when they are connected, through the queue when they are not, from the log on return."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from chat_app.bus.interface import Bus
from chat_app.protocol import messages as frames
from chat_app.protocol.chunks import chunks
from chat_app.protocol.wire import encode
from chat_app.records import RANK, Conversation, Entry, Position, QueueRow
from chat_app.services.committer import Committed
from chat_app.services.positions import Positions
from chat_app.services.redelivery import Redelivery
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, Seq, UserId

MAX_FLUSHED = 1_000
MAX_FLUSHED_CHARACTERS = 1_000_000
"""Entries sent ahead on connect, and what they say; `sync` brings the rest."""
READ_AT_ONCE = 100


class Delivery:
    """Who is told of an entry, and how."""

    def __init__(self, store: Store, bus: Bus, positions: Positions, upkeep: Upkeep) -> None:
        self._store = store
        self._bus = bus
        self._positions = positions
        self._upkeep = upkeep
        self.redelivery = Redelivery(store, bus, upkeep, self.flush)

    def announce(self, committed: Committed) -> None:
        """Tell the members of an entry that stands, and the sender's other devices; queue it for who is away."""
        entry = committed.entry
        members = [each for each in committed.conversation.member_ids if each not in entry.hidden_from]
        reached = self._bus.deliver(members, encode(frames.live(entry)), skip=committed.origin)
        if committed.repeated:
            return
        self._upkeep.appended(entry)
        self.redelivery.delivered(entry, reached - {entry.sender_id})
        away = [each for each in members if each not in reached and each != entry.sender_id]
        self._upkeep.queue(
            QueueRow(each, entry.conversation_id, entry.seq, RANK[entry.priority], entry.created_at) for each in away
        )

    def reaches_anyone(self, committed: Committed) -> bool:
        """Whether a recipient is connected, as far as the sender may know."""
        entry = committed.entry
        others = [each for each in committed.conversation.member_ids if each != entry.sender_id]
        return bool(self._bus.connected(others) - set(entry.hidden_from))

    def flush(self, user_id: UserId, send: Callable[[bytes], object]) -> None:
        """Send what waited for the user, highest priority first, then oldest.

        The rows of the queue give order and may be incomplete after a crash; the delivered cursor and the log say
        what is missing, and those entries are sent too. Nothing is removed before a receipt covers it.
        """
        # From the log alone: every row lies above its reader's cursor, and reading the rows took as long again.
        waiting: set[tuple[ConversationId, Seq]] = set()
        for conversation in self._store.conversations.of_user(user_id):
            waiting.update(self._unconfirmed(conversation, user_id))
        self._upkeep.has_rows(user_id, any_rows=bool(waiting))
        entries = [
            entry for entry in self._entries(waiting) if entry.sender_id != user_id and user_id not in entry.hidden_from
        ]
        entries.sort(key=lambda entry: (RANK[entry.priority], entry.created_at, entry.seq))
        for chunk, _ in chunks(entries):
            send(encode(frames.queue(chunk)))
        for entry in entries:
            self.redelivery.delivered(entry, [user_id])

    def _unconfirmed(self, conversation: Conversation, user_id: UserId) -> Iterator[tuple[ConversationId, Seq]]:
        end = self._positions.end(conversation.id, cached=Position(conversation.last_seq, conversation.last_ordinal))
        confirmed = max(conversation.cursor(user_id).delivered_seq, self._upkeep.delivered(conversation.id, user_id))
        first = max(confirmed + 1, end.seq - MAX_FLUSHED + 1)
        for seq in range(first, end.seq + 1):
            yield conversation.id, Seq(seq)

    def _entries(self, places: set[tuple[ConversationId, Seq]]) -> Iterator[Entry]:
        newest = sorted(places)[-MAX_FLUSHED:]
        room = MAX_FLUSHED_CHARACTERS
        for conversation_id, group in groupby(newest, key=lambda place: place[0]):
            for first, last in _runs([seq for _, seq in group]):
                for entry in self._store.log.range(conversation_id, first, last):
                    room -= len(entry.content or "")
                    yield entry
                if room < 0:
                    return


def _runs(seqs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches without holes, of READ_AT_ONCE at most: [1, 2, 3, 7] gives (1, 3), (7, 7)."""
    start = previous = seqs[0]
    for seq in seqs[1:]:
        if seq != previous + 1 or seq - start == READ_AT_ONCE:
            yield start, previous
            start = seq
        previous = seq
    yield start, previous
