"""A node's connection to Redis: what is sent goes out in batches, what others send is handed on, losses are noticed."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import monotonic, time
from typing import Any

import gevent
import structlog
from gevent.event import Event
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from chat_app import metrics
from chat_app.bus.hints import EVERYONE, Operation, Sender
from chat_app.types import NodeId

logger = structlog.stdlib.get_logger(__name__)

BEAT = 2.0
"""Seconds between two signs of life of a node. It hears its own as well, so silence means that Redis is gone."""
SILENCE = 3 * BEAT
PATIENCE = 2.0
"""Seconds that Redis may take to answer."""
MAX_PENDING = 32 << 20
"""Bytes that wait for Redis; then they are dropped, which the others notice and mend."""

Command = tuple[str | bytes | float, ...]
TROUBLE = (RedisError, OSError)


def channel(node: NodeId) -> str:
    """Where that node listens."""
    return f"chat:to:{node}"


class Link:
    """Pub/sub of one node.

    Args:
        joined: called with each new connection, once it is subscribed and before anything is handed on. May read.
        received: called with each batch.
    """

    def __init__(
        self, url: str, node: NodeId, *, joined: Callable[[], None], received: Callable[[bytes], None]
    ) -> None:
        # No retries of its own: a publish that blocks for seconds would hold up everything behind it.
        self.redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )
        self.up = False
        self._node = node
        self._joined = joined
        self._received = received
        self._sender = Sender(node)
        self._pending: dict[NodeId, list[Operation]] = {}
        self._commands: list[Command] = []
        self._size = 0
        self._waiting = Event()

    def start(self) -> None:
        """Connect, and connect again whenever the connection is lost. Returns after the first try."""
        tried = Event()
        gevent.spawn(self._listen_forever, tried)
        gevent.spawn(self._publish_forever)
        tried.wait(2 * PATIENCE)

    def send(self, to: NodeId, operation: Operation, *commands: Command, size: int = 0) -> None:
        """Let that node, or EVERYONE, know; `commands` for Redis itself go first. Never blocks, may be lost."""
        self._pending.setdefault(to, []).append(operation)
        self._commands += commands
        self._size += size
        self._waiting.set()

    def numbers(self) -> dict[NodeId, int]:
        """How many batches each other node was sent."""
        return self._sender.numbers()

    def forget(self, node: NodeId) -> None:
        """That node is gone."""
        self._sender.forget(node)

    def close(self) -> None:
        """Send what is pending."""
        self._publish()

    def _publish_forever(self) -> None:
        while True:
            self._waiting.wait()
            self._publish()

    def _publish(self) -> None:
        # What gathers while one batch is under way goes into the next.
        self._waiting.clear()
        pending, commands, size = self._pending, self._commands, self._size
        self._pending, self._commands, self._size = {}, [], 0
        # Numbered although it may be dropped: so the others learn that they missed it.
        batches = {to: self._sender.batch(to, operations, at=time()) for to, operations in pending.items()}
        if not self.up or size > MAX_PENDING:
            metrics.BUS_DROPPED.inc(len(batches))
            return
        pipeline = self.redis.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
        for to, batch in batches.items():
            pipeline.publish(channel(to), batch)
        try:
            with metrics.REDIS_SECONDS.labels("hints").time():
                pipeline.execute()
            metrics.BUS_SENT.inc(len(batches))
        except TROUBLE:
            self.lost()

    def _listen_forever(self, tried: Event) -> None:
        while True:
            try:
                self._listen(tried)
            except TROUBLE:
                self.lost()
            except Exception:
                logger.exception("the bus failed")
                self.lost()
            tried.set()
            gevent.sleep(random.uniform(0.2, 1.0))

    def _listen(self, tried: Event) -> None:
        with self.redis.pubsub() as pubsub:  # type: ignore[no-untyped-call]
            pubsub.subscribe(channel(self._node), channel(EVERYONE))
            for _ in range(2):
                if pubsub.get_message(timeout=PATIENCE) is None:
                    raise TimeoutError
            self._joined()
            self.up = True
            logger.info("the bus is up", node=self._node)
            tried.set()
            heard_at = monotonic()
            while self.up:
                message: dict[str, Any] | None = pubsub.get_message(timeout=BEAT)
                if message is None and monotonic() - heard_at < SILENCE:
                    continue
                if message is None or message["type"] != "message":
                    # Silence; or the driver subscribed anew, and what was sent meanwhile is lost.
                    self.lost()
                    break
                heard_at = monotonic()
                self._received(message["data"])

    def lost(self) -> None:
        """Take the connection for broken, and make a new one."""
        if self.up:
            self.up = False
            metrics.BUS_DISCONNECTS.inc()
            logger.warning("the bus is down: other nodes are polled until Redis is back", node=self._node)
