"""Reads every log from its first entry on, and tells what is not as it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bson import ObjectId
from pymongo.database import Database

from chat_app.records import Conversation, Entry, now
from chat_app.store.backup.walk import back_in_time
from chat_app.store.mongo.conversation_documents import to_conversation
from chat_app.store.mongo.documents import SPOILT
from chat_app.store.mongo.messages import UNREADABLE, to_entry

Fields = dict[str, Any]

WINDOW = 500
"""Entries that are read at once."""


def logs(database: Database[Fields], progress: Callable[[int], object] = lambda _: None) -> Iterator[str]:
    """A sentence for each thing that is wrong; `progress` hears how many entries more were read."""
    for document in back_in_time(database["conversations"], "updated_at", {}, now()):
        yield from _problems(database, document, progress)


def _problems(database: Database[Fields], document: Fields, progress: Callable[[int], object]) -> Iterator[str]:
    name = f"Conversation {document['_id']}"
    end = ordinal = 0
    for entry in _entries(database, document["_id"], progress):
        if entry.seq != end + 1:
            yield f"{name}: its log has a hole between {end} and {entry.seq}."
        if entry.data == UNREADABLE:
            yield f"{name}: the entry {entry.seq} ({entry.message_id}) cannot be read."
        elif not ordinal <= entry.ordinal <= entry.seq:
            yield f"{name}: the entry {entry.seq} has the ordinal {entry.ordinal}, after {ordinal}."
        end, ordinal = entry.seq, max(ordinal, entry.ordinal)
    try:
        conversation = to_conversation(document)
    except SPOILT as error:
        yield f"{name}: it cannot be read ({type(error).__name__})."
    else:
        yield from (f"{name}: {problem}" for problem in _beyond(conversation, end))


def _beyond(conversation: Conversation, end: int) -> Iterator[str]:
    if conversation.last_seq > end:
        yield f"its log ends at {end}, and not at {conversation.last_seq} as is noted."
    for user_id, cursor in conversation.cursors.items():
        if max(cursor.delivered_seq, cursor.read_seq) > end:
            yield f"the cursor of {user_id} lies beyond the end of the log."


def _entries(database: Database[Fields], id_: ObjectId, progress: Callable[[int], object]) -> Iterator[Entry]:
    """The log in its order, over holes that are shorter than a window."""
    start, found = 0, True
    while found:
        query = {"conversation_id": id_, "seq": {"$gt": start, "$lte": start + WINDOW}}
        window = sorted(map(to_entry, database["messages"].find(query)), key=lambda entry: entry.seq)
        yield from window
        progress(len(window))
        start, found = start + WINDOW, bool(window)
