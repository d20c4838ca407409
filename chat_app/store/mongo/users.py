"""`Users` on the collection `users`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from chat_app import models
from chat_app.errors import Taken
from chat_app.records import AccessToken, Found, Session, User, now
from chat_app.store.folding import fold, skeleton
from chat_app.store.grouped import GroupedReads
from chat_app.store.mongo.documents import (
    Fields,
    collection_of,
    new_document,
    object_ids,
    raising_unavailable,
    readable,
)
from chat_app.store.mongo.names import MongoNames, name_key
from chat_app.types import SessionId, UserId

UNIQUE_FIELDS = {"username_key": "username", "skeleton_key": "username", "email_key": "email"}


@raising_unavailable
class MongoUsers:
    """People and their signed-in devices."""

    def __init__(self, database: Database[Fields]) -> None:
        self._users = collection_of(database, models.User)
        self._grouped = GroupedReads(self.get_many)
        self._names = MongoNames(database)

    def add(self, user: User) -> User:
        document = _to_document(user)
        try:
            self._users.insert_one(document)
        except DuplicateKeyError as error:
            raise self._taken(error.details or {}, document) from None
        self._names.note([document])
        return to_user(document)

    def add_many(self, users: Sequence[User]) -> list[User]:
        documents = [_to_document(user) for user in users]
        try:
            self._users.insert_many(documents)
        except BulkWriteError as error:
            failed = error.details["writeErrors"][0]
            raise self._taken(failed, documents[failed["index"]]) from None
        self._names.note(documents)
        return [to_user(document) for document in documents]

    def get(self, user_id: UserId) -> User | None:
        return self._grouped.get(user_id)

    def get_many(self, user_ids: Iterable[UserId]) -> dict[UserId, User]:
        found = self._users.find({"_id": {"$in": object_ids(user_ids)}})
        return {user.id: user for user in readable(to_user, found, "users")}

    def by_login(self, login: str) -> User | None:
        # A username cannot hold an @, so the two cannot be mistaken for each other.
        field = "email_key" if "@" in login else "username_key"
        found = self._users.find_one({field: fold(login)})
        return to_user(found) if found else None

    def by_usernames(self, usernames: Sequence[str]) -> list[UserId]:
        keys = [fold(username) for username in usernames]
        return [UserId(str(found["_id"])) for found in self._users.find({"username_key": {"$in": keys}}, {"_id": True})]

    def search(self, prefix: str, *, start: str | None, limit: int) -> Found:
        return self._names.search(prefix, start=start, limit=limit)

    def all(self) -> list[User]:
        return list(readable(to_user, self._users.find({}), "users"))

    def update(self, user_id: UserId, *, version: int | None = None, **changes: Any) -> User | None:
        for name, key in (("username", "username_key"), ("email", "email_key")):
            if name in changes:
                changes[key] = fold(changes[name])
        if "display_name" in changes:
            changes["name_key"] = name_key(changes["display_name"], ObjectId(user_id))
        try:
            found = self._users.find_one_and_update(
                {"_id": ObjectId(user_id)} | ({} if version is None else {"version": version or {"$in": [0, None]}}),
                {"$set": changes, "$inc": {"version": 1}},
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError as error:
            raise self._taken(error.details or {}, changes) from None
        if found and {"username_key", "name_key"} & changes.keys():
            self._names.note([found])
        return to_user(found) if found else None

    def set_blocked(self, user_id: UserId, other: UserId, *, blocked: bool) -> None:
        operator = "$addToSet" if blocked else "$pull"
        one, two = ObjectId(user_id), ObjectId(other)
        self._users.update_one({"_id": one}, {operator: {"blocked": two}})
        self._users.update_one({"_id": two}, {operator: {"blocked_by": one}})

    def add_session(self, user: User, session: Session) -> bool:
        key = {"_id": ObjectId(user.id)}
        self._users.update_one(key, {"$pull": {"sessions": {"expires_at": {"$lt": now()}}}})
        result = self._users.update_one(
            key | {"password_hash": user.password_hash, "deactivated_at": None},
            {"$push": {"sessions": {"$each": [dataclasses.asdict(session)], "$slice": -MAX_SESSIONS}}},
        )
        return result.matched_count == 1

    def deactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> None:
        self._users.update_one(
            {"_id": ObjectId(user_id)},
            {"$set": {"deactivated_at": now(), "deactivated_by": by, "signed_out_at": now(), "sessions": []}},
        )

    def reactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> User | None:
        ended = {"deactivated_by": "user"} if by == "user" else {}
        found = self._users.find_one_and_update(
            {"_id": ObjectId(user_id), "deactivated_at": {"$ne": None}, "deleted_at": None} | ended,
            {"$unset": {"deactivated_at": "", "deactivated_by": ""}},
            return_document=ReturnDocument.AFTER,
        )
        return to_user(found) if found else None

    def set_password(self, user_id: UserId, password_hash: str, *, keep: SessionId | None = None) -> None:
        self._users.update_one(
            {"_id": ObjectId(user_id)},
            {
                "$set": {"password_hash": password_hash, "signed_out_at": now()},
                "$pull": {"sessions": {"id": {"$ne": keep}}},
            },
        )

    def rotate_session(self, user_id: UserId, session_id: SessionId, old_hash: str, session: Session) -> bool:
        result = self._users.update_one(
            {"_id": ObjectId(user_id), "sessions": {"$elemMatch": {"id": session_id, "refresh_hash": old_hash}}},
            {"$set": {"sessions.$": dataclasses.asdict(session)}},
        )
        return result.modified_count == 1

    def remove_sessions(self, user_id: UserId, *, only: SessionId | None = None, keep: SessionId | None = None) -> None:
        condition = {"id": only} if only else {"id": {"$ne": keep}}
        self._users.update_one(
            {"_id": ObjectId(user_id)}, {"$pull": {"sessions": condition}, "$set": {"signed_out_at": now()}}
        )

    def add_access_token(self, user_id: UserId, token: AccessToken, *, at_most: int) -> bool:
        result = self._users.update_one(
            {"_id": ObjectId(user_id), f"access_tokens.{at_most - 1}": {"$exists": False}},
            {"$push": {"access_tokens": dataclasses.asdict(token)}},
        )
        return result.modified_count == 1

    def remove_access_token(self, user_id: UserId, token_id: SessionId) -> bool:
        result = self._users.update_one(
            {"_id": ObjectId(user_id), "access_tokens.id": token_id},
            # As after a sign-out, other processes close the sockets that it opened.
            {"$pull": {"access_tokens": {"id": token_id}}, "$set": {"signed_out_at": now()}},
        )
        return result.modified_count == 1

    def used_access_token(self, user_id: UserId, token_id: SessionId, time: datetime) -> None:
        self._users.update_one(
            {"_id": ObjectId(user_id), "access_tokens.id": token_id}, {"$set": {"access_tokens.$.last_used_at": time}}
        )

    def signed_out_since(self, time: datetime) -> list[User]:
        bounds = {"$gte": time, "$lte": now() + timedelta(days=1)}
        return list(readable(to_user, self._users.find({"signed_out_at": bounds}), "users"))

    def saw(self, last_seen: Mapping[UserId, datetime]) -> None:
        updates = [UpdateOne({"_id": ObjectId(id_)}, {"$max": {"last_seen": at}}) for id_, at in last_seen.items()]
        if updates:
            self._users.bulk_write(updates, ordered=False)

    def _taken(self, details: Mapping[str, Any], changes: Fields) -> Taken:
        """What is another's already. The same username is refused by two indexes, and the store names either."""
        key = next(iter(details.get("keyPattern", {})), "username_key")
        same = {"username_key": changes.get("username_key")}
        if key == "skeleton_key" and self._users.find_one(same, {"_id": 1}) is None:
            return Taken("That username looks like another one.", errors={"username": ["Looks like another's."]})
        field = UNIQUE_FIELDS.get(key, "username")
        return Taken(f"That {field} is taken.", errors={field: ["Already taken."]})


MAX_SESSIONS = 50
"""Signed-in devices of a user; one more signs the oldest out."""


def _to_document(user: User) -> Fields:
    fields = {field.name: getattr(user, field.name) for field in dataclasses.fields(user)}
    del fields["id"]
    fields["blocked"], fields["blocked_by"] = object_ids(user.blocked), object_ids(user.blocked_by)
    fields["sessions"] = [models.Session(**dataclasses.asdict(session)) for session in user.sessions]
    del fields["access_tokens"]  # nobody begins with any
    id_ = ObjectId(user.id) if user.id else ObjectId()
    return new_document(
        models.User,
        **fields,
        username_key=fold(user.username),
        skeleton_key=skeleton(user.username),
        email_key=fold(user.email),
        name_key=name_key(user.display_name, id_),
    ) | {"_id": id_}


def to_user(document: Fields) -> User:
    """The user of a stored document."""
    return User(
        id=UserId(str(document["_id"])),
        username=document["username"],
        email=document["email"],
        email_verified=document.get("email_verified", False),
        password_hash=document["password_hash"],
        display_name=document["display_name"],
        bio=document.get("bio"),
        avatar_url=document.get("avatar_url"),
        settings=document.get("settings", {}),
        role=document.get("role", "user"),
        last_seen=document.get("last_seen"),
        sessions=tuple(Session(**session) for session in document.get("sessions", ())),
        blocked=frozenset(UserId(str(each)) for each in document.get("blocked", ())),
        blocked_by=frozenset(UserId(str(each)) for each in document.get("blocked_by", ())),
        created_at=document["created_at"],
        deactivated_at=document.get("deactivated_at"),
        deactivated_by=document.get("deactivated_by"),
        deleted_at=document.get("deleted_at"),
        time_zone=document.get("time_zone"),
        locale=document.get("locale"),
        access_tokens=tuple(map(_to_access_token, document.get("access_tokens", ()))),
        version=document.get("version", 0),
    )


def _to_access_token(document: Fields) -> AccessToken:
    return AccessToken(**document | {"scopes": tuple(document["scopes"])})
