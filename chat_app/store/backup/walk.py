"""Each document of a collection by a time in it, in portions that are bounded on both sides (docs/decisions/0007)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo.collection import Collection

Fields = dict[str, Any]

PORTION = 200
"""Documents that one query is meant to find; the embedded store holds them all at once."""
FIRST_WIDTH = timedelta(minutes=1)
LEAST_WIDTH = timedelta(milliseconds=1)
WIDER = 2
"""How many times as wide the next query may be: behind a quiet time many may stand."""
SKEW = timedelta(days=1)
"""How far other nodes' clocks may be from this one's."""
DAWN = timedelta(days=40_000)


def by_time(collection: Collection[Fields], field: str, query: Fields, began: datetime) -> Iterator[Fields]:
    """Each document that matches, some of them twice; those that come meanwhile too.

    First from now back to the beginning: so the width of a query follows how many there are. Then forward from a day
    before `began` on: a time that moved on meanwhile cannot escape a look that goes the same way.

    Args:
        field: a time that never moves back; an index must begin with the query's fields and end with it.
        began: when the walk began.
    """
    yield from back_in_time(collection, field, query, began)
    start, width = began - SKEW, FIRST_WIDTH
    while start + width < datetime.now(UTC):
        found = _between(collection, query, field, start, start + width)
        yield from found
        start, width = start + width, _next_width(width, len(found))
    # All that is left in one look, a day ahead of now: what moves on while it is made is in it all the same.
    yield from _between(collection, query, field, start, datetime.now(UTC) + SKEW)


def back_in_time(collection: Collection[Fields], field: str, query: Fields, began: datetime) -> Iterator[Fields]:
    """Each document that matches, once; of those whose time moves on meanwhile some may be missed."""
    yield from _between(collection, query, field, began, began + SKEW)
    end, dawn, width = began, began - DAWN, FIRST_WIDTH
    while end > dawn:
        found = _between(collection, query, field, end - width, end)
        yield from found
        end, width = end - width, _next_width(width, len(found))


def _between(collection: Collection[Fields], query: Fields, field: str, start: datetime, end: datetime) -> list[Fields]:
    return list(collection.find(query | {field: {"$gte": start, "$lt": end}}))


def _next_width(width: timedelta, found: int) -> timedelta:
    factor = min(PORTION / found, WIDER) if found else WIDER
    return min(max(width * factor, LEAST_WIDTH), DAWN)
