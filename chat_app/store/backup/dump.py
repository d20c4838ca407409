"""Copies a database into a folder while people write; interrupted, it goes on where it was.

The order makes the copy consistent. A log is read forward, so that whatever shows an effect has its cause behind it;
people come last, so that everybody is there whom a conversation names, and so that nobody can sign in to a half
restored database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pymongo.collection import Collection
from pymongo.database import Database

from chat_app.store.backup.ledger import Ledger
from chat_app.store.backup.manifest import Manifest
from chat_app.store.backup.moment import as_of, caches_of
from chat_app.store.backup.parts import SIZE, TOLERANT, PartWriter
from chat_app.store.backup.walk import by_time
from chat_app.store.migrate import applied

Fields = dict[str, Any]

WINDOW = 500
"""Entries of a log that are read at once."""
COPIED = ("conversations", "messages", "reports", "audit_log", "invitations", "server", "users", "contacts")
"""What is derived from these a restore makes again; what is true of the running server alone is left out."""
WALKED: tuple[tuple[str, str, Fields], ...] = (
    ("reports", "created_at", {"state": "open"}),
    ("reports", "created_at", {"state": "closed"}),
    ("audit_log", "at", {}),
    ("invitations", "created_at", {}),
)
"""By which time each is read; what closes meanwhile is met again, and known."""


class Dump:
    """One backup.

    Args:
        progress: hears how many documents more are copied.
    """

    def __init__(
        self, database: Database[Fields], folder: Path, ledger: Ledger, progress: Callable[[int], object]
    ) -> None:
        self._database = database
        self._folder = folder
        self._ledger = ledger
        self._progress = progress
        self._writer: PartWriter | None = None
        self._messages = self._collection("messages")

    def run(self) -> Manifest:
        """Copy what is not copied yet, and say what there is. Raises what the driver does, and OSError."""
        try:
            self._copy()
        finally:
            if self._writer is not None:
                self._writer.abandon()
        return Manifest(
            id=self._ledger.id,
            began_at=self._ledger.began_at.isoformat(),
            ended_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            migrations=sorted(applied(self._database)),
            key=self._ledger.key,
            documents=self._ledger.counts(),
            parts=self._ledger.parts(),
        )

    def _copy(self) -> None:
        for conversation in self._unknown("conversations", "updated_at", {}):
            self._copy_conversation(conversation)
        for name, field, query in WALKED:
            for document in self._unknown(name, field, query):
                self._write(name, document)
                self._did(name, document)
        for document in self._collection("server").find({}):  # a handful
            is_of_now = "until" in document  # which nodes live
            if not is_of_now and not self._ledger.is_done("server", document["_id"]):
                self._write("server", document)
                self._did("server", document)
        for user in self._unknown("users", "created_at", {}):
            self._copy_user(user)
        self._end_part()

    def _unknown(self, name: str, field: str, query: Fields) -> Iterator[Fields]:
        """The documents that are in no part yet."""
        collection = self._collection(name)
        for document in by_time(collection, field, query, self._ledger.began_at):
            if not self._ledger.is_done(name, document["_id"]):
                yield document
        if query or self._ledger.number(name) >= collection.estimated_document_count():
            return
        # No look at times shows a document whose time is spoilt; rare enough to look at all of them for it.
        for found in collection.find({}, {"_id": True}):
            if not self._ledger.is_done(name, found["_id"]):
                yield from collection.find({"_id": found["_id"]})

    def _copy_conversation(self, listed: Fields) -> None:
        id_ = listed["_id"]
        state = self._ledger.begun(id_) or {"caches": caches_of(listed), "seq": 0, "ordinal": 0}
        last = state["caches"].get("last_seq", 0)
        more = True
        while more:
            more = self._copy_window(id_, state, last if isinstance(last, int) else 0)
            self._ledger.keep(id_, state)
            self._rest()
        # Now, and not before the log: nobody is missing of whose coming the log tells.
        now = self._collection("conversations").find_one({"_id": id_}) or listed
        self._write("conversations", as_of(now, state["caches"], state["seq"], state["ordinal"]), end=state["seq"])
        self._did("conversations", listed)

    def _copy_window(self, id_: object, state: Fields, last: int) -> bool:
        """The next entries of a log; False when it ended there."""
        top = state["seq"] + WINDOW
        bounds = {"$gt": state["seq"], "$lte": top}
        found = sorted(self._messages.find({"conversation_id": id_, "seq": bounds}), key=lambda entry: entry["seq"])
        for entry in found:
            self._write("messages", entry)
        if found:
            state["seq"] = int(found[-1]["seq"])
            ordinal = found[-1].get("ordinal")
            state["ordinal"] = ordinal if isinstance(ordinal, int) else state["ordinal"]
        if len(found) < WINDOW and top < last:
            # A hole, which there should not be: what lies behind it is copied all the same.
            state["seq"] = top
            return True
        return len(found) >= WINDOW

    def _copy_user(self, user: Fields) -> None:
        user.pop("export", None)  # a file beside the server that made it
        if isinstance(deletion := user.get("deletion"), dict) and deletion.get("messages") == "erase":
            # The logs were copied before: what it had erased by now may stand in them.
            user["deletion"] = {**deletion, "stage": "erase", "seq": 0}
            user["deletion"].pop("conversation_id", None)
        self._write("users", user)
        for contact in self._collection("contacts").find({"user_id": user["_id"]}):
            self._write("contacts", contact)
        self._did("users", user)

    def _collection(self, name: str) -> Collection[Fields]:
        return self._database.get_collection(name, codec_options=TOLERANT)

    def _write(self, collection: str, document: Fields, **beside: Any) -> None:
        if self._writer is None:
            self._writer = PartWriter(self._folder, len(self._ledger.parts()) + 1)
        self._writer.write(collection, document, **beside)
        self._ledger.count(collection)
        self._progress(1)

    def _did(self, collection: str, document: Fields) -> None:
        self._ledger.done(collection, document["_id"])
        self._rest()

    def _rest(self) -> None:
        """Where one can go on from after an interruption."""
        if self._writer is not None and self._writer.size >= SIZE:
            self._end_part()

    def _end_part(self) -> None:
        if self._writer is not None:
            part = self._writer.finish()
            self._writer = None
            self._ledger.add(part)
