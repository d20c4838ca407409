"""A conversation as a client shows it: entries in, in order; messages with every change applied out."""

from __future__ import annotations

from collections.abc import Iterable

from tests.reliability.history import CHANGES, Pairs, Saw, Shown


def shown(entry: Saw) -> Shown:
    """A message as the server shows it, its changes applied by the server. Of a deleted one nothing counts but that."""
    if entry.deleted:
        return Shown(entry.seq, entry.message_id, entry.content, deleted=True, reactions=entry.reactions)
    return Shown(entry.seq, entry.message_id, entry.content, entry.edited, reactions=entry.reactions)


def bare(entry: Saw) -> Shown:
    """A message before its changes, as far as that can be told from its present state."""
    return Shown(entry.seq, entry.message_id, entry.content)


class View:
    """One conversation on one device: it takes entries in the order of the log, and each once.

    What comes too early waits in `ahead`: by different nodes, entries may cross on their way.
    """

    def __init__(self) -> None:
        self.since = 1  # the first seq of which it tells
        self.cursor = 0
        self.messages: dict[str, Shown] = {}
        self.ahead: dict[int, Saw] = {}

    @classmethod
    def of_page(cls, items: Iterable[Saw], from_seq: int, to_seq: int) -> View:
        """What a page shows: changes are left out of it and shown applied."""
        view = cls()
        view.since, view.cursor = from_seq, to_seq
        view.messages = {entry.message_id: shown(entry) for entry in items}
        return view

    def take(self, *entries: Saw) -> None:
        """Apply what comes next of these and of what waits."""
        self.ahead |= {entry.seq: entry for entry in entries if entry.seq > self.cursor}
        while (entry := self.ahead.pop(self.cursor + 1, None)) is not None:
            self.cursor = entry.seq
            self.apply(entry)

    def apply(self, entry: Saw) -> None:
        if entry.kind not in CHANGES:
            self.messages[entry.message_id] = shown(entry)
        elif (target := self.messages.get(entry.target or "")) is not None and not target.deleted:
            self.messages[target.message_id] = changed(target, entry)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """Its messages, oldest first."""
        return tuple(sorted(self.messages.values()))


def changed(target: Shown, change: Saw) -> Shown:
    """What a message looks like after an edit, a deletion or a reaction."""
    if change.kind == "delete":
        return Shown(target.seq, target.message_id, None, deleted=True)
    if change.kind == "edit":
        return target._replace(content=change.content, edited=True)
    emoji, _, state = (change.content or "").partition(" ")
    reactions = set(target.reactions) - {(emoji, change.sender)}
    if state == "on":
        reactions.add((emoji, change.sender))
    return target._replace(reactions=tuple(sorted(reactions)))


def pairs(reactions: dict[str, list[str]]) -> Pairs:
    """Reactions by emoji, as sorted pairs."""
    return tuple(sorted((emoji, user) for emoji, users in reactions.items() for user in users))
