"""The effect of an edit, a deletion or a reaction on the message that it names. All of it is safe to repeat."""

from __future__ import annotations

from chat_app.records import Entry
from chat_app.store.interfaces import Store


def apply_change(store: Store, change: Entry) -> None:
    """Let the target show what a standing change entry says. Raises Unavailable."""
    if change.target_id is None or (change.kind != "delete" and change.hidden_from):
        # Who is blocked changes nothing on the other's screen; but what one takes back is gone everywhere.
        return
    if change.kind == "edit":
        store.log.edit(change.target_id, change)
    elif change.kind == "delete":
        store.log.redact(change.target_id, change)
    elif change.kind == "reaction" and change.data:
        store.log.react(change.target_id, change.data["emoji"], change.sender_id, on=change.data["on"])
    if (target := store.log.get(change.target_id)) is not None:
        store.conversations.amend_last(target)
