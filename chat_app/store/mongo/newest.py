"""Lists by time, the newest first, a page at a time, without a query that has an open end."""

from __future__ import annotations

from datetime import timedelta

from pymongo.collection import Collection

from chat_app.records import now
from chat_app.store.administration import Moment
from chat_app.store.mongo.documents import Fields

FIRST_WINDOW = timedelta(seconds=1)
"""How far back a page looks at first; each further look is four times as wide."""
DAWN = timedelta(days=40_000)


def newest_first(
    collection: Collection[Fields], query: Fields, field: str, *, after: Moment | None, limit: int
) -> list[Fields]:
    """The newest documents that match by the time in `field`, from behind that moment on.

    Widening windows: for a sort with a limit the embedded store would fetch all that match (docs/decisions/0007), and
    an empty window costs it less than a millisecond. An index must begin with the query's fields and end with `field`.
    """
    # Those of the same millisecond first: the windows then end before it.
    level = list(collection.find(query | {field: after.at})) if after else []
    level = sorted((each for each in level if str(each["_id"]) < (after.id if after else "")), key=_id, reverse=True)
    end = after.at if after else now() + timedelta(days=1)
    window = FIRST_WINDOW if after else FIRST_WINDOW + timedelta(days=1)
    while True:
        bounds = {"$gte": end - window, "$lt": end}
        older = collection.find(query | {field: bounds}).sort([(field, -1), ("_id", -1)]).limit(limit)
        found = (level + list(older))[:limit]
        if len(found) == limit or window >= DAWN:
            return found
        window = min(window * 4, DAWN)


def _id(document: Fields) -> str:
    return str(document["_id"])
