"""Names in order, from a prefix on: a skip list over the folded names, for they can be very many.

The embedded store fetches all that a range holds, whatever the limit (docs/decisions/0007), and how much a prefix
holds is not known before. So one name in 32 is noted as a rung, one rung in 32 as one of the level above, and so on:
from the top down, each level says where a range ends that holds about as many names as are wanted. Nowhere more than
some dozens of documents are read, whatever people are called and however many they are (docs/decisions/0010).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bson import ObjectId
from pymongo.database import Database

from chat_app import models
from chat_app.records import Found, Match
from chat_app.store.folding import beyond, fold
from chat_app.store.mongo.documents import Fields, collection_of, inserting_again, raising_unavailable
from chat_app.types import UserId

Field = Literal["username_key", "name_key"]

FIELDS: dict[Field, str] = {"username_key": "u", "name_key": "n"}
"""The fields that are searched, and what their rungs begin with."""
STEP = 32
LEVELS = (3, 2, 1)
END = "\n"
"""Stands behind a display name, and before all that may stand in one: so it comes before all that begin with it."""


def name_key(display_name: str, user_id: ObjectId) -> str:
    """The display name as it is searched, with an end that makes it unique: so every range can be divided."""
    return f"{fold(display_name)}{END}{user_id}"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Users of one field in order, all that there are up to `end`; None when there are no more behind it."""

    matches: list[tuple[str, Fields]]
    end: str | None


@raising_unavailable
class MongoNames:
    """The users by what they are called."""

    def __init__(self, database: Database[Fields]) -> None:
        self._users = collection_of(database, models.User)
        self._rungs = collection_of(database, models.NameRung)

    def note(self, users: Iterable[Fields]) -> None:
        """Let these users, as stored, be found in time: some names become rungs."""
        keys = [rung for user in users for field in FIELDS if field in user for rung in _rungs_of(field, user[field])]
        if keys:
            inserting_again(self._rungs, [{"key": key} for key in keys])

    def search(self, prefix: str, *, start: str | None, limit: int) -> Found:
        """Active users with a name that begins so, by that name, from `start` on."""
        first = fold(prefix)
        if not first:
            return Found([], None)
        stretches = {field: self._stretch(field, max(first, start or ""), beyond(first), limit) for field in FIELDS}
        # Where a field has more than was read, what the other has behind that end must wait for it.
        end = min((each.end for each in stretches.values() if each.end is not None), default=None)
        found = [
            Match(key, UserId(str(user["_id"])))
            for field, each in stretches.items()
            for key, user in each.matches
            if (end is None or key < end) and "deactivated_at" not in user and not _found_before(field, user, first)
        ]
        found.sort(key=lambda match: match.key)
        if len(found) > limit:
            return Found(found[:limit], found[limit].key)
        return Found(found, end)

    def _stretch(self, field: Field, start: str, end: str, wanted: int) -> _Stretch:
        bound = end
        for level in LEVELS:
            mark = f"{level}{FIELDS[field]}:"
            rungs = [
                each["key"].removeprefix(mark)
                for each in self._rungs.find({"key": {"$gte": mark + start, "$lt": mark + bound}}, {"key": True})
            ]
            enough = wanted // STEP**level + 1
            if len(rungs) > enough:
                bound = sorted(rungs)[enough]
        query = {field: {"$gte": start, "$lt": bound}}
        users = self._users.find(query, {"username_key": True, "name_key": True, "deactivated_at": True})
        matches = sorted(((user[field], user) for user in users), key=lambda match: match[0])
        return _Stretch(matches, None if bound == end else bound)


def _rungs_of(field: Field, name: str) -> list[str]:
    """What the name is noted as, if anything: by its hash, which spreads the rungs evenly over the names there are."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    levels = [level for level in reversed(LEVELS) if number % STEP**level == 0]
    return [f"{level}{FIELDS[field]}:{name}" for level in levels]


def _found_before(field: Field, user: Fields, prefix: str) -> bool:
    """Whether both of the user's names match, and the other one comes first."""
    other = user["name_key" if field == "username_key" else "username_key"]
    return bool(prefix <= other < user[field])
