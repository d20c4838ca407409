"""Brings a database to what this version of the code expects: numbered migrations, each done once, by one node.

A migration is a file of `migrations/` (its README has the rules). Those that are done stand in the collection
`migrations`, beside the lease of the node that is doing some. A node that dies loses its lease after a while and the
next one begins that migration again; so each must be safe to repeat, and then even two at once can do no harm.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pymongo
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError

from chat_app.config import Settings
from chat_app.errors import ConfigurationError, Unavailable
from chat_app.store import indexes
from chat_app.store.embedded import embedded_store
from chat_app.store.mongo import open_database
from chat_app.store.mongo.documents import translating_errors

Data = Database[dict[str, Any]]
Tell = Callable[[str], object]

DIRECTORY = Path(__file__).parents[2] / "migrations"
COLLECTION = "migrations"
LEASE = "lease"
LEASE_TIME = timedelta(seconds=10)
"""For so long a node that died keeps the others waiting. One that lives renews it three times in that time."""
POLL = 0.2
"""Seconds between two looks at a lease that another node holds."""
PATIENCE = 3_600.0
"""Seconds a node waits for another one that is migrating."""
LONGEST = 86_400.0
"""Seconds one operation of a migration may take: an index of a large collection is made in one."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A numbered change; `upgrade` does it."""

    name: str
    summary: str
    upgrade: Callable[[Data], None]


@dataclass(frozen=True, slots=True)
class State:
    """A migration in one database: when it was applied, and whether this version of the code knows it."""

    name: str
    summary: str
    applied_at: datetime | None
    known: bool = True


def upgrade(settings: Settings, *, directory: Path = DIRECTORY, tell: Tell = lambda _: None) -> list[str]:
    """Do what has not been done, in order, and return its names; `tell` hears a line before whatever takes time.

    When another node is at it, wait for that one and do what is left.

    Raises:
        ConfigurationError: a migration failed, or a file isn't one; those before it stand.
        Unavailable: the database does not answer, or another node was at it for an hour.
    """
    migrations = known_migrations(directory)
    with _database(settings) as database:
        if not _pending(database, migrations):  # the usual start: one read, no lease
            return []
        with Lease.of(database, tell) as lease:
            return [_apply(database, migration, lease, tell) for migration in _pending(database, migrations)]


def status(settings: Settings, *, directory: Path = DIRECTORY) -> list[State]:
    """Each migration, known or applied, by name. Raises Unavailable."""
    with _database(settings) as database:
        return _status(database, directory)


def check(settings: Settings, *, directory: Path = DIRECTORY) -> list[str]:
    """A sentence for each way in which the database is not as this code expects it; none when all is well.

    Those are migrations to be applied, and indexes that differ from the declared ones. Raises Unavailable.
    """
    with _database(settings) as database:
        pending = [state.name for state in _status(database, directory) if state.applied_at is None]
        return [f"The migration {name} is not applied." for name in pending] + indexes.differences(database)


def known_migrations(directory: Path = DIRECTORY) -> list[Migration]:
    """Those of `directory`, by number.

    Raises:
        ConfigurationError: two have one number, or a file has no `upgrade`.
    """
    paths = sorted(path for path in directory.glob("*.py") if re.match(r"\d{4}_", path.name))
    for one, other in itertools.pairwise(paths):
        if one.name[:4] == other.name[:4]:
            raise ConfigurationError(f"Two migrations have one number: {one.name} and {other.name}.")
    return [_load(path) for path in paths]


def _load(path: Path) -> Migration:
    spec = importlib.util.spec_from_file_location(f"migrations.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not callable(getattr(module, "upgrade", None)):
        raise ConfigurationError(f"The migration {path.name} has no function upgrade(database).")
    return Migration(path.stem, (module.__doc__ or "").strip().partition("\n")[0], module.upgrade)


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[Data]:
    """The database, and the embedded store for as long as it is needed."""
    with embedded_store(settings) as uri:
        database = open_database(uri, settings.mongodb_database, timeout=settings.store_timeout)
        with database.client:
            yield database


@translating_errors
def applied(database: Data) -> dict[str, datetime]:
    """The migrations that are done, and when each was. Raises Unavailable."""
    documents = database[COLLECTION].find({})  # a handful, and only ever as many as there are files
    return {document["_id"]: document["applied_at"] for document in documents if document["_id"] != LEASE}


def _pending(database: Data, migrations: list[Migration]) -> list[Migration]:
    done = applied(database)
    return [migration for migration in migrations if migration.name not in done]


def _status(database: Data, directory: Path) -> list[State]:
    done = applied(database)
    known = {migration.name: migration for migration in known_migrations(directory)}
    return [
        State(name, known[name].summary if name in known else "", done.get(name), known=name in known)
        for name in sorted(known.keys() | done.keys())
    ]


def _apply(database: Data, migration: Migration, lease: Lease, tell: Tell) -> str:
    tell(f"{migration.name}: {migration.summary}")
    start = time.monotonic()
    try:
        with pymongo.timeout(LONGEST):
            translating_errors(migration.upgrade)(database)
    except PyMongoError as error:
        raise ConfigurationError(f"The migration {migration.name} failed: {_reason(error)}") from error
    # A node that was held up for longer than its lease must not speak of what another one is doing now.
    lease.renew()
    record = {"applied_at": datetime.now(UTC), "seconds": round(time.monotonic() - start, 3), "by": lease.holder}
    translating_errors(database[COLLECTION].update_one)({"_id": migration.name}, {"$set": record}, upsert=True)
    return migration.name


def _reason(error: PyMongoError) -> str:
    """The server's own words, without the driver's copy of the whole answer."""
    details = getattr(error, "details", None) or {}
    return str(details.get("errmsg") or error)


class Lease:
    """The right to migrate a database, held by one node at a time and renewed while it is held.

    All times are the server's, so nodes whose clocks differ agree on who holds it.
    """

    def __init__(self, database: Data) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._database = database
        self._leases = database[COLLECTION]

    @classmethod
    @contextlib.contextmanager
    def of(cls, database: Data, tell: Tell) -> Iterator[Lease]:
        """Wait for the lease, and hold it for this block. Raises Unavailable after an hour."""
        lease = cls(database)
        lease._wait(tell)
        released = threading.Event()
        keeper = threading.Thread(target=lease._keep, args=(released,), daemon=True)
        keeper.start()
        try:
            yield lease
        finally:
            released.set()
            keeper.join()
            lease._leases.delete_one({"_id": LEASE, "holder": lease.holder})

    def renew(self) -> None:
        """Hold it for its whole time from now on. Raises Unavailable when it was lost to another node."""
        now = self._server_time()
        renewed = self._leases.update_one(
            {"_id": LEASE, "holder": self.holder, "until": {"$gt": now}}, {"$set": {"until": now + LEASE_TIME}}
        )
        if not renewed.matched_count:
            raise Unavailable("This node was held up for too long, and another one may be migrating: try again.")

    def _wait(self, tell: Tell) -> None:
        deadline = time.monotonic() + PATIENCE
        if self._take():
            return
        tell("Another node is migrating this database; waiting for it.")
        while not self._take():
            if time.monotonic() > deadline:
                raise Unavailable("Another node has been migrating this database for an hour: look at that one.")
            time.sleep(POLL)

    @translating_errors
    def _take(self) -> bool:
        now = self._server_time()
        try:
            # Where another one's lease still runs the filter finds nothing, and the insertion meets that lease's _id.
            self._leases.update_one(
                {"_id": LEASE, "until": {"$lte": now}},
                {"$set": {"holder": self.holder, "until": now + LEASE_TIME}},
                upsert=True,
            )
        except DuplicateKeyError:
            return False
        return True

    def _keep(self, released: threading.Event) -> None:
        while not released.wait(LEASE_TIME.total_seconds() / 3):
            # A failure now can be over at the next try; one that lasts shows when the migration is recorded.
            with contextlib.suppress(PyMongoError, Unavailable):
                self.renew()

    def _server_time(self) -> datetime:
        time = self._database.command("hello")["localTime"]
        assert isinstance(time, datetime)
        return time
