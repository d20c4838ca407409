"""The bus of one process: its node is all there is, and whoever changed something knows it already."""

from __future__ import annotations

from collections.abc import Iterable

from chat_app.bus.interface import About, Listeners, Node
from chat_app.types import ConnectionId, ConversationId, UserId


class LocalBus:
    """Hands everything to the one node."""

    up = True

    def __init__(self, node: Node) -> None:
        self.listeners = Listeners()
        self._node = node
        self.deliver_to_watchers = node.deliver_to_watchers
        self.is_watched = node.is_watched
        self.connected = node.connected
        self.silence = node.silence
        self.idleness = node.idleness
        self.users = node.users
        self.sign_out = node.sign_out

    def deliver(
        self,
        user_ids: Iterable[UserId],
        frame: bytes,
        *,
        skip: ConnectionId | None = None,
        about: About | None = None,
    ) -> set[UserId]:
        """Hand a whole frame to every connection of these users but `skip`; returns those who hold one."""
        reached = self._node.deliver(user_ids, frame, skip=skip)
        if about is not None:
            for told in self.listeners.told:
                told(about, reached)
        return reached

    def start(self) -> None:
        """There is no other node to join."""

    def stop(self) -> None:
        """There is no other node to leave."""

    def idles(self, user_id: UserId, *, idle: bool) -> None:
        """There is no other node to tell."""

    def idle_elsewhere(self, user_id: UserId) -> bool:
        """There is no other node."""
        return True

    def came(self, user_id: UserId) -> None:
        """There is no other node to tell."""

    def left(self, user_id: UserId) -> None:
        """There is no other node to tell."""

    def conversation_changed(self, conversation_id: ConversationId) -> None:
        """There is no other node to tell."""

    def user_changed(self, user_id: UserId) -> None:
        """There is no other node to tell."""
