"""The log on MongoDB: raw documents through the driver, because it is the path of every message."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from bson import ObjectId
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from chat_app import models
from chat_app.records import Aside, Entry, Position
from chat_app.store.interfaces import Appended
from chat_app.store.mongo.documents import (
    DUPLICATE_KEY,
    Fields,
    collection_of,
    object_ids,
    raising_unavailable,
    refused,
)
from chat_app.types import ConversationId, MessageId, Seq, UserId

TAIL_WINDOW = 1_000


@raising_unavailable
class MongoLog:
    """`Log` on the collection `messages`."""

    def __init__(self, database: Database[Fields]) -> None:
        self._messages = collection_of(database, models.Message)

    def append(self, entries: Sequence[Entry]) -> Appended:
        # Ordered inserts stop at the first error: a batch lands as a prefix, and the log never has a hole.
        try:
            self._messages.insert_many([to_document(entry) for entry in entries])
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
            last = max(found, key=lambda document: document["seq"])
            known = Position(Seq(last["seq"]), last["ordinal"])
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
            self._messages.update_one(
                {"_id": target_id, "deleted_at": None, f"{aside}.seq": {"$not": {"$gt": change.seq}}},
                {
                    "$set": {
                        f"{aside}.seq": change.seq,
                        f"{aside}.content": change.content,
                        f"{aside}.edited_at": change.created_at,
                    },
                    "$addToSet": {"edits": change.seq},
                },
            )
            return
        self._messages.update_one(
            # Not after a later edit was applied: two nodes may come to it in any order.
            {"_id": target_id, "deleted_at": None, "edits": {"$not": {"$gt": change.seq}}},
            {
                "$set": {"content": change.content, "edited_at": change.created_at},
                "$addToSet": {"edits": change.seq},
                "$unset": {f"asides.{change.sender_id}.{name}": "" for name in ("content", "edited_at")},
            },
        )

    def redact(self, target_id: MessageId, change: Entry) -> None:
        target = self._messages.find_one({"_id": target_id}, {"conversation_id": True, "edits": True})
        if target is None:
            return
        emptied = {
            "$unset": {"content": "", "attachments": "", "reactions": "", "asides": ""},
            "$set": {"deleted_at": change.created_at},
        }
        for seq in target.get("edits", ()):
            self._messages.update_one({"conversation_id": target["conversation_id"], "seq": seq}, emptied)
        self._messages.update_one({"_id": target_id}, emptied)

    def react(self, target_id: MessageId, emoji: str, user_id: UserId, *, on: bool, aside: bool = False) -> None:
        place = f"asides.{user_id}.reactions.{emoji}"
        if aside:
            self._messages.update_one({"_id": target_id, "deleted_at": None}, {"$set": {place: on}})
            return
        operator = "$addToSet" if on else "$pull"
        self._messages.update_one(
            {"_id": target_id}, {operator: {f"reactions.{emoji}": ObjectId(user_id)}, "$unset": {place: ""}}
        )


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
    """The entry of a stored document."""
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


def _without_nothing(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value}


def _to_aside(document: Fields) -> Aside:
    return Aside(document.get("content"), document.get("edited_at"), document.get("reactions", {}))
