"""The search of people reads little however many there are, whatever they are called, and misses nobody."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from bson import ObjectId
from pymongo import monitoring
from pymongo.database import Database

from chat_app.store import indexes
from chat_app.store.folding import fold
from chat_app.store.mongo import names as module
from chat_app.store.mongo import open_database
from chat_app.store.mongo.names import MongoNames, name_key
from tests.cli.site import Site

STEP = 4
"""In place of 32, so that a thousand users are what a million are to a server: as many levels."""


class Reads(monitoring.CommandListener):
    """Counts the documents that the store answered with: all that the ranges of its indexes held."""

    def __init__(self) -> None:
        self.documents = 0
        self.largest = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        assert "limit" not in event.command and "sort" not in event.command, "the planner would fetch all that match"

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        cursor = event.reply.get("cursor", {})
        count = len(cursor.get("firstBatch", cursor.get("nextBatch", ())))
        self.documents += count
        self.largest = max(self.largest, count)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        raise AssertionError(event.failure)


@contextmanager
def town(site: Site, name: str, people: list[tuple[str, str]]) -> Iterator[tuple[MongoNames, Reads]]:
    """So many people by username and display name, and a count of what is read of them."""
    plain = open_database(site.uri, name, timeout=20)
    indexes.make(plain)
    users = []
    for number, (username, display_name) in enumerate(people):
        id_ = ObjectId(f"{number:024x}")
        users.append({"_id": id_, "username_key": fold(username), "email_key": str(id_), "skeleton_key": str(id_),
                      "name_key": name_key(display_name, id_)})  # fmt: skip
    for start in range(0, len(users), 1_000):
        plain["users"].insert_many(users[start : start + 1_000])
    reads = Reads()
    client = plain.client.__class__(site.uri, event_listeners=[reads])
    try:
        watched: Database[dict[str, object]] = client.get_database(name)
        names = MongoNames(watched)
        MongoNames(plain).note(users)
        reads.documents = reads.largest = 0
        yield names, reads
    finally:
        client.close()


def walked(names: MongoNames, prefix: str, limit: int) -> list[str]:
    """The ids over all pages."""
    found: list[str] = []
    start: str | None = None
    while True:
        page = names.search(prefix, start=start, limit=limit)
        assert len(page.matches) <= limit
        found += [match.user_id for match in page.matches]
        if (start := page.following) is None:
            return found


def expected(people: list[tuple[str, str]], prefix: str) -> list[str]:
    """The ids in the order of the name that matches, the first where both do."""
    keys = []
    for number, (username, display_name) in enumerate(people):
        names = [fold(username), name_key(display_name, ObjectId(f"{number:024x}"))]
        matching = [name for name in names if name.startswith(fold(prefix))]
        keys += [(min(matching), f"{number:024x}")] if matching else []
    return [id_ for _, id_ in sorted(keys)]


def random_people(count: int) -> list[tuple[str, str]]:
    chance = random.Random(7)

    def word(low: int, high: int) -> str:
        return "".join(chance.choices("abcdé", k=chance.randint(low, high)))

    return [(f"{word(2, 5)}_{n}", f"{word(1, 4)} {word(1, 4)}".title()) for n in range(count)]


def test_pages_find_everybody_once_and_in_order(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """By username and display name, in any case and with any accents, whatever the size of a page."""
    monkeypatch.setattr(module, "STEP", STEP)
    people = random_people(300)
    with town(site, "names_random", people) as (names, _):
        for prefix in ("a", "E", "ab", "abc", "d é", "zz", "a" * 60, ".*"):
            for limit in (3, 50) if len(prefix) > 1 else (20,):
                assert walked(names, prefix, limit) == expected(people, prefix), (prefix, limit)


@pytest.mark.parametrize("kind", ["random", "numbered", "namesakes"])
def test_what_a_page_reads_does_not_grow(site: Site, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Of people named at random, all with one beginning, or all with one name; the shortest prefix is the hardest."""
    monkeypatch.setattr(module, "STEP", STEP)
    largest = []
    for count in (200, 1_600):
        people = {
            "random": random_people(count),
            "numbered": [(f"user_{n:07}", f"User {n:07}") for n in range(count)],
            "namesakes": [(f"john{n}", "John Smith") for n in range(count)],
        }[kind]
        with town(site, f"names_{kind}_{count}", people) as (names, reads):
            page = names.search(people[0][0][:1], start=None, limit=20)
            assert len(page.matches) == 20 or page.following
            largest.append((reads.documents, reads.largest))
    (few, _), (many, most) = largest
    assert most < 200 and many < 500, largest
    assert few > 0


def test_a_name_without_rungs_is_found_all_the_same(site: Site) -> None:
    """They are bounds and nothing else: one that was never written, or whose user is gone, changes no answer."""
    people = random_people(50)
    with town(site, "names_bare", people) as (names, _):
        names._rungs.delete_many({})
        names._rungs.insert_one({"key": "1u:abb"})
        assert walked(names, "a", 5) == expected(people, "a")


def test_the_exact_name_comes_first(site: Site) -> None:
    """Before all longer ones, whoever's they are."""
    people = [("annabel", "Zoe"), ("x_1", "Anna Ann"), ("anna", "Quinn"), ("x_2", "Anna"), ("x_3", "Annabel")]
    with town(site, "names_exact", people) as (names, _):
        assert [int(each, 16) for each in walked(names, "anna", 10)] == [2, 3, 1, 0, 4]
