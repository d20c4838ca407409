"""`Contacts` on the collection `contacts`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.database import Database

from chat_app import models
from chat_app.records import Contact, now
from chat_app.store.mongo.documents import Fields, collection_of, raising_unavailable
from chat_app.types import ContactState, UserId


@raising_unavailable
class MongoContacts:
    """Whom users know, and whom they blocked."""

    def __init__(self, database: Database[Fields]) -> None:
        self._contacts = collection_of(database, models.Contact)

    def get(self, user_id: UserId, contact_id: UserId) -> Contact | None:
        found = self._contacts.find_one(_key(user_id, contact_id))
        return _to_contact(found) if found else None

    def of_user(self, user_id: UserId) -> list[Contact]:
        return [_to_contact(document) for document in self._contacts.find({"user_id": ObjectId(user_id)})]

    def put(self, user_id: UserId, contact_id: UserId, **changes: Any) -> Contact:
        fresh = {"created_at": now(), "state": "none", "favourite": False, "blocked": False}
        found = self._contacts.find_one_and_update(
            _key(user_id, contact_id),
            {
                "$set": changes,
                "$setOnInsert": {name: value for name, value in fresh.items() if name not in changes},
            },
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        assert found is not None, "an upsert returns what it made"
        return _to_contact(found)

    def move(
        self, user_id: UserId, contact_id: UserId, *, before: Collection[ContactState], after: ContactState
    ) -> Contact | None:
        found = self._contacts.find_one_and_update(
            _key(user_id, contact_id) | {"state": {"$in": list(before)}},
            {"$set": {"state": after} | ({"nickname": None, "favourite": False} if after == "none" else {})},
            return_document=ReturnDocument.AFTER,
        )
        if found is not None and after == "none":
            self._contacts.delete_one(_key(user_id, contact_id) | {"state": "none", "blocked": False})
        return _to_contact(found) if found else None


def _key(user_id: UserId, contact_id: UserId) -> Fields:
    return {"user_id": ObjectId(user_id), "contact_id": ObjectId(contact_id)}


def _to_contact(document: Fields) -> Contact:
    return Contact(
        user_id=UserId(str(document["user_id"])),
        contact_id=UserId(str(document["contact_id"])),
        nickname=document.get("nickname"),
        state=document.get("state", "none"),
        favourite=document.get("favourite", False),
        blocked=document["blocked"],
        created_at=document["created_at"],
    )
