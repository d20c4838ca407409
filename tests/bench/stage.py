"""A fresh server with people and conversations, as each work needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from tests.bench.usage import Meter
from tests.harness import Server, User

THREADS = 8


class Stage:
    """One server, everything as delivered but rate limits (off) and the cost of a password hash (low)."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.meter = Meter(server)

    def people(self, count: int) -> list[User]:
        """So many people who have just signed up."""
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(lambda _: self._signed_up(), range(count)))

    def pairs(self, people: Sequence[User]) -> list[str]:
        """The ids of the direct conversations of each two of them who stand side by side."""
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(self._direct, people[0::2], people[1::2]))

    @contextmanager
    def database(self) -> Iterator[Database[dict[str, Any]]]:
        """The server's database, straight."""
        with MongoClient[dict[str, Any]](self.server.store["uri"]) as client:
            yield client.get_database("chat")

    def _signed_up(self) -> User:
        user = self.server.new_user()
        user.http.close()
        return user

    def _direct(self, one: User, other: User) -> str:
        conversation = self.server.direct_conversation(one, other)
        one.http.close()
        return conversation.id


@contextmanager
def stage() -> Iterator[Stage]:
    """A server for this block."""
    with Server.started(presence_grace=10, log_level="info") as server:
        yield Stage(server)
