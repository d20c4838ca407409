"""What finding people costs as their number grows: beginnings that few have and beginnings that nearly all have."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from bson import ObjectId
from pymongo import MongoClient, monitoring
from pymongo.database import Database

from chat_app.records import now
from chat_app.store.folding import beyond, fold
from chat_app.store.mongo.names import FIELDS, MongoNames, name_key
from tests.bench.stage import Stage

TRIES = 30
PORTION = 5_000
PAGE = 20
SYLLABLES = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so".split()
RARE = 4
"""One in so many has a name that nobody else's begins like; the others are numbered, as an import makes them."""


@dataclass(frozen=True, slots=True)
class Point:
    """Medians for one beginning, among so many people: what matches it, what a page takes, and of what.

    `whole` is what the store takes to fetch all that match, milliseconds; `page` the first page over HTTP, `amid` the
    next one, `store` the store's own part of the first. `queries` and `documents` are what that asks and reads.
    """

    people: int
    prefix: str
    matches: int
    whole: float
    page: float
    amid: float
    store: float
    queries: int
    documents: int


class Plan(monitoring.CommandListener):
    """What is asked of the store, and how many documents come back."""

    def __init__(self) -> None:
        self.queries = self.documents = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.queries += event.command_name == "find"

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        self.documents += len(event.reply.get("cursor", {}).get("firstBatch", ()))

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        raise RuntimeError(event.failure)


def run(stage: Stage, sizes: list[int]) -> Iterator[Point]:
    """Fill the store up to each of `sizes`, straight, and measure there."""
    (viewer,) = stage.people(1)
    chance, filled = random.Random(4), 0
    with stage.database() as database:
        for size in sizes:
            while filled < size:
                _fill(database, chance, filled, min(PORTION, size - filled))
                filled += min(PORTION, size - filled)
            for prefix in ("k", "ka", "kabe", "user", "user_00000", f"user_{1:07}"):
                yield _measure(stage, database, viewer.http, size, prefix)


def _fill(database: Database[dict[str, Any]], chance: random.Random, first: int, count: int) -> None:
    people = []
    for number in range(first, first + count):
        word = "".join(chance.choices(SYLLABLES, k=4)) if number % RARE == 0 else "user"
        username, display_name = f"{word}_{number:07}", " ".join(chance.choices(SYLLABLES, k=3)).title()
        id_ = ObjectId()
        people.append(
            {
                "_id": id_,
                "username": username,
                "username_key": fold(username),
                "skeleton_key": fold(username),
                "email": f"{username}@example.org",
                "email_key": f"{username}@example.org",
                "password_hash": "!",
                "display_name": display_name,
                "name_key": name_key(display_name, id_),
                "created_at": now(),
            }
        )
    database["users"].insert_many(people)
    MongoNames(database).note(people)


def _measure(stage: Stage, database: Database[dict[str, Any]], http: Any, people: int, prefix: str) -> Point:
    plan = Plan()
    with MongoClient[dict[str, Any]](stage.server.store["uri"], event_listeners=[plan]) as client:
        watched = MongoNames(client.get_database("chat"))
        watched.search(prefix, start=None, limit=PAGE)
        queries, documents = plan.queries, plan.documents
        store = _timed(lambda: watched.search(prefix, start=None, limit=PAGE))

    def page(cursor: str = "") -> str:
        answer = http.get(f"/api/users?q={prefix}&limit={PAGE}{cursor}").ok(200)
        return f"&cursor={answer['next_cursor']}" if answer["next_cursor"] else ""

    following = page()
    began = time.perf_counter()
    ranges = [{field: {"$gte": prefix, "$lt": beyond(prefix)}} for field in FIELDS]
    matches = sum(len(list(database["users"].find(each, {"_id": True}))) for each in ranges)
    whole = 1e3 * (time.perf_counter() - began)
    return Point(
        people, prefix, matches, whole, _timed(page), _timed(lambda: page(following)), store, queries, documents
    )


def _timed(action: Callable[[], object]) -> float:
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return 1e3 * median(times)
