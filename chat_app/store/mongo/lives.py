"""`Directory` and `Lives`: whole accounts, on the collection `users` and what hangs on it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.database import Database

from chat_app import models
from chat_app.records import User, now
from chat_app.store.administration import Moment
from chat_app.store.folding import beyond, fold
from chat_app.store.lives import Deletion, Export, JobKind
from chat_app.store.mongo.documents import Fields, collection_of, raising_unavailable, readable
from chat_app.store.mongo.names import name_key
from chat_app.store.mongo.newest import newest_first
from chat_app.store.mongo.users import to_user
from chat_app.types import ConversationId, UserId

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SEARCH_WINDOW = 200
"""Accounts looked at per field; a longer prefix narrows the range further."""
TOMBSTONE = ("username_key", "skeleton_key", "created_at")
"""What stays of a deleted account: the name, so that nobody takes it and is taken for them."""


@raising_unavailable
class MongoDirectory:
    """All accounts, as those in charge see them."""

    def __init__(self, database: Database[Fields]) -> None:
        self._users = collection_of(database, models.User)

    def any(self) -> bool:
        return self._users.find_one({}, {"_id": True}) is not None

    def newest(self, *, after: Moment | None, limit: int) -> list[User]:
        found = newest_first(self._users, {}, "created_at", after=after, limit=limit)
        return list(readable(to_user, found, "users"))

    def find(self, prefix: str, *, limit: int) -> list[User]:
        first = fold(prefix)
        found: dict[str, User] = {}
        for field in ("username_key", "name_key", "email_key"):
            matches = self._users.find({field: {"$gte": first, "$lt": beyond(first)}}).limit(SEARCH_WINDOW)
            found |= {user.username.casefold(): user for user in readable(to_user, matches, "users")}
        return [found[key] for key in sorted(found)[:limit]]

    def of_role(self, role: str) -> list[User]:
        return list(readable(to_user, self._users.find({"role": role}), "users"))


@raising_unavailable
class MongoLives:
    """The ends of accounts, and the jobs on them."""

    def __init__(self, database: Database[Fields]) -> None:
        self._users = collection_of(database, models.User)
        self._contacts = collection_of(database, models.Contact)

    def note_left(self, user_id: UserId, conversation_id: ConversationId) -> None:
        self._users.update_one({"_id": ObjectId(user_id)}, {"$addToSet": {"left": ObjectId(conversation_id)}})

    def bury(self, user_id: UserId, deletion: Deletion, *, password_hash: str, holder: str, until: datetime) -> bool:
        key = {"_id": ObjectId(user_id)}
        before = self._users.find_one(key | {"deleted_at": None})
        if before is None:
            return False
        deletion = dataclasses.replace(deletion, left=tuple(ConversationId(str(e)) for e in before.get("left", ())))
        name = f"deleted.{user_id[-12:]}"
        stone = {name: before[name] for name in TOMBSTONE if name in before} | {
            "username": name,
            "display_name": "Deleted user",
            "name_key": name_key("Deleted user", key["_id"]),
            "email": f"{name}@deleted.invalid",
            "email_key": f"{name}@deleted.invalid",
            "password_hash": password_hash,
            "role": "user",
            "signed_out_at": now(),
            "deactivated_at": now(),
            "deleted_at": now(),
            "deletion": _deletion_fields(deletion, holder, until),
        }
        # The whole document, so that nothing stays of what a later version keeps in it.
        return self._users.replace_one(key | {"deleted_at": None}, stone).modified_count == 1

    def forget_contacts(self, user_id: UserId, *, limit: int) -> bool:
        for field in ("user_id", "contact_id"):
            rows = [each["_id"] for each in self._contacts.find({field: ObjectId(user_id)}, {"_id": True}).limit(limit)]
            if rows:
                self._contacts.delete_many({"_id": {"$in": rows}})
                return True
        return False

    def due(self, kind: JobKind, *, limit: int) -> list[UserId]:
        found = self._users.find({f"{kind}.until": {"$gte": EPOCH, "$lte": now()}}, {"_id": True}).limit(limit)
        return [UserId(str(each["_id"])) for each in found]

    def take(self, user_id: UserId, kind: JobKind, *, holder: str, until: datetime) -> bool:
        due = {"_id": ObjectId(user_id), f"{kind}.until": {"$gte": EPOCH, "$lte": now()}}
        return self._did(due, {f"{kind}.holder": holder, f"{kind}.until": until})

    def deletion(self, user_id: UserId) -> Deletion | None:
        found = self._part(user_id, "deletion")
        if found is None:
            return None
        chat = found.get("conversation_id")
        return Deletion(
            messages=found["messages"],
            stage=found["stage"],
            conversation_id=ConversationId(str(chat)) if chat else None,
            seq=found.get("seq", 0),
            left=tuple(ConversationId(str(each)) for each in found.get("left", ())),
        )

    def save_deletion(self, user_id: UserId, deletion: Deletion | None, *, holder: str, until: datetime) -> bool:
        fields = _deletion_fields(deletion, holder, until) if deletion is not None else None
        return self._save(user_id, "deletion", fields, holder)

    def export(self, user_id: UserId) -> Export | None:
        found = self._part(user_id, "export")
        return _to_export(found) if found else None

    def begin_export(self, user_id: UserId, export: Export, *, holder: str, until: datetime) -> Export:
        changed = self._users.find_one_and_update(
            {"_id": ObjectId(user_id), "export.status": {"$ne": "running"}},
            {"$set": {"export": _export_fields(export, holder, until)}},
            return_document=ReturnDocument.AFTER,
        )
        return (_to_export(changed["export"]) if changed else self.export(user_id)) or export

    def save_export(self, user_id: UserId, export: Export | None, *, holder: str, until: datetime) -> bool:
        fields = _export_fields(export, holder, until) if export is not None else None
        return self._save(user_id, "export", fields, holder)

    def _part(self, user_id: UserId, kind: JobKind) -> Fields | None:
        found = self._users.find_one({"_id": ObjectId(user_id)}, {kind: True}) or {}
        part: Fields | None = found.get(kind)
        return part

    def _save(self, user_id: UserId, kind: JobKind, fields: Fields | None, holder: str) -> bool:
        held = {"_id": ObjectId(user_id), f"{kind}.holder": holder}
        if fields is None:
            return self._users.update_one(held, {"$unset": {kind: ""}}).modified_count == 1
        return self._did(held, {kind: fields})

    def _did(self, condition: Fields, change: dict[str, Any]) -> bool:
        return self._users.update_one(condition, {"$set": change}).matched_count == 1


def _deletion_fields(deletion: Deletion, holder: str, until: datetime) -> Fields:
    chat = deletion.conversation_id
    return {
        "messages": deletion.messages,
        "stage": deletion.stage,
        "conversation_id": ObjectId(chat) if chat else None,
        "seq": deletion.seq,
        "left": [ObjectId(each) for each in deletion.left],
        "holder": holder,
        "until": until,
    }


def _export_fields(export: Export, holder: str, until: datetime) -> Fields:
    return dataclasses.asdict(export) | {"holder": holder, "until": until}


def _to_export(found: Fields) -> Export:
    return Export(
        id=found["id"], status=found["status"], progress=found["progress"], expires_at=found.get("expires_at")
    )
