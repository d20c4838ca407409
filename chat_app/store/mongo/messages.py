"""The log on MongoDB: raw documents through the driver, because it is the path of every message."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson
from bson import ObjectId
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from chat_app import models
from chat_app.records import RANK, Aside, Entry, Position
from chat_app.store.interfaces import Appended
from chat_app.store.mongo.documents import (
    DUPLICATE_KEY,
    SPOILT,
    Fields,
    collection_of,
    note_spoilt,
    object_ids,
    raising_unavailable,
    refused,
)
from chat_app.types import CHANGE_KINDS, MESSAGE_KINDS, ConversationId, MessageId, Seq, UserId

TAIL_WINDOW = 1_000
KINDS = MESSAGE_KINDS | CHANGE_KINDS | {"system"}
NOBODY = UserId("0" * 24)
"""Who is named as the sender where nobody can be."""
FIRST_ID, LAST_ID = ObjectId("0" * 24), ObjectId("f" * 24)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNREADABLE = {"event": "unreadable"}
"""What an entry says that stands in the place of one that cannot be read."""


@raising_unavailable
class MongoLog:
    """`Log` on the collection `messages`."""

    def __init__(self, database: Database[Fields], appending: Database[Fields]) -> None:
        self._messages = collection_of(database, models.Message)
        self._appending = collection_of(appending, models.Message)

    def append(self, entries: Sequence[Entry]) -> Appended:
        # Ordered inserts stop at the first error: a batch lands as a prefix, and the log never has a hole.
        try:
            self._appending.insert_many([_appended(entry) for entry in entries])
        except BulkWriteError as error:
            problems = error.details["writeErrors"]
            if not problems or problems[0]["code"] != DUPLICATE_KEY:
                raise refused(problem["code"] for problem in problems) from None
            conflict = "id" if "_id" in problems[0]["keyPattern"] else "seq"
            return Appended(problems[0]["index"], conflict)
        return Appended(len(entries))

    def tail(self, conversation_id: ConversationId, known: Position) -> Position:
        # Bound on both sides: with an open end the embedded store fetches all that match (docs/decisions/0007).
        while found := list(
            self._messages.find(
                {
                    "conversation_id": ObjectId(conversation_id),
                    "seq": {"$gt": known.seq, "$lte": known.seq + TAIL_WINDOW},
                },
                {"_id": False, "seq": True, "ordinal": True},
            )
        ):
            # The ordinal of a spoilt entry is unknown; it is at least that of those before it.
            ordinals = [each["ordinal"] for each in found if isinstance(each.get("ordinal"), int)]
            known = Position(Seq(int(max(each["seq"] for each in found))), max(ordinals, default=known.ordinal))
        return known

    def range(self, conversation_id: ConversationId, first: int, last: int) -> list[Entry]:
        found = self._messages.find(
            {"conversation_id": ObjectId(conversation_id), "seq": {"$gte": first, "$lte": last}}
        ).sort("seq")
        return [to_entry(document) for document in found]

    def get(self, message_id: MessageId) -> Entry | None:
        found = self._messages.find_one({"_id": message_id})
        return to_entry(found) if found else None

    def edit(self, target_id: MessageId, change: Entry) -> None:
        if change.hidden_from:
            aside = f"asides.{change.sender_id}"
            newest = {f"{aside}.seq": {"$not": {"$gt": change.seq}}}
            says = {
                f"{aside}.seq": change.seq,
                f"{aside}.content": change.content,
                f"{aside}.edited_at": change.created_at,
            }
            outdated = {}
        else:
            # Not after a later edit was applied: two nodes may come to it in any order.
            newest = {"edits": {"$not": {"$gt": change.seq}}}
            says = {"content": change.content, "edited_at": change.created_at}
            outdated = {"$unset": {f"asides.{change.sender_id}.{name}": "" for name in ("content", "edited_at")}}
        applied = self._messages.update_one(
            {"_id": target_id, "deleted_at": None, **newest},
            {"$set": says, "$addToSet": {"edits": change.seq}, **outdated},
        )
        if not applied.matched_count:
            self._keep_track(target_id, change)

    def redact(self, target_id: MessageId, change: Entry) -> None:
        emptied = _emptied(change.created_at)
        # The target first: an edit that comes to it from now on finds it deleted, and is emptied itself.
        target = self._messages.find_one_and_update({"_id": target_id}, emptied)
        if target is None:
            return
        for seq in target.get("edits", ()):
            self._messages.update_one({"conversation_id": target["conversation_id"], "seq": seq}, emptied)

    def react(self, target_id: MessageId, emoji: str, user_id: UserId, *, on: bool, aside: bool = False) -> None:
        place = f"asides.{user_id}.reactions.{emoji}"
        operator = "$addToSet" if on else "$pull"
        everywhere = {operator: {f"reactions.{emoji}": ObjectId(user_id)}, "$unset": {place: ""}}
        # A reaction may stand after the deletion: it was sent before that was seen.
        self._messages.update_one(
            {"_id": target_id, "deleted_at": None}, {"$set": {place: on}} if aside else everywhere
        )

    def unapplied(self, conversation_id: ConversationId | None = None) -> list[Entry]:
        # Between the ends of all ids: bound on both sides, as everything here.
        wanted = ObjectId(conversation_id) if conversation_id else {"$gt": FIRST_ID, "$lt": LAST_ID}
        changes = [to_entry(document) for document in self._messages.find({"unapplied": wanted})]
        return sorted(changes, key=lambda change: (change.conversation_id, change.seq))

    def applied(self, changes: Sequence[Entry]) -> None:
        ids = [change.message_id for change in changes]
        self._messages.update_many({"_id": {"$in": ids}}, {"$unset": {"unapplied": ""}})

    def _keep_track(self, target_id: MessageId, change: Entry) -> None:
        """An edit without effect: a later one was applied before it, or the message was deleted, not seen by either.

        When the message goes, what any edit said goes with it.
        """
        known = self._messages.update_one({"_id": target_id, "deleted_at": None}, {"$addToSet": {"edits": change.seq}})
        if not known.matched_count and (target := self._messages.find_one({"_id": target_id}, {"deleted_at": True})):
            self._messages.update_one({"_id": change.message_id}, _emptied(target["deleted_at"]))


def _emptied(deleted_at: datetime) -> Fields:
    """The update that takes away all that an entry says."""
    return {
        "$unset": {"content": "", "attachments": "", "reactions": "", "asides": ""},
        "$set": {"deleted_at": deleted_at},
    }


def _appended(entry: Entry) -> Fields:
    document = to_document(entry)
    if entry.kind in CHANGE_KINDS:
        document["unapplied"] = document["conversation_id"]
    return document


def to_document(entry: Entry) -> Fields:
    """The stored form; what is empty or usual is left out, for every byte of it is written and read."""
    document: Fields = {
        "_id": entry.message_id,
        "conversation_id": ObjectId(entry.conversation_id),
        "seq": entry.seq,
        "ordinal": entry.ordinal,
        "sender_id": ObjectId(entry.sender_id),
        "client_id": entry.client_id,
        "kind": entry.kind,
        "created_at": entry.created_at,
    }
    if entry.priority != "normal":
        document["priority"] = entry.priority
    if entry.hidden_from:
        document["hidden_from"] = object_ids(entry.hidden_from)
    if entry.mentions:
        document["mentions"] = object_ids(entry.mentions)
    if entry.asides:
        document["asides"] = {user: _without_nothing(dataclasses.asdict(each)) for user, each in entry.asides.items()}
    for name in ("content", "data", "reply_to", "target_id", "target_seq", "attachments", "edited_at", "deleted_at"):
        if value := getattr(entry, name):
            document[name] = value
    if entry.reactions:
        document["reactions"] = {emoji: object_ids(users) for emoji, users in entry.reactions.items()}
    return document


def to_entry(document: Fields) -> Entry:
    """The entry of a stored document; where it cannot be read, one in its place that says so."""
    try:
        return _checked(_to_entry(document))
    except SPOILT as error:
        note_spoilt("messages", document, error)
        return _stand_in(document)


def _to_entry(document: Fields) -> Entry:
    return Entry(
        message_id=document["_id"],
        conversation_id=ConversationId(str(document["conversation_id"])),
        seq=Seq(document["seq"]),
        ordinal=document["ordinal"],
        sender_id=UserId(str(document["sender_id"])),
        client_id=document["client_id"],
        kind=document["kind"],
        content=document.get("content"),
        data=document.get("data"),
        reply_to=document.get("reply_to"),
        target_id=document.get("target_id"),
        attachments=document.get("attachments", []),
        reactions={
            emoji: [UserId(str(user)) for user in users]
            for emoji, users in document.get("reactions", {}).items()
            if users
        },
        priority=document.get("priority", "normal"),
        hidden_from=[UserId(str(user)) for user in document.get("hidden_from", ())],
        mentions=[UserId(str(user)) for user in document.get("mentions", ())],
        target_seq=document.get("target_seq"),
        asides={UserId(user): _to_aside(aside) for user, aside in document.get("asides", {}).items()},
        created_at=document["created_at"],
        edited_at=document.get("edited_at"),
        deleted_at=document.get("deleted_at"),
    )


def _checked(entry: Entry) -> Entry:
    """Raises TypeError where something is of a type that nobody who is told of the entry could read."""
    if not (
        isinstance(entry.seq, int)
        and isinstance(entry.ordinal, int)
        and isinstance(entry.created_at, datetime)
        and isinstance(entry.content, str | None)
        and isinstance(entry.client_id, str)
        and isinstance(entry.edited_at, datetime | None)
        and isinstance(entry.deleted_at, datetime | None)
        and entry.kind in KINDS
        and entry.priority in RANK
    ):
        raise TypeError
    if entry.data or entry.attachments:
        orjson.dumps((entry.data, entry.attachments))
    return entry


def _stand_in(document: Fields) -> Entry:
    """What stands at that place of the log for everybody who would see it: that it cannot be read."""
    sender, kept_from, at = (document.get(name) for name in ("sender_id", "hidden_from", "created_at"))
    seq, ordinal = (each if isinstance(each, int | float) else 0 for each in map(document.get, ("seq", "ordinal")))
    return Entry(
        message_id=MessageId(str(document.get("_id"))),
        conversation_id=ConversationId(str(document.get("conversation_id"))),
        seq=Seq(int(seq)),
        ordinal=int(ordinal),
        sender_id=UserId(str(sender)) if isinstance(sender, ObjectId) else NOBODY,
        client_id=str(document.get("_id")),
        kind="system",
        data=UNREADABLE,
        hidden_from=[UserId(str(each)) for each in kept_from] if isinstance(kept_from, list) else [],
        created_at=at if isinstance(at, datetime) else EPOCH,
    )


def _without_nothing(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value}


def _to_aside(document: Fields) -> Aside:
    return Aside(document.get("content"), document.get("edited_at"), document.get("reactions", {}))
