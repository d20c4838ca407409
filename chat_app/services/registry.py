"""The open sockets of this node in the store, written together once a tick."""

from __future__ import annotations

import secrets

from chat_app.records import OpenConnection, now
from chat_app.store.interfaces import Connections
from chat_app.types import ConnectionId, UserId


class Registry:
    """Which sockets are open here. Rows of a node that was killed vanish by their TTL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._node_id = secrets.token_hex(8)
        self._opened: dict[ConnectionId, OpenConnection] = {}
        self._closed: list[ConnectionId] = []

    def opened(self, connection_id: ConnectionId, user_id: UserId) -> None:
        """Note a socket that opened."""
        self._opened[connection_id] = OpenConnection(connection_id, user_id, self._node_id, now())

    def closed(self, connection_id: ConnectionId) -> None:
        """Note a socket that closed; one that was never written needs no removal."""
        if self._opened.pop(connection_id, None) is None:
            self._closed.append(connection_id)

    def write(self) -> None:
        """Write what opened and closed since the last time. Raises Unavailable; what was not written stays noted."""
        opened, closed = list(self._opened.values()), list(self._closed)
        self._connections.put(opened, closed)
        for connection in opened:
            self._opened.pop(connection.id, None)
        del self._closed[: len(closed)]

    def beat(self) -> None:
        """Tell that the node lives: one update for all of its sockets."""
        self._connections.beat(self._node_id)

    def gone(self) -> None:
        """Forget all of the node's sockets: it stops."""
        self._connections.remove_node(self._node_id)
