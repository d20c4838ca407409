"""The newest entries of the logs in memory, so that who returns after a moment is served without the store.

On the embedded store, reading a page costs as much as writing twenty messages, and after a cut everyone comes at once.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from chat_app.protocol.encoded import EncodedEntry, encode_entry
from chat_app.store.interfaces import Log
from chat_app.types import ConversationId

MAX_ENTRIES = 1_000
"""Kept of one conversation: who missed more gets a `reset`."""
OVERHEAD = 400
"""Bytes an entry takes beside its JSON, measured."""


@dataclass(slots=True)
class _Window:
    """Entries without a hole among them; `size` is what they take, in bytes."""

    entries: deque[EncodedEntry] = field(default_factory=deque)
    size: int = 0

    @property
    def first(self) -> int:
        return self.entries[0].seq if self.entries else 0

    @property
    def last(self) -> int:
        return self.entries[-1].seq if self.entries else 0


class Recent:
    """A bounded cache in front of the log.

    A window holds what came after a conversation's last change (an edit, a deletion, a reaction) and reaches up to its
    end, or is not used: so none of its entries can have been changed since, by whichever process.

    Args:
        max_bytes: what all windows together may take; the conversations that were quiet longest go first.
    """

    def __init__(self, log: Log, *, max_bytes: int) -> None:
        self._log = log
        self._max_bytes = max_bytes
        self._windows: OrderedDict[ConversationId, _Window] = OrderedDict()
        self._size = 0

    def appended(self, entry: EncodedEntry) -> None:
        """Note an entry that was just committed."""
        self._extend(entry.conversation_id, [entry])

    def range(self, conversation_id: ConversationId, first: int, last: int, *, end: int) -> Sequence[EncodedEntry]:
        """The entries with first <= seq <= last, in order, of a log that ends at `end`. Raises Unavailable."""
        window = self._windows.get(conversation_id)
        if window is not None and window.last == end and window.first <= first:
            self._windows.move_to_end(conversation_id)
            return list(islice(window.entries, first - window.first, last - window.first + 1))
        entries = [encode_entry(entry) for entry in self._log.range(conversation_id, first, last)]
        if last == end or window is None or window.last + 1 == first:
            self._extend(conversation_id, entries)
        return entries

    def _extend(self, conversation_id: ConversationId, entries: Sequence[EncodedEntry]) -> None:
        window = self._windows.pop(conversation_id, None) or _Window()
        self._size -= window.size
        for entry in entries:
            if entry.is_change or entry.seq != window.last + 1:
                window = _Window()
            if not entry.is_change:
                window.entries.append(entry)
                window.size += _size(entry)
            if len(window.entries) > MAX_ENTRIES:
                window.size -= _size(window.entries.popleft())
        if window.entries:
            self._windows[conversation_id] = window
            self._size += window.size
        while self._size > self._max_bytes:
            _, quiet = self._windows.popitem(last=False)
            self._size -= quiet.size


def _size(entry: EncodedEntry) -> int:
    return OVERHEAD + len(entry.json)
