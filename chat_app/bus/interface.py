"""What the services ask of a bus, and what a bus asks of each node. None of the calls blocks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from chat_app.types import ConnectionId, ConversationId, SessionId, UserId


class Node(Protocol):
    """A process that holds sockets."""

    def deliver(self, user_ids: Iterable[UserId], frame: bytes, *, skip: ConnectionId | None = None) -> set[UserId]:
        """Hand a whole frame to every connection of these users but `skip`; returns those who hold one."""

    def deliver_to_watchers(
        self,
        watched: UserId,
        frame: bytes,
        *,
        hidden_from: Collection[UserId] = (),
        only: Collection[UserId] | None = None,
    ) -> None:
        """Hand a whole frame to the connections that watch this user's presence, or to those of `only`."""

    def is_watched(self, user_id: UserId) -> bool:
        """Whether any connection watches this user's presence."""

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        """Those of the users who hold a connection."""

    def silence(self, user_id: UserId) -> float | None:
        """Seconds since anything came from the user's connections here; None without any."""

    def sign_out(self, user_id: UserId, session_ids: Collection[SessionId] | None) -> None:
        """Close the user's connections of these sessions, or all of them, with 4401."""


class Bus(Node, Protocol):
    """The same over all nodes, and what the nodes must know of each other."""

    def conversation_changed(self, conversation_id: ConversationId) -> None:
        """Let the other nodes drop what they cached of it."""

    def on_conversation_changed(self, listener: Callable[[ConversationId], None]) -> None:
        """Have `listener` called when another node says so."""
