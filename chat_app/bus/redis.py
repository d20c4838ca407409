"""The bus of many nodes: hints through Redis, to the nodes that hold a user's sockets and to no other.

Pub/sub promises nothing, and need not: the log is the truth. A node that may have missed something forgets what it
cached, and asks its clients to `sync`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from secrets import token_hex
from time import monotonic, time
from typing import Any

import gevent
import structlog

from chat_app import metrics
from chat_app.bus.directory import Directory
from chat_app.bus.hints import EVERYONE, Operation, Receiver
from chat_app.bus.interface import About, Listeners, Node
from chat_app.bus.link import BEAT, TROUBLE, Command, Link
from chat_app.types import ConnectionId, ConversationId, NodeId, SessionId, UserId

logger = structlog.stdlib.get_logger(__name__)

DEAD_AFTER = 5 * BEAT
"""Seconds after which a silent node's users count as gone; its keys in Redis expire then, too."""
HEALS_APART = 3.0
"""Seconds at least between two times that all clients are asked to `sync`: as often as a node without Redis looks."""
LATE_AFTER = 1.0
"""Seconds after which a batch counts as late."""
NODES = "chat:nodes"


def alive(node: NodeId) -> str:
    """The key that says that a node lives."""
    return f"chat:node:{node}"


def users_of(node: NodeId) -> str:
    """The key of the users who are connected to a node."""
    return f"chat:node:{node}:users"


def idle_at(node: NodeId) -> str:
    """The key of those of them whose clients nobody touches there."""
    return f"chat:node:{node}:idle"


class RedisBus:
    """Hands to the own node at once, and to the others through Redis.

    Args:
        node: the one of this process.
        resync: asks all clients here to `sync`, or those of the users it is given.
    """

    def __init__(self, url: str, node: Node, resync: Callable[..., None]) -> None:
        self.listeners = Listeners()
        self.id = NodeId(token_hex(6))
        self.deliver_to_watchers = node.deliver_to_watchers
        self.is_watched = node.is_watched
        self.silence = node.silence
        self.idleness = node.idleness
        self.users = node.users
        self._node = node
        self._resync = resync
        self._directory = Directory()
        self._receiver = Receiver(self.id)
        self._heard_at: dict[NodeId, float] = {}
        self._mending: set[NodeId] = set()
        self._foreign: set[NodeId] = set()
        self._idle: set[tuple[NodeId, UserId]] = set()
        self._beating = gevent.Greenlet()
        self._has_joined = False
        self._healing: gevent.Greenlet | None = None
        self._healed_at = float("-inf")
        self._link = Link(url, self.id, joined=self._joined, received=self._received)
        self._operations: dict[str, Callable[..., None]] = {
            "deliver": self._deliver_here,
            "sign_out": self._sign_out_here,
            "conversation": self._conversation_changed,
            "user": self._user_changed,
            "came": self._came,
            "left": self._left,
            "idle": self._idled,
            "beat": self._beat,
            "bye": self._gone,
            "resync": self._resync_here,
        }

    @property
    def up(self) -> bool:
        """Whether the other nodes hear of what happens here, and this one of them."""
        return self._link.up and not self._foreign

    def start(self) -> None:
        """Join the other nodes. Returns when they are known, or Redis did not answer."""
        self._link.start()
        self._beating = gevent.spawn(self._beat_forever)

    def stop(self) -> None:
        """Tell the others that this node's users are gone."""
        # A beat after the goodbye would make it known again, and miss it, ten seconds later, as one that died.
        self._beating.kill(block=False)
        keys: Command = ("DEL", alive(self.id), users_of(self.id), idle_at(self.id))
        self._link.send(EVERYONE, ["bye"], keys, ("SREM", NODES, self.id))
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
        elsewhere: dict[NodeId, list[UserId]] = {}
        reached = set(here)
        for user_id in users:
            for node in self._directory.nodes_of(user_id):
                elsewhere.setdefault(node, []).append(user_id)
                reached.add(user_id)
        for node, those in elsewhere.items():
            self._link.send(node, self._hint(node, those, frame, about), size=len(frame) + 32 * len(those))
        return reached

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
        (self._idle.add if idle else self._idle.discard)((self.id, user_id))
        command: Command = ("SADD" if idle else "SREM", idle_at(self.id), user_id)
        self._link.send(EVERYONE, ["idle", user_id, idle], command)

    def idle_elsewhere(self, user_id: UserId) -> bool:
        """Whether nobody touches the user's clients on any other node."""
        return all((node, user_id) in self._idle for node in self._directory.nodes_of(user_id))

    def came(self, user_id: UserId) -> None:
        """The user's first connection here opened."""
        self._link.send(EVERYONE, ["came", [user_id]], ("SADD", users_of(self.id), user_id))

    def left(self, user_id: UserId) -> None:
        """The user's last connection here closed."""
        self._idle.discard((self.id, user_id))
        commands: tuple[Command, ...] = (("SREM", users_of(self.id), user_id), ("SREM", idle_at(self.id), user_id))
        self._link.send(EVERYONE, ["left", [user_id]], *commands)

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
            self._heard_foreign(sender)
            return
        delay = time() - at
        metrics.BUS_RECEIVED.inc()
        metrics.BUS_DELAY_SECONDS.observe(max(0.0, delay))
        if late or delay > LATE_AFTER:
            metrics.BUS_LATE.inc()
        self._heard_at[sender] = monotonic()
        if lost or not self._directory.knows(sender):
            self._mend(sender, lost=lost)
        for name, *arguments in operations:
            try:
                self._operations[name](sender, *arguments)
            except Exception:
                logger.exception("what another node said could not be done", operation=name, sender=sender)

    def _heard_foreign(self, sender: NodeId) -> None:
        """A node of another version lives: until it is gone, its entries are found in the log."""
        self._heard_at[sender] = monotonic()
        if sender not in self._foreign:
            self._foreign.add(sender)
            logger.warning("another node speaks another version: the log is polled until it is gone", node=sender)

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

    def _came(self, sender: NodeId, user_ids: list[UserId]) -> None:
        self._moved(self._directory.came(sender, user_ids), online=True)

    def _idled(self, sender: NodeId, user_id: UserId, idle: bool) -> None:
        (self._idle.add if idle else self._idle.discard)((sender, user_id))
        self._tell_idled([user_id])

    def _left(self, sender: NodeId, user_ids: list[UserId]) -> None:
        self._idle.difference_update((sender, user_id) for user_id in user_ids)
        self._moved(self._directory.left(sender, user_ids), online=False)

    def _beat(self, sender: NodeId, numbers: dict[NodeId, int]) -> None:
        if lacking := self._receiver.lacks(sender, numbers):
            self._mend(sender, lost=lacking)

    def _resync_here(self, _sender: NodeId, user_ids: list[UserId]) -> None:
        self._resync(user_ids)

    def _gone(self, sender: NodeId) -> None:
        self._heard_at.pop(sender, None)
        self._foreign.discard(sender)
        self._receiver.forget(sender)
        self._link.forget(sender)
        self._replace_idle(sender, set())
        self._moved(self._directory.drop(sender), online=False)

    def _moved(self, user_ids: Collection[UserId], *, online: bool) -> None:
        for user_id in user_ids:
            for listener in self.listeners.moved:
                listener(user_id, online)

    def _tell_idled(self, user_ids: Iterable[UserId]) -> None:
        for user_id in user_ids:
            for listener in self.listeners.idled:
                listener(user_id)

    # Joining, living, mending

    def _joined(self) -> None:
        """Every new connection to Redis begins from nothing: what was said before it is not known."""
        self._receiver.forget_all()
        mine: Operation = ["beat", self._link.numbers()]
        pipeline = self._link.redis.pipeline(transaction=False)
        for command in (("DEL", users_of(self.id), idle_at(self.id)), *self._signs_of_life()):
            pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
        if users := self._node.users():
            pipeline.sadd(users_of(self.id), *users)
        if idle := self._idle_of(self.id):
            pipeline.sadd(idle_at(self.id), *idle)
        pipeline.smembers(NODES)
        known = {NodeId(node.decode()) for node in pipeline.execute()[-1]} - {self.id}
        for node in known | set(self._directory.nodes):
            if (came := self._load(node)) and self._has_joined:
                self._link.send(node, ["resync", list(came)])
        self._has_joined = True
        self._link.send(EVERYONE, mine)
        self._lost()

    def _load(self, node: NodeId) -> set[UserId]:
        pipeline = self._link.redis.pipeline(transaction=False)
        pipeline.exists(alive(node))
        pipeline.smembers(users_of(node))
        pipeline.smembers(idle_at(node))
        lives, users, idle = pipeline.execute()
        if not lives:
            self._link.redis.srem(NODES, node)
            self._gone(node)
            return set()
        self._heard_at[node] = monotonic()
        came, left = self._directory.replace(node, {UserId(user.decode()) for user in users})
        changed = self._replace_idle(node, {UserId(user.decode()) for user in idle})
        self._moved(came, online=True)
        self._moved(left, online=False)
        self._tell_idled(changed - came - left)
        return came

    def _idle_of(self, node: NodeId) -> set[UserId]:
        return {user_id for where, user_id in self._idle if where == node}

    def _replace_idle(self, node: NodeId, user_ids: set[UserId]) -> set[UserId]:
        """Note that of the users of a node exactly these are idle there; returns those who were not, or were before."""
        changed = self._idle_of(node) ^ user_ids
        self._idle ^= {(node, user_id) for user_id in changed}
        return changed

    def _mend(self, node: NodeId, *, lost: int) -> None:
        """Learn anew who is at a node; where its batches were lost, caches may be old, and clients lack entries."""
        if lost:
            metrics.BUS_LOST.inc(lost)
            metrics.BUS_GAPS.inc()
            self._lost()
        if node not in self._mending:
            self._mending.add(node)
            gevent.spawn(self._load_safely, node)

    def _load_safely(self, node: NodeId) -> None:
        self._mending.discard(node)
        try:
            if came := self._load(node):
                # They came without our knowing, so nothing was sent to them from here meanwhile.
                self._link.send(node, ["resync", list(came)])
        except TROUBLE:
            logger.warning("who is at another node could not be learned; its next word is another chance", node=node)

    def _lost(self) -> None:
        """Something was missed, who knows what. Where much is lost, an answer to each loss would be a storm by itself:
        each costs the store a `sync` of every client here, and one heals all that was lost before it.
        """
        if self._healing is None:
            wait = max(0.0, self._healed_at + HEALS_APART - monotonic())
            self._healing = gevent.spawn_later(wait, self._heal)

    def _heal(self) -> None:
        self._healing, self._healed_at = None, monotonic()
        for listener in self.listeners.lost:
            listener()
        self._resync()

    def _signs_of_life(self) -> list[Command]:
        seconds = int(DEAD_AFTER)
        return [
            ("SADD", NODES, self.id),
            ("SET", alive(self.id), "1", "EX", seconds),
            ("EXPIRE", users_of(self.id), seconds),
            ("EXPIRE", idle_at(self.id), seconds),
        ]

    def _beat_forever(self) -> None:
        while True:
            began = monotonic()
            gevent.sleep(BEAT)
            if monotonic() - began > DEAD_AFTER:
                # The process was frozen, and the others took it for dead.
                self._link.lost()
            self._link.send(EVERYONE, ["beat", self._link.numbers()], *self._signs_of_life())
            for node in self._foreign:
                self._mend(node, lost=0)
            for node, heard_at in list(self._heard_at.items()):
                # While Redis is away nobody is heard, and nobody is dead for it.
                if self._link.up and monotonic() - heard_at > DEAD_AFTER:
                    logger.warning("another node fell silent", node=node)
                    self._gone(node)
                    # What it committed last it may have told nobody.
                    self._lost()
