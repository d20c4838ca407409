"""`active_connections`: which sockets are open, on which node."""

from __future__ import annotations

from mongoengine import DateTimeField, Document, ObjectIdField, StringField

CONNECTION_TTL = 5 * 60
"""Seconds after its last heartbeat that a row vanishes, as those of a killed node do."""


class ActiveConnection(Document):
    """An open socket. Heartbeats are written once per node and tick, for all of its rows together."""

    websocket_id = StringField(primary_key=True)
    user_id = ObjectIdField(required=True)
    node_id = StringField(required=True)
    connected_at = DateTimeField(required=True)
    heartbeat = DateTimeField(required=True)

    meta = {
        "collection": "active_connections",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["user_id"]},
            {"fields": ["node_id"]},
            {"fields": ["heartbeat"], "expireAfterSeconds": CONNECTION_TTL},
        ],
    }
