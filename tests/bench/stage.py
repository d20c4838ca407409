"""A fresh server with people and conversations, as each work needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from tests.bench.usage import Meter
from tests.harness import Server, User, wait_until

THREADS = 8
IDLE = 0.05
"""Of a processor: less is the beat of heartbeats and clocks."""


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

    def settle(self) -> None:
        """Return once the server has done what earlier work left to do, such as queueing for who went away."""
        before = self.meter.read()

        def idle() -> bool:
            nonlocal before
            last, before = before, self.meter.read()
            spent = before.app_cpu + before.store_cpu - last.app_cpu - last.store_cpu
            return spent < IDLE * (before.at - last.at)

        wait_until("the server to have nothing to do", idle, timeout=300, every=1.0)

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
