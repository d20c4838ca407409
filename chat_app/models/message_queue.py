"""`message_queue`: what waits for whom. It gives order and retry; the log stays the truth."""

from __future__ import annotations

from mongoengine import DateTimeField, Document, IntField, ObjectIdField

QUEUE_TTL = 30 * 86_400
"""Seconds a row waits before it is given up; the entry stays in the log."""


class QueuedMessage(Document):
    """One entry not yet confirmed by one user; `rank` is 0 for high, 1 for normal, 2 for low priority."""

    user_id = ObjectIdField(required=True)
    conversation_id = ObjectIdField(required=True)
    seq = IntField(required=True)
    rank = IntField(required=True)
    attempts = IntField(default=0)
    next_attempt_at = DateTimeField(required=True)
    created_at = DateTimeField(required=True)

    meta = {
        "collection": "message_queue",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["user_id", "conversation_id", "seq"], "unique": True},
            {"fields": ["created_at"], "expireAfterSeconds": QUEUE_TTL},
        ],
    }
