"""`Queue` on the collection `message_queue`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bson import ObjectId
from pymongo import DeleteMany
from pymongo.database import Database

from chat_app import models
from chat_app.records import Cursor, QueueDepth, QueueRow, now
from chat_app.store.mongo.documents import Fields, collection_of, inserting_again, raising_unavailable
from chat_app.types import ConversationId, UserId

TTL = timedelta(seconds=models.message_queue.QUEUE_TTL)
AGES = [timedelta(minutes=minutes) for minutes in (20_160, 10_080, 1_440, 360, 60, 10, 1)]
"""The ages that are told apart, the longest first."""


@raising_unavailable
class MongoQueue:
    """What waits for whom."""

    def __init__(self, database: Database[Fields]) -> None:
        self._rows = collection_of(database, models.QueuedMessage)

    def add(self, rows: Sequence[QueueRow]) -> None:
        inserting_again(self._rows, [_to_document(row) for row in rows])

    def confirm(self, cursors: Mapping[ConversationId, Mapping[UserId, Cursor]]) -> None:
        removals = [
            DeleteMany(
                {
                    "user_id": ObjectId(user_id),
                    "conversation_id": ObjectId(conversation_id),
                    "seq": {"$gte": 1, "$lte": cursor.delivered_seq},
                }
            )
            for conversation_id, moved in cursors.items()
            for user_id, cursor in moved.items()
        ]
        if removals:
            self._rows.bulk_write(removals, ordered=False)

    def attempted(self, user_id: UserId, attempts: int, next_attempt_at: datetime) -> None:
        self._rows.update_many(
            {"user_id": ObjectId(user_id)}, {"$set": {"attempts": attempts, "next_attempt_at": next_attempt_at}}
        )

    def depth(self) -> QueueDepth:
        rows = self._rows.estimated_document_count()
        oldest = timedelta()
        # Not the oldest of a sort: the embedded store would fetch them all for it (docs/decisions/0007).
        for age in AGES if rows else ():
            if self._rows.find_one({"created_at": {"$gte": now() - TTL, "$lte": now() - age}}, {"_id": True}):
                oldest = age
                break
        return QueueDepth(rows, oldest)


def _to_document(row: QueueRow) -> Fields:
    return {
        "user_id": ObjectId(row.user_id),
        "conversation_id": ObjectId(row.conversation_id),
        "seq": row.seq,
        "rank": row.rank,
        "attempts": 0,
        "next_attempt_at": now(),
        "created_at": row.created_at,
    }
