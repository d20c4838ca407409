"""Note what usernames look like, so that no new one is taken for another.

Of names that were there before and look alike, the first noted keeps its look to itself; the others stay without.
"""

from __future__ import annotations

import contextlib
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from chat_app.store import indexes
from chat_app.store.folding import skeleton


def upgrade(database: Database[dict[str, Any]]) -> None:
    indexes.make(database)
    users = database["users"]
    for user in users.find({"skeleton_key": None}, {"username": True}):
        with contextlib.suppress(DuplicateKeyError):
            users.update_one({"_id": user["_id"]}, {"$set": {"skeleton_key": skeleton(user["username"])}})
