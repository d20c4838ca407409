"""Where each log ends, as far as this process knows: what the next seq is, and which ordinal stands at a seq."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from time import monotonic
from typing import NamedTuple, TypeVar

from chat_app.records import Entry, Position
from chat_app.store.grouped import GroupedByKey
from chat_app.store.interfaces import Conversations, Log
from chat_app.types import ConversationId, Seq

K = TypeVar("K")
V = TypeVar("V")

MAX_KNOWN = 50_000
START = Position(Seq(0), 0)
KEPT = 15.0
"""Seconds for which it is known what was heard: longer than a node takes to do its upkeep or to be found dead."""


class _Heard(NamedTuple):
    """Where a log stood when word of it began to be noted: `since` the time `at`, and in the span `before` that."""

    before: Seq
    since: Seq
    at: float


class Positions:
    """A bounded cache of the ends of logs.

    The conversation's own `last_seq` may lag behind the log by what a crash left undone, so the first look of a
    process at a conversation searches on from there in the log itself.

    Args:
        alone: no other process appends, so what is known here is how it is.
    """

    def __init__(
        self,
        conversations: Conversations,
        log: Log,
        *,
        alone: bool = True,
    ) -> None:
        self._conversations = conversations
        self._log = log
        self.alone = alone
        self.recovered: list[Callable[[Sequence[Entry]], None]] = []
        """Called with entries that the conversation did not know of. None of them may block."""
        self._looks = GroupedByKey(self._look_up)
        self._bounds: dict[ConversationId, Position] = {}
        self._ends: OrderedDict[ConversationId, Position] = OrderedDict()
        self._heard: OrderedDict[ConversationId, _Heard] = OrderedDict()
        self._undone: dict[ConversationId, Seq] = {}
        self._ordinals: OrderedDict[tuple[ConversationId, int], int] = OrderedDict()

    def end(self, conversation_id: ConversationId, *, cached: Position | None = None) -> Position:
        """The end of the log; `cached` is a lower bound that the caller holds already."""
        if known := self._ends.get(conversation_id):
            self._ends.move_to_end(conversation_id)
            return known if self.alone else self._looked_up(conversation_id, known)
        if cached is None:
            conversation = self._conversations.get(conversation_id)
            cached = Position(conversation.last_seq, conversation.last_ordinal) if conversation else START
        return self._looked_up(conversation_id, cached)

    def known_end(self, conversation_id: ConversationId) -> Position:
        """An end that another process may have passed: what a writer tries first."""
        return self._ends.get(conversation_id) or self.end(conversation_id)

    def _looked_up(self, conversation_id: ConversationId, known: Position) -> Position:
        self._bounds[conversation_id] = known
        return self._looks.get(conversation_id)

    def _look_up(self, conversation_id: ConversationId) -> Position:
        """For all who want it now, from the bound on that the last of them knows."""
        known = self._bounds.pop(conversation_id, START)
        first_look = conversation_id not in self._ends
        found = self._log.tail(conversation_id, known)
        undone = min(self._undone.pop(conversation_id, known.seq + 1), known.seq + 1)
        if first_look and found.seq >= undone:
            entries = self._log.range(conversation_id, undone, found.seq)
            for recovered in self.recovered:
                recovered(entries)
        # Another greenlet may have committed while this one was reading.
        end = max(found, self._ends.get(conversation_id, START), key=lambda position: position.seq)
        self._remember(self._ends, conversation_id, end)
        return end

    def refresh(self, conversation_id: ConversationId) -> Position:
        """The end of the log after another writer was met."""
        return self.end(conversation_id, cached=self._ends.pop(conversation_id, None))

    def advanced(self, entry: Entry) -> None:
        """Note an entry that stands now at the end of its log."""
        self._remember(self._ends, entry.conversation_id, Position(entry.seq, entry.ordinal))
        self._remember(self._ordinals, (entry.conversation_id, entry.seq), entry.ordinal)

    def heard(self, conversation_id: ConversationId, position: Position) -> None:
        """Note what stands in a log that was looked at before: the next writer here need not learn it by a conflict."""
        known = self._ends.get(conversation_id)
        if known is not None and position.seq > known.seq:
            self._ends[conversation_id] = position
            heard = self._heard.get(conversation_id) or _Heard(position.seq, position.seq, monotonic())
            if monotonic() - heard.at > KEPT:
                heard = _Heard(before=heard.since, since=position.seq, at=monotonic())
            self._remember(self._heard, conversation_id, heard)

    def forget(self, conversation_id: ConversationId) -> None:
        """Drop what is known: a write failed, and may stand or not."""
        self._ends.pop(conversation_id, None)

    def forget_all(self) -> None:
        """Look at every log as for the first time: a process may have died with its upkeep undone.

        Of what was heard a moment ago as well, for a writer here may have moved the conversation's own end past it.
        """
        self._ends.clear()
        recent = monotonic() - 2 * KEPT
        self._undone = {each: heard.before for each, heard in self._heard.items() if heard.at > recent}

    def ordinal_at(self, conversation_id: ConversationId, seq: Seq) -> int:
        """The number of messages up to that seq."""
        end = self._ends.get(conversation_id, START)
        if end.seq == seq:
            return end.ordinal
        known = self._ordinals.get((conversation_id, seq))
        if known is None:
            found = self._log.range(conversation_id, seq, seq)
            known = found[0].ordinal if found else 0
            self._remember(self._ordinals, (conversation_id, seq), known)
        return known

    @staticmethod
    def _remember(cache: OrderedDict[K, V], key: K, value: V) -> None:
        cache[key] = value
        cache.move_to_end(key)
        if len(cache) > MAX_KNOWN:
            cache.popitem(last=False)
