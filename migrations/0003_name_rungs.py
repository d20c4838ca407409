"""Let people be found in time however many there are: unique keys of display names, and rungs among the names."""

from __future__ import annotations

from itertools import islice
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from chat_app.store import indexes
from chat_app.store.mongo.names import MongoNames, name_key

PORTION = 1_000


def upgrade(database: Database[dict[str, Any]]) -> None:
    indexes.make(database)
    names = MongoNames(database)
    users = iter(database["users"].find({}, {"display_name": True, "username_key": True}))
    while portion := list(islice(users, PORTION)):
        for user in portion:
            user["name_key"] = name_key(user["display_name"], user["_id"])
        updates = [UpdateOne({"_id": user["_id"]}, {"$set": {"name_key": user["name_key"]}}) for user in portion]
        database["users"].bulk_write(updates, ordered=False)
        names.note(portion)
