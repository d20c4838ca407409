"""What the services ask of a bus, and what a bus asks of each node. None of the calls blocks, but those of a board."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from chat_app.types import ConnectionId, ConversationId, Seq, SessionId, UserId


class About(NamedTuple):
    """Which entry a frame tells of, and the number of messages up to it: who hears it knows where its log ends."""

    conversation_id: ConversationId
    seq: Seq
    sender_id: UserId
    ordinal: int


@dataclass(slots=True)
class Listeners:
    """What services do when something happened, here or on another node. None of them may block."""

    told: list[Callable[[About, Collection[UserId]], None]] = field(default_factory=list)
    """An entry was handed to the connections that these users have here."""
    conversation_changed: list[Callable[[ConversationId], None]] = field(default_factory=list)
    """Another node changed it: what is cached of it is old."""
    user_changed: list[Callable[[UserId], None]] = field(default_factory=list)
    """Another node changed what others may know of the user."""
    moved: list[Callable[[UserId, bool], None]] = field(default_factory=list)
    """On the other nodes, the user's first connection opened (True), or the last one closed."""
    idled: list[Callable[[UserId], None]] = field(default_factory=list)
    """On another node, the user's clients fell idle, or did not stay so."""
    lost: list[Callable[[], None]] = field(default_factory=list)
    """Word of other nodes was lost: anything that is cached may be old."""


class Node(Protocol):
    """A process that holds sockets: `ws/hub.py`."""

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
        """Hand a whole frame to the connections here that watch this user's presence, or to those of `only`."""

    def is_watched(self, user_id: UserId) -> bool:
        """Whether any connection here watches this user's presence."""

    def users(self) -> list[UserId]:
        """Everyone who has a connection here."""

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        """Those of the users who hold a connection."""

    def silence(self, user_id: UserId) -> float | None:
        """Seconds since anything came from the user's connections here; None without any."""

    def idleness(self, user_id: UserId) -> float | None:
        """Seconds since somebody touched one of the user's clients here; None without any."""

    def sign_out(self, user_id: UserId, session_ids: Collection[SessionId] | None) -> None:
        """Close the user's connections of these sessions, or all of them, with 4401."""

    def resync(self, user_ids: Collection[UserId] | None = None) -> None:
        """Ask the clients that these users have here, or all of them, to `sync`: word of other nodes was lost."""


class Bus(Protocol):
    """The same over all nodes, and what the nodes must know of each other."""

    listeners: Listeners

    @property
    def up(self) -> bool:
        """Whether the other nodes hear of what happens here, and this one of them."""

    def start(self) -> None:
        """Join the other nodes. Returns when they are known, or could not be reached in a few seconds."""

    def stop(self) -> None:
        """Leave the other nodes."""

    def deliver(
        self,
        user_ids: Iterable[UserId],
        frame: bytes,
        *,
        skip: ConnectionId | None = None,
        about: About | None = None,
    ) -> set[UserId]:
        """Hand a whole frame to every connection of these users but `skip`; returns those who hold one, anywhere.

        To other nodes it is a hint that may be lost: what must arrive stands in a log.
        """

    def deliver_to_watchers(
        self,
        watched: UserId,
        frame: bytes,
        *,
        hidden_from: Collection[UserId] = (),
        only: Collection[UserId] | None = None,
    ) -> None:
        """Hand a whole frame to the connections here that watch this user's presence, or to those of `only`."""

    def is_watched(self, user_id: UserId) -> bool:
        """Whether any connection here watches this user's presence."""

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        """Those of the users who hold a connection, anywhere."""

    def silence(self, user_id: UserId) -> float | None:
        """Seconds since anything came from the user's connections here; None without any."""

    def idleness(self, user_id: UserId) -> float | None:
        """Seconds since somebody touched one of the user's clients here; None without any."""

    def sign_out(self, user_id: UserId, session_ids: Collection[SessionId] | None) -> None:
        """Close the user's connections of these sessions, or all of them, with 4401."""

    def users(self) -> list[UserId]:
        """Everyone who has a connection here."""

    def idles(self, user_id: UserId, *, idle: bool) -> None:
        """Let the other nodes know that nobody touches the user's clients here, or somebody does again."""

    def idle_elsewhere(self, user_id: UserId) -> bool:
        """Whether nobody touches the user's clients on any other node."""

    def came(self, user_id: UserId) -> None:
        """The user's first connection here opened."""

    def left(self, user_id: UserId) -> None:
        """The user's last connection here closed."""

    def conversation_changed(self, conversation_id: ConversationId) -> None:
        """Let the other nodes drop what they cached of it."""

    def user_changed(self, user_id: UserId) -> None:
        """Let the other nodes drop what they cached of the user."""


class Board(Protocol):
    """Where servers show each other what they count. While it is away nobody shows or sees anything."""

    def is_wanted(self, server: str) -> bool:
        """Whether somebody looks, and what this server showed last is old."""

    def show(self, server: str, figures: bytes) -> None:
        """Show a server's figures, in place of those before; they are gone after some seconds."""

    def look(self) -> list[bytes]:
        """What each server shows; they are asked to go on for a while."""
