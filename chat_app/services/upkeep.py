"""What follows a commit, out of its way: cursors, last-entry caches and queue rows, coalesced and written together.

All of it can be made again from the log and from what clients confirm next, so it waits for a tick; what is told to
others (a receipt) is told once it is stored, so that nobody ever sees a cursor move back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

import gevent
import structlog
from gevent.event import Event
from gevent.lock import RLock

from chat_app import metrics
from chat_app.errors import Unavailable
from chat_app.records import Cursor, End, Entry, Position, QueueRow
from chat_app.services.changes import apply_change
from chat_app.services.positions import Positions
from chat_app.store.interfaces import Store
from chat_app.types import CHANGE_KINDS, ConversationId, Seq, UserId

logger = structlog.stdlib.get_logger(__name__)

TICK = 0.1
"""Seconds between two writes of an idle store."""
SHARE = 4
"""A write is followed by a pause of so many times its own length: upkeep takes a fifth of the store at most."""
RETRY_PAUSE = 1.0

Moved = dict[ConversationId, dict[UserId, Cursor]]


@dataclass(slots=True)
class _Tick:
    """What gathered since the last write."""

    cursors: Moved = field(default_factory=dict)
    told: dict[ConversationId, set[UserId]] = field(default_factory=dict)
    ends: dict[ConversationId, End] = field(default_factory=dict)
    rows: list[QueueRow] = field(default_factory=list)
    changes: list[Entry] = field(default_factory=list)
    mentions: dict[ConversationId, dict[UserId, list[Seq]]] = field(default_factory=dict)
    seen: dict[UserId, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cursors or self.ends or self.rows or self.seen)


class Upkeep:
    """The write-behind of one process.

    Args:
        announce: called with the receipts that were stored. Must not block.
    """

    def __init__(self, store: Store, positions: Positions, announce: Callable[[Moved], None]) -> None:
        self._store = store
        self._positions = positions
        self._announce = announce
        self._tick = _Tick()
        self._waiting: set[UserId] = set()
        self._dirty = Event()
        self._writing = RLock()
        self._started = False

    def appended(self, entry: Entry) -> None:
        """Note a new entry: the end of its conversation's log, and as far as its sender has read."""
        if entry.kind in CHANGE_KINDS:
            self._tick.changes.append(entry)
        for user_id in entry.mentions:
            self._tick.mentions.setdefault(entry.conversation_id, {}).setdefault(user_id, []).append(entry.seq)
        end = End(Position(entry.seq, entry.ordinal), None if entry.kind in CHANGE_KINDS else entry)
        _extend(self._tick.ends, entry.conversation_id, end)
        cursor = Cursor(entry.seq, entry.seq, entry.ordinal)
        _raise(self._tick.cursors, entry.conversation_id, entry.sender_id, cursor)
        self._wake()

    def recovered(self, entries: Iterable[Entry]) -> None:
        """Note entries of whose upkeep a crash may have left something undone; all of it is safe to repeat."""
        for entry in entries:
            self.appended(entry)

    def settle_changes(self, conversation_id: ConversationId) -> None:
        """Let pages of that conversation show the effect of every change that stands. Raises Unavailable."""
        if any(change.conversation_id == conversation_id for change in self._tick.changes):
            self.settle()

    def confirmed(self, conversation_id: ConversationId, user_id: UserId, delivered: Seq, read: Seq) -> None:
        """Note a receipt; the others are told of it once it is stored."""
        cursor = Cursor(max(delivered, read), read, 0)
        _raise(self._tick.cursors, conversation_id, user_id, cursor)
        self._tick.told.setdefault(conversation_id, set()).add(user_id)
        self._wake()

    def saw(self, user_id: UserId, time: datetime) -> None:
        """Note when the user was last here."""
        self._tick.seen[user_id] = time
        self._wake()

    def queue(self, rows: Iterable[QueueRow]) -> None:
        """Note entries that wait for users who are not connected."""
        for row in rows:
            self._tick.rows.append(row)
            self._waiting.add(row.user_id)
        self._wake()

    def has_rows(self, user_id: UserId, *, any_rows: bool) -> None:
        """Note whether rows of this user exist, so that confirming others costs no look at the queue."""
        (self._waiting.add if any_rows else self._waiting.discard)(user_id)

    def settle(self) -> None:
        """Write now what is pending, so that a read that follows sees it.

        Raises:
            Unavailable: the store did not take it; it stays pending.
        """
        with self._writing:
            if self._tick:
                with metrics.UPKEEP_SECONDS.time():
                    self._write()

    def _wake(self) -> None:
        self._dirty.set()
        if not self._started:
            self._started = True
            gevent.spawn(self._write_forever)

    def _write_forever(self) -> None:
        while True:
            self._dirty.wait()
            self._dirty.clear()
            began = monotonic()
            try:
                self.settle()
            except Unavailable:
                gevent.sleep(RETRY_PAUSE)
                self._dirty.set()
            except Exception:
                logger.exception("upkeep failed")
            gevent.sleep(max(TICK, SHARE * (monotonic() - began)))

    def _write(self) -> None:
        tick, self._tick = self._tick, _Tick()
        try:
            cursors = self._with_ordinals(tick.cursors)
            # Rows first: a receipt of the same tick may cover some of them, and removes them then.
            if tick.rows:
                self._store.queue.add(tick.rows)
            # Before the end moves on: what is beyond the stored end is looked at again after a crash.
            for change in tick.changes:
                apply_change(self._store, change)
            self._store.conversations.advance(cursors, tick.ends, tick.mentions)
            self._store.users.saw(tick.seen)
            self._store.queue.confirm(self._of_waiting(cursors))
        except Unavailable:
            self._merge_back(tick)
            raise
        if tick.told:
            # As stored, not as confirmed here: another node may have moved a cursor further.
            self._announce(self._store.conversations.cursors(tick.told))

    def _with_ordinals(self, moved: Moved) -> Moved:
        return {
            conversation_id: {
                user_id: cursor
                if cursor.read_ordinal or not cursor.read_seq
                else Cursor(
                    cursor.delivered_seq,
                    cursor.read_seq,
                    self._positions.ordinal_at(conversation_id, cursor.read_seq),
                )
                for user_id, cursor in cursors.items()
            }
            for conversation_id, cursors in moved.items()
        }

    def _of_waiting(self, moved: Moved) -> Moved:
        waiting = {
            conversation_id: {user: cursor for user, cursor in cursors.items() if user in self._waiting}
            for conversation_id, cursors in moved.items()
        }
        return {conversation_id: cursors for conversation_id, cursors in waiting.items() if cursors}

    def _merge_back(self, tick: _Tick) -> None:
        for conversation_id, cursors in tick.cursors.items():
            for user_id, cursor in cursors.items():
                _raise(self._tick.cursors, conversation_id, user_id, cursor)
        for conversation_id, users in tick.told.items():
            self._tick.told.setdefault(conversation_id, set()).update(users)
        for conversation_id, end in tick.ends.items():
            _extend(self._tick.ends, conversation_id, end)
        for conversation_id, mentioned in tick.mentions.items():
            for user_id, seqs in mentioned.items():
                self._tick.mentions.setdefault(conversation_id, {}).setdefault(user_id, []).extend(seqs)
        self._tick.seen = tick.seen | self._tick.seen
        self._tick.rows = tick.rows + self._tick.rows
        self._tick.changes = tick.changes + self._tick.changes


def _extend(ends: dict[ConversationId, End], conversation_id: ConversationId, end: End) -> None:
    """Keep the later end, and the later of the messages that one may show as the last."""
    held = ends.get(conversation_id, end)
    later, earlier = (end, held) if end.position.seq >= held.position.seq else (held, end)
    ends[conversation_id] = End(later.position, later.entry or earlier.entry)


def _raise(moved: Moved, conversation_id: ConversationId, user_id: UserId, cursor: Cursor) -> None:
    """Move a cursor on, never back; the ordinal goes with the read seq that it belongs to."""
    cursors = moved.setdefault(conversation_id, {})
    held = cursors.get(user_id, Cursor())
    further = cursor if cursor.read_seq > held.read_seq else held
    cursors[user_id] = Cursor(max(held.delivered_seq, cursor.delivered_seq), further.read_seq, further.read_ordinal)
