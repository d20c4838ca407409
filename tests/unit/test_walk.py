"""Reading a collection by a time in it: all is found, also what moves on meanwhile, a bounded portion a query."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chat_app.store.backup.walk import PORTION, back_in_time, by_time

Fields = dict[str, Any]
AGES = st.lists(st.integers(0, 10**8), min_size=1, max_size=60)
"""Seconds."""


class Shelf:
    """A collection of documents, `at` some time, with an index on it."""

    def __init__(self, ages: list[float]) -> None:
        self.began = datetime.now(UTC)
        self.documents = [{"_id": number, "at": self.began - timedelta(seconds=age)} for number, age in enumerate(ages)]
        self.largest = 0

    def find(self, query: Fields) -> list[Fields]:
        bounds = query["at"]
        found = [each for each in self.documents if bounds["$gte"] <= each["at"] < bounds["$lt"]]
        self.largest = max(self.largest, len(found))
        return found


@given(ages=AGES)
@settings(deadline=None, max_examples=30)
def test_each_is_found_once_on_the_way_back(ages: list[int]) -> None:
    """However old, and however many at once."""
    shelf = Shelf([float(age) for age in ages])
    found = [each["_id"] for each in back_in_time(shelf, "at", {}, shelf.began)]  # type: ignore[arg-type]
    assert sorted(found) == list(range(len(ages)))


@given(ages=AGES, moves=st.sets(st.integers(0, 59)))
@settings(deadline=None, max_examples=30)
def test_what_moves_on_meanwhile_is_found_all_the_same(ages: list[int], moves: set[int]) -> None:
    """A conversation that was still ahead of the walk, and is written to just before the walk comes there."""
    shelf = Shelf([float(age) for age in ages])
    found = set()
    for document in by_time(shelf, "at", {}, shelf.began):  # type: ignore[arg-type]
        found.add(document["_id"])
        for other in shelf.documents:
            if other["_id"] in moves and other["_id"] not in found:
                other["at"] = datetime.now(UTC)
    assert found == set(range(len(ages)))


def test_a_query_finds_a_portion_however_many_there_are() -> None:
    """The embedded store holds all that a query finds; busy days behind quiet hours is no exception."""
    quiet, busy = 7_200.0, 3 * 86_400.0
    shelf = Shelf([quiet + busy * number / 6_000 for number in range(6_000)])
    assert len(list(back_in_time(shelf, "at", {}, shelf.began))) == 6_000  # type: ignore[arg-type]
    assert shelf.largest <= 2 * PORTION
