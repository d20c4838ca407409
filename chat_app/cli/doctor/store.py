"""The store: does it answer, keep what it acknowledges, and hold what this version expects?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from pymongo.database import Database
from pymongo.errors import OperationFailure, PyMongoError

from chat_app.cli.doctor.certificate import RENEW
from chat_app.cli.doctor.finding import Finding, skew
from chat_app.config import Settings
from chat_app.data_dir import DataDir
from chat_app.errors import ChatError
from chat_app.store import migrate
from chat_app.store.backup.load import PROGRESS
from chat_app.store.embedded import embedded_store
from chat_app.store.mongo import open_database
from chat_app.store.secantus import is_broken

WHAT = "store"
UNREACHED = "Is it up, does a firewall stand between, is MONGODB_URI right? Its own log says more."
FULL = "Is the disk full, or was it? A running server starts the store again by itself, once there is room."
MOST_WRITE_SECONDS = 0.5
MOST_LAG_SECONDS = 10.0
GOOD_STATES = ("PRIMARY", "SECONDARY", "ARBITER")
LEAST_MEMBERS = 3


def look(settings: Settings) -> Iterator[Finding]:
    """The store of a running server, that of MONGODB_URI, or the embedded one, started for this look."""
    if settings.mongodb_uri is None and (uri := DataDir(settings.data_dir).store_uri()) and is_broken(uri):
        yield Finding(WHAT, False, "The store lives, and cannot read its data.", FULL)
        return
    try:
        with embedded_store(settings) as uri:
            found = settings.model_copy(update={"mongodb_uri": SecretStr(uri)})
            database = open_database(uri, settings.mongodb_database, timeout=settings.store_timeout)
            with database.client:
                yield from _look(database, embedded=settings.mongodb_uri is None)
                yield from _contents(database, found)
    except ChatError as error:
        yield Finding(WHAT, False, error.detail, UNREACHED)
    except PyMongoError as error:
        yield _unreached(error)


def _unreached(error: PyMongoError) -> Finding:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        says = "expired" if "expired" in str(error) else "not believed"
        return Finding(WHAT, False, f"The store's certificate is {says}.", RENEW)
    if isinstance(error, OperationFailure):
        reason = (error.details or {}).get("codeName", "refused")
        return Finding(WHAT, False, f"The store does not let us do that ({reason}).", "Which user is in MONGODB_URI?")
    return Finding(WHAT, False, f"The store does not answer ({type(error).__name__}).", UNREACHED)


def _look(database: Database[dict[str, Any]], *, embedded: bool) -> Iterator[Finding]:
    database.command("ping")  # connects, so that what follows is measured alone
    began, clock = datetime.now(UTC), time.monotonic()
    hello = database.command("hello", codec_options=database.codec_options)
    took = time.monotonic() - clock
    yield Finding(WHAT, True, f"It answers, in {took * 1_000:.1f} ms.")
    yield skew("store: clock", (hello["localTime"] - began).total_seconds() - took / 2, "the store's")
    yield from [_embedded()] if embedded else _replicas(database, hello)
    yield _write(database)


def _embedded() -> Finding:
    return Finding("store: replicas", True, "None: the embedded store is one process, for trying out and development.")


def _replicas(database: Database[dict[str, Any]], hello: dict[str, Any]) -> Iterator[Finding]:
    what = "store: replicas"
    if "setName" not in hello:
        yield Finding(what, False, "It is no replica set: what its one disk loses is lost.", "Make it one, of three.")
        return
    try:
        members = database.client.admin.command("replSetGetStatus")["members"]
    except OperationFailure:  # our user may not ask
        members = []
    ill = [each for each in members if each["stateStr"] not in GOOD_STATES or not each.get("health", 1)]
    for member in ill:
        yield Finding(what, False, f"{member['name']} is {member['stateStr']}.", "Its own log says why.")
    behind = _lag(members)
    if behind > MOST_LAG_SECONDS:
        yield Finding(what, False, f"A member is {behind:.0f} s behind.", "Is its disk or its network too slow?")
    count = len(members or hello["hosts"])
    if count < LEAST_MEMBERS:
        yield Finding(what, False, f"{hello['setName']} has {count} of 3 members.", "With fewer none may fail.")
    elif not ill:
        yield Finding(what, True, f"{hello['setName']} has {count} members.")


def _lag(members: list[dict[str, Any]]) -> float:
    """Seconds that the slowest data-bearing member is behind the fastest."""
    times = [each["optimeDate"] for each in members if each["stateStr"] in GOOD_STATES[:2] and "optimeDate" in each]
    return float((max(times) - min(times)).total_seconds()) if times else 0.0


def _write(database: Database[dict[str, Any]]) -> Finding:
    """A write as those of messages: acknowledged by the majority, from their journals."""
    began = time.monotonic()
    document = database["doctor"].insert_one({"at": datetime.now(UTC)})
    took = time.monotonic() - began
    database["doctor"].delete_one({"_id": document.inserted_id})
    says = f"The majority's journals acknowledge a write in {took * 1_000:.0f} ms."
    return Finding("store: writes", took < MOST_WRITE_SECONDS, says, "Sends wait for this: look at the store's disks.")


def _contents(database: Database[dict[str, Any]], settings: Settings) -> Iterator[Finding]:
    what = "store: contents"
    differences = migrate.check(settings)
    yield from (Finding(what, False, each, "flask db upgrade; flask db check tells more.") for each in differences)
    if not differences:
        yield Finding(what, True, "Every migration is applied, and the indexes are those declared.")
    if database[PROGRESS].find_one({}) is not None:
        yield Finding(what, False, "A restore was begun and has not ended.", "Run the same `flask restore` again.")
