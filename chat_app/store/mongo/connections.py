"""`Connections` on the collection `active_connections`."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId
from pymongo.database import Database

from chat_app import models
from chat_app.records import OpenConnection, now
from chat_app.store.mongo.documents import Fields, collection_of, inserting_again, raising_unavailable
from chat_app.types import ConnectionId


@raising_unavailable
class MongoConnections:
    """Which sockets are open, on which node."""

    def __init__(self, database: Database[Fields]) -> None:
        self._connections = collection_of(database, models.ActiveConnection)

    def put(self, opened: Sequence[OpenConnection], closed: Sequence[ConnectionId]) -> None:
        if opened:
            self._add(opened)
        if closed:
            self._connections.delete_many({"_id": {"$in": list(closed)}})

    def beat(self, node_id: str) -> None:
        self._connections.update_many({"node_id": node_id}, {"$set": {"heartbeat": now()}})

    def remove_node(self, node_id: str) -> None:
        self._connections.delete_many({"node_id": node_id})

    def _add(self, opened: Sequence[OpenConnection]) -> None:
        rows = [
            {
                "_id": connection.id,
                "user_id": ObjectId(connection.user_id),
                "node_id": connection.node_id,
                "connected_at": connection.connected_at,
                "heartbeat": now(),
            }
            for connection in opened
        ]
        inserting_again(self._connections, rows)
