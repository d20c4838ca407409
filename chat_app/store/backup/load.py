"""Puts a backup into an empty database; interrupted, it goes on where it was, for every step is safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bson import ObjectId
from pymongo.database import Database

from chat_app.errors import Conflict
from chat_app.records import RANK, QueueRow, now
from chat_app.store import indexes, migrate
from chat_app.store.backup.manifest import Manifest
from chat_app.store.backup.parts import Part, lines
from chat_app.store.mongo.conversation_documents import to_conversation
from chat_app.store.mongo.conversations import MongoConversations
from chat_app.store.mongo.documents import SPOILT, inserting_again
from chat_app.store.mongo.messages import MongoLog
from chat_app.store.mongo.names import FIELDS as NAMES
from chat_app.store.mongo.names import MongoNames
from chat_app.store.mongo.queue import TTL, MongoQueue
from chat_app.types import UserId

Fields = dict[str, Any]

PROGRESS = "restores"
"""The collection that says how far a restore is; it is gone once it is done."""
PORTION = 500
"""Documents in one write."""
MAX_WAITING = 1_000
"""Entries of one conversation that are noted as waiting for who is behind; what is older comes by `sync`."""


class Load:
    """One restore.

    Args:
        progress: hears how many documents more are there.
    """

    def __init__(
        self, database: Database[Fields], folder: Path, manifest: Manifest, progress: Callable[[int], object]
    ) -> None:
        self._database = database
        self._folder = folder
        self._manifest = manifest
        self._progress = progress
        self._restores = database[PROGRESS]
        self._key = {"_id": manifest.id}
        self._log = MongoLog(database, database)
        self._conversations = MongoConversations(database)
        self._queue = MongoQueue(database)

    def remaining(self) -> list[Part]:
        """The parts that are not in the database yet.

        Raises:
            Conflict: it holds something that is not of this backup, or is of a later version than this server.
        """
        unknown = sorted(set(self._manifest.migrations) - {each.name for each in migrate.known_migrations()})
        if unknown:
            raise Conflict(f"The backup is of a later version of the server: this one does not know {unknown[0]}.")
        begun = self._restores.find_one(self._key)
        if begun is None:
            self._must_be_empty()
        return self._manifest.parts[begun["parts"] if begun else 0 :]

    def run(self) -> None:
        """Restore what is not there yet; the database then is as the backup's was, and is to be migrated.

        Raises:
            Conflict: somebody else of the same name, or of the same address, is in the database.
        """
        left = self.remaining()
        # First of all: what is there from now on is of this backup.
        self._restores.update_one(self._key, {"$setOnInsert": {"parts": 0}}, upsert=True)
        indexes.make(self._database)
        done = self._manifest.parts[: len(self._manifest.parts) - len(left)]
        self._progress(sum(part.lines for part in done))
        for number, part in enumerate(left, len(done) + 1):
            self._load(part)
            self._restores.update_one(self._key, {"$set": {"parts": number}})
        self._settle_blocks()
        self._note_migrations()

    def forget(self) -> None:
        """All is there, and was looked at."""
        self._restores.drop()

    def _must_be_empty(self) -> None:
        for name in ("users", "conversations", "messages"):
            if self._database[name].estimated_document_count():
                raise Conflict(
                    f"The database {self._database.name} holds {name} already: restore into an empty one, such as "
                    "another DATA_DIR or MONGODB_DATABASE."
                )

    def _load(self, part: Part) -> None:
        waiting: dict[str, list[Fields]] = {}
        for line in lines(self._folder, part):
            name, document = next(iter(line.items()))
            waiting.setdefault(name, []).append(line if name == "conversations" else document)
            if len(waiting[name]) >= PORTION:
                self._put(waiting)
                waiting = {}
        self._put(waiting)

    def _put(self, waiting: dict[str, list[Fields]]) -> None:
        # Logs before their conversations: nobody can write into a conversation that is not there.
        for name in ("messages", "conversations", *waiting.keys() - {"messages", "conversations"}):
            if documents := waiting.get(name):
                special = {"conversations": self._put_conversations, "users": self._put_users}.get(name)
                special(documents) if special else inserting_again(self._database[name], documents)
                self._progress(len(documents))

    def _put_conversations(self, found: list[Fields]) -> None:
        documents = [line["conversations"] for line in found]
        inserting_again(self._database["conversations"], documents)
        blocked = [document["_id"] for document in documents if document.get("blocked_by")]
        if blocked:
            self._restores.update_one(self._key, {"$addToSet": {"blocked": {"$each": blocked}}})
        rows = (row for line in found for row in self._waiting_in(line["conversations"], line["end"]))
        while portion := list(islice(rows, PORTION)):
            self._queue.add(portion)

    def _waiting_in(self, document: Fields, end: int) -> Iterator[QueueRow]:
        """The rows of the queue: what the members have not confirmed, made again from the log and the cursors."""
        try:
            conversation = to_conversation(document)
        except SPOILT:
            return
        delivered = {
            each.user_id: max(conversation.cursor(each.user_id).delivered_seq, each.joined_seq)
            for each in conversation.participants
        }
        first = max(min(delivered.values(), default=end) + 1, end - MAX_WAITING + 1)
        entries = self._log.range(conversation.id, first, end) if first <= end else []
        for entry in (each for each in entries if each.created_at > now() - TTL):
            for user, seq in delivered.items():
                if seq < entry.seq and user != entry.sender_id and user not in entry.hidden_from:
                    yield QueueRow(user, entry.conversation_id, entry.seq, RANK[entry.priority], entry.created_at)

    def _put_users(self, documents: list[Fields]) -> None:
        inserting_again(self._database["users"], documents)
        ids = [document["_id"] for document in documents]
        there = {each["_id"] for each in self._database["users"].find({"_id": {"$in": ids}}, {"_id": True})}
        missing = [document for document in documents if document["_id"] not in there]
        if missing:
            raise Conflict(f"Somebody else is {missing[0].get('username')} here: restore into an empty database.")
        named = [each for each in documents if all(isinstance(each.get(name), str) for name in NAMES)]
        MongoNames(self._database).note(named)
        for document in documents:
            for other in document.get("blocked", ()):
                self._conversations.set_blocked(_user(document["_id"]), _user(other), blocked=True)

    def _settle_blocks(self) -> None:
        """Lift what was lifted while the backup was made: people were copied after their conversations."""
        begun = self._restores.find_one(self._key) or {}
        for id_ in begun.get("blocked", ()):
            try:
                conversation = to_conversation(self._database["conversations"].find_one({"_id": id_}) or {})
            except SPOILT:
                continue
            pair = {user_id: ObjectId(user_id) for user_id in conversation.member_ids}
            people = {each["_id"]: each for each in self._database["users"].find({"_id": {"$in": [*pair.values()]}})}
            for blocker in conversation.blocked_by:
                others = [other for other in pair if other != blocker]
                stored = people.get(pair.get(blocker))
                if others and stored is not None and pair[others[0]] not in stored.get("blocked", ()):
                    self._conversations.set_blocked(blocker, others[0], blocked=False)

    def _note_migrations(self) -> None:
        """Those that the copied data has seen; what is newer is to be applied to it."""
        migrations = self._database[migrate.COLLECTION]
        migrations.delete_many({"_id": {"$ne": migrate.LEASE}})
        applied = {"applied_at": datetime.now(UTC), "by": f"restore of {self._manifest.id}"}
        inserting_again(migrations, [{"_id": name, **applied} for name in self._manifest.migrations])


def _user(id_: ObjectId) -> UserId:
    return UserId(str(id_))
