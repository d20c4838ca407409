"""What follows a commit, out of its way: cursors, last-entry caches and queue rows, coalesced and written together.

All of it can be made again from the log and from what clients confirm next, so it waits for a tick; what is told to
others (a receipt) is told once it is stored, so that nobody ever sees a cursor move back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from time import monotonic
from typing import TypeVar

import gevent
import structlog
from gevent.event import Event
from gevent.lock import RLock

from chat_app import metrics
from chat_app.errors import Unavailable
from chat_app.records import Cursor, End, Entry, QueueRow
from chat_app.services.changes import apply_changes
from chat_app.services.positions import Positions
from chat_app.services.tick import Moved, Tick
from chat_app.store.grouped import GroupedByKey
from chat_app.store.interfaces import Store
from chat_app.types import CHANGE_KINDS, ConversationId, Seq, UserId

T = TypeVar("T")

logger = structlog.stdlib.get_logger(__name__)

TICK = 0.1
"""Seconds between two writes of an idle store."""
LAZY = 1.0
"""Seconds that may gather what nobody waits for: ends, last entries, the senders' own cursors.

An update of a conversation costs the embedded store as much as five messages.
"""
SHARE = 9
"""A write is followed by a pause of so many times its own length: upkeep takes a tenth of the store at most."""
LONGEST_PAUSE = 3.0
"""Seconds; or a store that once stood still for long would leave receipts untold for minutes after it is well again."""
ROWS_AT_ONCE = 200
"""Rows of the queue in one write: 10,000 would take the store longer than any operation may, and never succeed."""
RETRY_PAUSE = 1.0


class Upkeep:
    """The write-behind of one process."""

    def __init__(self, store: Store, positions: Positions) -> None:
        self._store = store
        self._positions = positions
        self.moved: list[Callable[[Moved], None]] = []
        """Called with where cursors stand, once that is stored. None of them may block."""
        positions.recovered.append(self.recovered)
        self._tick = Tick()
        self._changing: set[ConversationId] = set()
        self._applying: set[ConversationId] = set()
        self._waiting: set[UserId] = set()
        self._dirty, self._urgent = Event(), Event()
        self._writing = RLock()
        self._elsewhere = GroupedByKey(self._settle_elsewhere)
        self._started = False

    def appended(self, entry: Entry) -> None:
        """Note a new entry."""
        if entry.kind in CHANGE_KINDS:
            self._changing.add(entry.conversation_id)
        self._tick.appended(entry)
        self._wake(urgent=entry.kind in CHANGE_KINDS)

    def recovered(self, entries: Iterable[Entry]) -> None:
        """Note entries of whose upkeep a crash may have left something undone; all of it is safe to repeat."""
        for entry in entries:
            self.appended(entry)

    def settle_changes(self, conversation_id: ConversationId) -> None:
        """Let pages of that conversation show the effect of every change that stands. Raises Unavailable."""
        if conversation_id in self._changing or conversation_id in self._applying:
            self.settle()
        if not self._positions.alone:
            self._elsewhere.get(conversation_id)

    def _settle_elsewhere(self, conversation_id: ConversationId) -> None:
        """Apply the changes that came in by another node, which may have died since."""
        apply_changes(self._store, self._store.log.unapplied(conversation_id), alone=False)

    def confirmed(self, conversation_id: ConversationId, user_id: UserId, delivered: Seq, read: Seq) -> None:
        """Note a receipt; the others are told of it once it is stored."""
        self._tick.move(conversation_id, user_id, Cursor(max(delivered, read), read, 0))
        self._tick.tell(conversation_id, {user_id})
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

    def delivered(self, conversation_id: ConversationId, user_id: UserId) -> Seq:
        """How far the user has confirmed, of what is not written yet; 0 where nothing is pending."""
        return self._tick.cursors.get(conversation_id, {}).get(user_id, Cursor()).delivered_seq

    def has_rows(self, user_id: UserId, *, any_rows: bool) -> None:
        """Note whether rows of this user exist, so that confirming others costs no look at the queue."""
        (self._waiting.add if any_rows else self._waiting.discard)(user_id)

    def settle(self) -> None:
        """Write now what is pending of what pages show, so that a read that follows sees it.

        Raises:
            Unavailable: the store did not take it; it stays pending.
        """
        with self._writing:
            if self._tick.shows:
                with metrics.UPKEEP_SECONDS.time():
                    self._write()

    def flush(self) -> None:
        """Write now what is pending, a portion of the queue's rows with it. Raises Unavailable as `settle` does."""
        with self._writing:
            if self._tick:
                with metrics.UPKEEP_SECONDS.time():
                    self._write()

    def _wake(self, *, urgent: bool = True) -> None:
        self._dirty.set()
        if urgent:
            self._urgent.set()
        if not self._started:
            self._started = True
            gevent.spawn(self._write_forever)

    def _write_forever(self) -> None:
        while True:
            self._dirty.wait()
            self._urgent.wait(LAZY)
            self._dirty.clear()
            self._urgent.clear()
            began = monotonic()
            try:
                self.flush()
            except Unavailable:
                gevent.sleep(RETRY_PAUSE)
                self._dirty.set()
            gevent.sleep(_pause(monotonic() - began))

    def _write(self) -> None:
        tick, self._tick = self._tick, Tick()
        self._applying, self._changing = self._changing, set()
        # The order matters. Rows before confirmations: a receipt of the same tick removes those that it covers.
        # Changes before ends: what is beyond the stored end is looked at again after a crash.
        steps = (self._write_rows, self._apply_changes, self._advance, self._write_seen, self._confirm, self._tell)
        try:
            for step in steps:
                _do(step, tick)
        except Unavailable:
            self._tick.take_back(tick)
            self._changing |= self._applying
            raise
        finally:
            self._applying = set()

    def _write_rows(self, tick: Tick) -> None:
        # A portion a time; who waits for cursors does not wait for all rows: on connect the log makes up for them.
        if rest := tick.rows[ROWS_AT_ONCE:]:
            del tick.rows[ROWS_AT_ONCE:]
            self._tick.rows = rest + self._tick.rows
            self._wake()
        if tick.rows:
            self._store.queue.add(tick.rows)

    def _apply_changes(self, tick: Tick) -> None:
        apply_changes(self._store, tick.changes, alone=self._positions.alone)

    def _advance(self, tick: Tick) -> None:
        for conversation_id, cursors in tick.cursors.items():
            for user_id, cursor in cursors.items():
                if cursor.read_seq and not cursor.read_ordinal:
                    ordinal = self._positions.ordinal_at(conversation_id, cursor.read_seq)
                    cursors[user_id] = Cursor(cursor.delivered_seq, cursor.read_seq, ordinal)
        self._refresh_changed(tick)
        self._store.conversations.advance(tick.cursors, tick.ends, tick.mentions)

    def _refresh_changed(self, tick: Tick) -> None:
        """What was changed in the tick that it came in must not stand as the last entry as it was."""
        changed = {change.target_id for change in tick.changes}
        for conversation_id, end in tick.ends.items():
            entry, hidden = (
                self._store.log.get(each.message_id) if each is not None and each.message_id in changed else each
                for each in (end.entry, end.hidden)
            )
            tick.ends[conversation_id] = End(end.position, entry, hidden)

    def _write_seen(self, tick: Tick) -> None:
        self._store.users.saw(tick.seen)

    def _confirm(self, tick: Tick) -> None:
        waiting = {
            conversation_id: {user: cursor for user, cursor in cursors.items() if user in self._waiting}
            for conversation_id, cursors in tick.cursors.items()
        }
        self._store.queue.confirm(waiting)

    def _tell(self, tick: Tick) -> None:
        if tick.told:
            # As stored, not as confirmed here: another node may have moved a cursor further.
            cursors = self._store.conversations.cursors(tick.told)
            for moved in self.moved:
                moved(cursors)


def _pause(took: float) -> float:
    return min(max(TICK, SHARE * took), LONGEST_PAUSE)


def _do(step: Callable[[T], None], what: T) -> None:
    """Do one step; one that can never succeed must not take the others, and other people's cursors, along."""
    try:
        step(what)
    except Unavailable:
        raise
    except Exception:
        logger.exception("a step of upkeep failed", step=getattr(step, "__name__", ""))
