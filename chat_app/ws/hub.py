"""The hub: which connections each user has here, and who watches whom. It knows nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from time import monotonic

import gevent

from chat_app import metrics
from chat_app.protocol.errors import CloseCode
from chat_app.protocol.session import resync
from chat_app.protocol.wire import encode
from chat_app.types import ConnectionId, SessionId, UserId
from chat_app.ws.connection import Connection

RESYNCED_AT_ONCE, RESYNC_PAUSE = 50, 0.05
"""Users, and seconds between: a thousand a second."""


class Hub:
    """The node of the bus in this process. Frames come encoded, once for all who get them."""

    def __init__(self) -> None:
        self._by_user: dict[UserId, set[Connection]] = {}
        self._watchers: dict[UserId, set[Connection]] = {}
        self._resyncing: set[UserId] = set()
        self._resync: gevent.Greenlet | None = None
        self.stopping = False

    def __iter__(self) -> Iterator[Connection]:
        return (connection for connections in list(self._by_user.values()) for connection in list(connections))

    def add(self, connection: Connection) -> bool:
        """Take a connection in; True when it is its user's first."""
        connections = self._by_user.setdefault(connection.user_id, set())
        connections.add(connection)
        metrics.CONNECTIONS.inc()
        return len(connections) == 1

    def remove(self, connection: Connection) -> bool:
        """Let a connection go; True when it was its user's last."""
        self.watch(connection, ())
        connections = self._by_user.get(connection.user_id, set())
        if connection not in connections:
            return False
        connections.discard(connection)
        metrics.CONNECTIONS.dec()
        if not connections:
            del self._by_user[connection.user_id]
        return not connections

    def of_user(self, user_id: UserId) -> list[Connection]:
        """The connections that the user has here."""
        return list(self._by_user.get(user_id, ()))

    def count(self, user_id: UserId) -> int:
        """How many connections the user has here."""
        return len(self._by_user.get(user_id, ()))

    def users(self) -> list[UserId]:
        """Everyone who has a connection here."""
        return list(self._by_user)

    def watch(self, connection: Connection, user_ids: Collection[UserId]) -> None:
        """Let the connection know of these users' presence, in place of those named before."""
        for user_id in connection.watched:
            watchers = self._watchers[user_id]
            watchers.discard(connection)
            if not watchers:
                del self._watchers[user_id]
        connection.watched = frozenset(user_ids)
        for user_id in connection.watched:
            self._watchers.setdefault(user_id, set()).add(connection)

    def deliver(self, user_ids: Iterable[UserId], frame: bytes, *, skip: ConnectionId | None = None) -> set[UserId]:
        """Hand a whole frame to every connection of these users but `skip`; returns those who hold one."""
        reached = set()
        for user_id in user_ids:
            if connections := self._by_user.get(user_id):
                reached.add(user_id)
                for connection in connections:
                    if connection.id != skip:
                        connection.deliver(frame)
        return reached

    def deliver_to_watchers(
        self,
        watched: UserId,
        frame: bytes,
        *,
        hidden_from: Collection[UserId] = (),
        only: Collection[UserId] | None = None,
    ) -> None:
        """Hand a whole frame to the connections that watch this user's presence, or to those of `only`."""
        for connection in self._watchers.get(watched, ()):
            if connection.user_id not in hidden_from and (only is None or connection.user_id in only):
                connection.deliver(frame)

    def is_watched(self, user_id: UserId) -> bool:
        """Whether any connection watches this user's presence."""
        return user_id in self._watchers

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        """Those of the users who hold a connection."""
        return {user_id for user_id in user_ids if user_id in self._by_user}

    def silence(self, user_id: UserId) -> float | None:
        """Seconds since anything came from the user's connections here; None without any."""
        heard = [connection.heard_at for connection in self._by_user.get(user_id, ())]
        return monotonic() - max(heard) if heard else None

    def resync(self, user_ids: Collection[UserId] | None = None) -> None:
        """Ask the clients of these users, or all here, to `sync`; not all at once, for each reads from the store."""
        self._resyncing.update(self._by_user if user_ids is None else user_ids)
        if self._resyncing and self._resync is None:
            self._resync = gevent.spawn(self._resync_all)

    def _resync_all(self) -> None:
        frame = encode(resync())
        try:
            while self._resyncing:
                for user_id in [self._resyncing.pop() for _ in range(min(RESYNCED_AT_ONCE, len(self._resyncing)))]:
                    self.deliver([user_id], frame)
                gevent.sleep(RESYNC_PAUSE)
        finally:
            self._resync = None

    def idleness(self, user_id: UserId) -> float | None:
        """Seconds since somebody touched one of the user's clients here; None without any."""
        active = [connection.active_at for connection in self._by_user.get(user_id, ())]
        return monotonic() - max(active) if active else None

    def sign_out(self, user_id: UserId, session_ids: Collection[SessionId] | None) -> None:
        """Close the user's connections of these sessions, or all of them, with 4401."""
        for connection in self.of_user(user_id):
            if session_ids is None or connection.session_id in session_ids:
                connection.close(CloseCode.NOT_AUTHENTICATED, "Signed out.")
