"""The effect of an edit, a deletion or a reaction on the message that it names. All of it is safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import structlog

from chat_app.errors import Conflict, Unavailable
from chat_app.records import Entry
from chat_app.store.interfaces import Store
from chat_app.types import MessageId

logger = structlog.stdlib.get_logger(__name__)

MAX_SEQ = 2**53
MAX_EMOJI = 20
MAX_REACTIONS = 400
"""Of all who react: with the longest content, the entry still fits a frame of 64 KiB."""


def apply_changes(store: Store, changes: Sequence[Entry], *, alone: bool) -> None:
    """Let the targets show what standing change entries say, and note that they do.

    Args:
        alone: nobody else applies changes of these logs that came later.

    Raises:
        Unavailable: the store did not take it; all of it may be repeated.
    """
    rest = changes
    while rest:
        for change in rest:
            _try(store, change)
        # A later edit stands by itself (Log.edit); of reactions the one that was written last does.
        rest = [] if alone else _overtaken(store, rest)
    if changes:
        store.log.applied(changes)


def _overtaken(store: Store, changes: Sequence[Entry]) -> list[Entry]:
    """Of the reactions that ours may have been written over, the last: what others have sent since, by the log."""
    found = []
    reactions = sorted(filter(_reaction, changes), key=lambda each: (each.conversation_id, each.seq))
    for conversation_id, group in groupby(reactions, key=lambda each: each.conversation_id):
        seqs = {_reaction(each): each.seq for each in group}
        entries = store.log.range(conversation_id, min(seqs.values()) + 1, MAX_SEQ)
        latest = {key: each for each in entries if (key := _reaction(each))}
        found += [each for key, each in latest.items() if each.seq > seqs.get(key, MAX_SEQ)]
    return found


def _reaction(entry: Entry) -> tuple[object, ...] | None:
    """Whose, to what, and which; None for what is none."""
    if entry.kind != "reaction" or not isinstance(entry.data, dict):
        return None
    return entry.target_id, entry.sender_id, entry.data.get("emoji")


def _try(store: Store, change: Entry) -> None:
    try:
        _apply(store, change)
    except Unavailable:
        raise
    except Exception:
        # One that can never be shown must not take the others along, nor be tried for ever.
        logger.exception("a change could not be applied", message_id=change.message_id)


def _apply(store: Store, change: Entry) -> None:
    # Who is blocked changes nothing on the other's screen, and sees their own as ever: the store keeps what is hidden
    # aside. But what one takes back is gone everywhere.
    if change.target_id is None:
        return
    if change.kind == "edit":
        store.log.edit(change.target_id, change)
    elif change.kind == "delete":
        store.log.redact(change.target_id, change)
    elif change.kind == "reaction" and change.data:
        _react(store, change.target_id, change)
    if (target := store.log.get(change.target_id)) is not None:
        store.conversations.amend_last(target)


def check_room(target: Entry, emoji: str) -> None:
    """Refuse a reaction that would make the target larger than a frame. Raises Conflict."""
    if emoji not in target.reactions and len(target.reactions) >= MAX_EMOJI:
        raise Conflict(f"A message has at most {MAX_EMOJI} different reactions.")
    if sum(map(len, target.reactions.values())) >= MAX_REACTIONS:
        raise Conflict(f"A message has at most {MAX_REACTIONS} reactions.")


def _react(store: Store, target_id: MessageId, change: Entry) -> None:
    data: dict[str, Any] = change.data or {}
    target = store.log.get(target_id)
    if target is not None and (data["on"] or change.hidden_from):
        try:
            # Again, and one at a time: many may have been sent before the first of them showed.
            check_room(target.seen_by(change.sender_id), data["emoji"])
        except Conflict:
            return
    store.log.react(target_id, data["emoji"], change.sender_id, on=data["on"], aside=bool(change.hidden_from))
