"""Reading over HTTP: the profile, the list of conversations, a page of history, each beside what its store takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from pymongo import MongoClient, monitoring

from chat_app.store.mongo.conversations import MongoConversations
from chat_app.store.mongo.messages import MongoLog
from chat_app.store.mongo.users import MongoUsers
from chat_app.types import ConversationId, UserId
from tests.bench import growth
from tests.bench.callers import call, get
from tests.bench.figures import percentile
from tests.bench.growth import FILLERS, Writer
from tests.bench.lines import Lines
from tests.bench.stage import Stage

CONVERSATIONS = 50
CALLERS = 8
PAGE = 50
TRIES = 100


@dataclass(frozen=True, slots=True)
class Point:
    """One route with so many messages stored; times in milliseconds, of requests by CALLERS at once, and by one.

    `store` is what the store takes to answer the same queries, asked by nobody else; `commands` how many they are.
    """

    route: str
    stored: int
    rate: float
    p50: float
    p99: float
    alone: float
    store: float
    commands: float


class Clock(monitoring.CommandListener):
    """The time that the store took, as its driver measures it, and the number of commands."""

    def __init__(self) -> None:
        self.seconds, self.commands = 0.0, 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """The driver measures from here."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        self.seconds += event.duration_micros / 1e6
        self.commands += 1

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        raise RuntimeError(event.failure)


def run(stage: Stage, stored: int, seconds: float) -> Iterator[Point]:
    """Fill through the server, and read."""
    reader, *others = stage.people(1 + CONVERSATIONS)
    chats = [stage.server.direct_conversation(reader, other).id for other in others]
    work = Writer(chats, "r")
    with Lines(stage.server.port, work.take) as lines:
        # The other side is connected too, so that nothing is queued.
        lines.open([other.token for other in others])
        opened = lines.open([reader.token] * FILLERS)
        growth.fill(lines, opened, work, stored)
        lines.run(2.0)
    stage.settle()
    clock, middle = Clock(), stored // CONVERSATIONS // 2
    with MongoClient[dict[str, Any]](stage.server.store["uri"], event_listeners=[clock]) as client:
        database = client.get_database("chat")
        users, conversations, log = MongoUsers(database), MongoConversations(database), MongoLog(database, database)
        me, chat = UserId(reader.id), ConversationId(chats[0])
        for route, path, query in (
            ("profile", "/api/users/me", lambda: users.get_many([me])),
            ("conversations", f"/api/conversations?limit={PAGE}", lambda: _listed(users, conversations, me)),
            (
                "history",
                f"/api/conversations/{chat}/messages?limit={PAGE}&before={middle}",
                lambda: (conversations.get(chat), log.range(chat, middle - PAGE, middle - 1)),
            ),
        ):
            request = [get(path, reader.token)]
            call(stage.server.port, request, callers=1, seconds=0.5)
            together = call(stage.server.port, request, callers=CALLERS, seconds=seconds)
            alone = call(stage.server.port, request, callers=1, seconds=seconds / 2)
            if set(together.statuses) != {200}:
                raise RuntimeError(f"{route}: {together.statuses}")
            store, commands = _store(clock, query)
            yield Point(
                route,
                stored,
                len(together.seconds) / seconds,
                1e3 * percentile(together.seconds, 0.5),
                1e3 * percentile(together.seconds, 0.99),
                1e3 * percentile(alone.seconds, 0.5),
                store,
                commands,
            )


def _listed(users: MongoUsers, conversations: MongoConversations, me: UserId) -> None:
    found = conversations.page(me, after=None, limit=PAGE)
    users.get_many({each for conversation in found for each in conversation.member_ids})


def _store(clock: Clock, query: Callable[[], object]) -> tuple[float, float]:
    """The median of what it takes, in milliseconds, and its commands."""
    query()
    times, before = [], clock.commands
    for _ in range(TRIES):
        began = clock.seconds
        query()
        times.append(clock.seconds - began)
    return 1e3 * median(times), (clock.commands - before) / TRIES
