"""The bus of many nodes: hints through Redis, to the nodes that hold a user's sockets and to no other.

Pub/sub promises nothing, and need not: the log is the truth. A node that may have missed something forgets what it
cached, and asks its clients to `sync`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from secrets import token_hex
from time import time
from typing import Any

import structlog

from chat_app import metrics
from chat_app.bus.healing import Healing
from chat_app.bus.hints import EVERYONE, Operation, Receiver
from chat_app.bus.interface import About, Listeners, Node
from chat_app.bus.link import Link
from chat_app.bus.membership import Membership
from chat_app.bus.whereabouts import Whereabouts
from chat_app.types import ConnectionId, ConversationId, NodeId, SessionId, UserId

logger = structlog.stdlib.get_logger(__name__)

LATE_AFTER = 1.0
"""Seconds after which a batch counts as late."""


class RedisBus:
    """Hands to the own node at once, and to the others through Redis.

    Args:
        node: the one of this process.
    """

    def __init__(self, url: str, node: Node) -> None:
        self.listeners = Listeners()
        self.id = NodeId(token_hex(6))
        self.deliver_to_watchers = node.deliver_to_watchers
        self.is_watched = node.is_watched
        self.silence = node.silence
        self.idleness = node.idleness
        self.users = node.users
        self._node = node
        self._whereabouts = Whereabouts(self.id, self.listeners)
        self._directory = self._whereabouts.directory
        self.idle_elsewhere = self._whereabouts.idle_elsewhere
        self._receiver = Receiver(self.id)
        self._link = Link(url, self.id, joined=self._joined, received=self._received)
        healing = Healing(self._heal)
        self._membership = Membership(self._link, self._receiver, self._whereabouts, healing, users=node.users)
        self._operations: dict[str, Callable[..., None]] = {
            "deliver": self._deliver_here,
            "sign_out": self._sign_out_here,
            "conversation": self._conversation_changed,
            "user": self._user_changed,
            "came": self._whereabouts.came,
            "left": self._whereabouts.left,
            "idle": self._whereabouts.idled,
            "beat": self._membership.beat,
            "bye": self._membership.gone,
            "resync": self._resync_here,
        }

    @property
    def up(self) -> bool:
        """Whether the other nodes hear of what happens here, and this one of them."""
        return self._link.up and not self._membership.foreign

    def start(self) -> None:
        """Join the other nodes. Returns when they are known, or Redis did not answer."""
        self._link.start()
        self._membership.start()

    def stop(self) -> None:
        """Tell the others that this node's users are gone."""
        self._membership.stop()
        self._link.close()

    def deliver(
        self,
        user_ids: Iterable[UserId],
        frame: bytes,
        *,
        skip: ConnectionId | None = None,
        about: About | None = None,
    ) -> set[UserId]:
        """Hand a whole frame to every connection of these users but `skip`; returns those who hold one, anywhere."""
        users = list(user_ids)
        here = self._node.deliver(users, frame, skip=skip)
        self._told(about, here)
        elsewhere = self._directory.by_node(users)
        for node, those in elsewhere.items():
            self._link.send(node, self._hint(node, those, frame, about), size=len(frame) + 32 * len(those))
        return here.union(*elsewhere.values())

    def _hint(self, _node: NodeId, user_ids: list[UserId], frame: bytes, about: About | None) -> Operation:
        return ["deliver", user_ids, frame, about]

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        """Those of the users who hold a connection, anywhere."""
        users = list(user_ids)
        return self._node.connected(users) | self._directory.connected(users)

    def sign_out(self, user_id: UserId, session_ids: Collection[SessionId] | None) -> None:
        """Close the user's connections of these sessions, or all of them, with 4401, on every node."""
        self._node.sign_out(user_id, session_ids)
        self._link.send(EVERYONE, ["sign_out", user_id, None if session_ids is None else list(session_ids)])

    def idles(self, user_id: UserId, *, idle: bool) -> None:
        """Let the other nodes know that nobody touches the user's clients here, or somebody does again."""
        self._link.send(EVERYONE, ["idle", user_id, idle], *self._whereabouts.idles_here(user_id, idle=idle))

    def came(self, user_id: UserId) -> None:
        """The user's first connection here opened."""
        self._link.send(EVERYONE, ["came", [user_id]], *self._whereabouts.came_here(user_id))

    def left(self, user_id: UserId) -> None:
        """The user's last connection here closed."""
        self._link.send(EVERYONE, ["left", [user_id]], *self._whereabouts.left_here(user_id))

    def conversation_changed(self, conversation_id: ConversationId) -> None:
        """Let the other nodes drop what they cached of it."""
        self._link.send(EVERYONE, ["conversation", conversation_id])

    def user_changed(self, user_id: UserId) -> None:
        """Let the other nodes drop what they cached of the user."""
        self._link.send(EVERYONE, ["user", user_id])

    # What others say

    def _received(self, batch: bytes) -> None:
        sender, operations, at, lost, late, foreign = self._receiver.read(batch)
        if sender == self.id:
            return
        if foreign:
            self._membership.heard_foreign(sender)
            return
        delay = time() - at
        metrics.BUS_RECEIVED.inc()
        metrics.BUS_DELAY_SECONDS.observe(max(0.0, delay))
        if late or delay > LATE_AFTER:
            metrics.BUS_LATE.inc()
        self._membership.heard(sender, lost=lost)
        for name, *arguments in operations:
            try:
                self._operations[name](sender, *arguments)
            except Exception:
                logger.exception("what another node said could not be done", operation=name, sender=sender)

    def _deliver_here(
        self,
        _sender: NodeId,
        user_ids: list[UserId],
        frame: bytes,
        about: list[Any] | None,
        _parent: str | None = None,  # of a node that makes traces (bus/traced.py)
    ) -> None:
        self._told(About(*about) if about else None, self._node.deliver(user_ids, frame))

    def _sign_out_here(self, _sender: NodeId, user_id: UserId, session_ids: list[SessionId] | None) -> None:
        self._node.sign_out(user_id, session_ids)

    def _told(self, about: About | None, user_ids: set[UserId]) -> None:
        if about is not None:
            for told in self.listeners.told:
                told(about, user_ids)

    def _conversation_changed(self, _sender: NodeId, conversation_id: ConversationId) -> None:
        for listener in self.listeners.conversation_changed:
            listener(conversation_id)

    def _user_changed(self, _sender: NodeId, user_id: UserId) -> None:
        for listener in self.listeners.user_changed:
            listener(user_id)

    def _resync_here(self, _sender: NodeId, user_ids: list[UserId]) -> None:
        self._node.resync(user_ids)

    # What was missed

    def _joined(self) -> None:
        """Here, for the link is made before the membership, which sends through it."""
        self._membership.joined()

    def _heal(self) -> None:
        """Something was missed, who knows what: nothing cached holds, and every client here looks into the logs."""
        for listener in self.listeners.lost:
            listener()
        self._node.resync()
