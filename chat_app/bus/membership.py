"""Which other nodes live: this one joins them, says that it lives, and learns anew what it missed of another."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import gevent
import structlog

from chat_app import metrics
from chat_app.bus.healing import Healing
from chat_app.bus.hints import EVERYONE, Operation, Receiver
from chat_app.bus.link import BEAT, TROUBLE, Link
from chat_app.bus.whereabouts import DEAD_AFTER, Whereabouts
from chat_app.types import NodeId, UserId

logger = structlog.stdlib.get_logger(__name__)


class Membership:
    """This node among the others.

    Args:
        users: everyone who has a connection here.
        healing: for what other nodes told, and was lost.
    """

    def __init__(
        self,
        link: Link,
        receiver: Receiver,
        whereabouts: Whereabouts,
        healing: Healing,
        *,
        users: Callable[[], list[UserId]],
    ) -> None:
        self.foreign: set[NodeId] = set()
        """Nodes of another version: what they tell is not understood."""
        self._link = link
        self._receiver = receiver
        self._whereabouts = whereabouts
        self._healing = healing
        self._users = users
        self._heard_at: dict[NodeId, float] = {}
        self._mending: set[NodeId] = set()
        self._beating = gevent.Greenlet()
        self._has_joined = False

    def start(self) -> None:
        """Say again and again that this node lives, and notice who does not any more."""
        self._beating = gevent.spawn(self._beat_forever)

    def stop(self) -> None:
        """Tell the others that this node and its users are gone."""
        # A beat after the goodbye would make it known again, and miss it, ten seconds later, as one that died.
        self._beating.kill(block=False)
        self._link.send(EVERYONE, ["bye"], *self._whereabouts.goodbye())

    def joined(self) -> None:
        """Every new connection to Redis begins from nothing: what was said before it is not known.

        Raises RedisError or OSError.
        """
        self._receiver.forget_all()
        mine: Operation = ["beat", self._link.numbers()]
        for node in self._whereabouts.enter(self._link.redis, self._users()):
            if (came := self.learn(node)) and self._has_joined:
                self._link.send(node, ["resync", list(came)])
        self._has_joined = True
        self._link.send(EVERYONE, mine)
        self._healing.soon()

    def heard(self, node: NodeId, *, lost: int) -> None:
        """A node said something, and so many batches before it did not arrive."""
        self._heard_at[node] = monotonic()
        if lost or not self._whereabouts.directory.knows(node):
            self._mend(node, lost=lost)

    def heard_foreign(self, node: NodeId) -> None:
        """A node of another version lives: until it is gone, its entries are found in the log."""
        self._heard_at[node] = monotonic()
        if node not in self.foreign:
            self.foreign.add(node)
            logger.warning("another node speaks another version: the log is polled until it is gone", node=node)

    def beat(self, node: NodeId, numbers: dict[NodeId, int]) -> None:
        """A node says that it lives, and how many batches it sent to each."""
        if lacking := self._receiver.lacks(node, numbers):
            self._mend(node, lost=lacking)

    def gone(self, node: NodeId) -> None:
        """A node said goodbye, or is dead."""
        self._heard_at.pop(node, None)
        self.foreign.discard(node)
        self._receiver.forget(node)
        self._link.forget(node)
        self._whereabouts.gone(node)

    def learn(self, node: NodeId) -> set[UserId]:
        """Read who is at a node, if it lives; returns those who were nowhere before. Raises RedisError or OSError."""
        came = self._whereabouts.learn(self._link.redis, node)
        if came is None:
            self.gone(node)
            return set()
        self._heard_at[node] = monotonic()
        return came

    def _mend(self, node: NodeId, *, lost: int) -> None:
        """Learn anew who is at a node; where its batches were lost, caches may be old, and clients lack entries."""
        if lost:
            metrics.BUS_LOST.inc(lost)
            metrics.BUS_GAPS.inc()
            self._healing.soon()
        if node not in self._mending:
            self._mending.add(node)
            gevent.spawn(self._learn_safely, node)

    def _learn_safely(self, node: NodeId) -> None:
        self._mending.discard(node)
        try:
            if came := self.learn(node):
                # They came without our knowing, so nothing was sent to them from here meanwhile.
                self._link.send(node, ["resync", list(came)])
        except TROUBLE:
            logger.warning("who is at another node could not be learned; its next word is another chance", node=node)

    def _beat_forever(self) -> None:
        while True:
            began = monotonic()
            gevent.sleep(BEAT)
            if monotonic() - began > DEAD_AFTER:
                # The process was frozen, and the others took it for dead.
                self._link.lost()
            self._link.send(EVERYONE, ["beat", self._link.numbers()], *self._whereabouts.signs_of_life())
            for node in self.foreign:
                self._mend(node, lost=0)
            for node, heard_at in list(self._heard_at.items()):
                # While Redis is away nobody is heard, and nobody is dead for it.
                if self._link.up and monotonic() - heard_at > DEAD_AFTER:
                    logger.warning("another node fell silent", node=node)
                    self.gone(node)
                    # What it committed last it may have told nobody.
                    self._healing.soon()
