"""The node's pulse: pings spread over the interval, the dead let go, and one heartbeat row update a tick."""

from __future__ import annotations

from itertools import cycle
from time import monotonic

import gevent
import structlog

from chat_app.errors import Unavailable
from chat_app.services.presence import Presence
from chat_app.services.registry import Registry
from chat_app.ws.connection import Connection
from chat_app.ws.hub import Hub
from chat_app.ws.revocation import Revocation

logger = structlog.stdlib.get_logger(__name__)

SLOTS = 30
"""Parts of the interval; each has its share of the connections to ping."""
SLOTS_A_LOOK = 2
"""Parts between two looks for sessions that another process ended."""


class Heartbeat:
    """Pings every connection once an interval, and hangs up on those that were silent for two.

    Not on those whose frame waits for the store: they would come back, and have it asked for the same once more.

    Args:
        interval: seconds between two pings of a connection.
    """

    def __init__(
        self, hub: Hub, registry: Registry, revocation: Revocation, presence: Presence, *, interval: float
    ) -> None:
        self._hub = hub
        self._registry = registry
        self._revocation = revocation
        self._presence = presence
        self._interval = interval
        self._started = False

    def start(self) -> None:
        """Begin with the first connection; a process without any needs no pulse."""
        if not self._started:
            self._started = True
            # Two greenlets: whoever waits for the store must not hold up the pings, or live peers seem dead.
            gevent.spawn(self._ping_forever)
            gevent.spawn(self._write_forever)

    def _ping_forever(self) -> None:
        for slot in cycle(range(SLOTS)):
            gevent.sleep(self._interval / SLOTS)
            for connection in self._hub:
                if hash(connection.id) % SLOTS == slot:
                    self._check(connection)

    def _write_forever(self) -> None:
        for slot in cycle(range(SLOTS)):
            gevent.sleep(self._interval / SLOTS)
            try:
                self._presence.look_around()
                self._registry.write()
                if slot % SLOTS_A_LOOK == 0:
                    self._revocation.check()
                if slot == 0:
                    self._registry.beat()
            except Unavailable:
                logger.warning("the store did not take the heartbeat; trying again")
            except Exception:
                logger.exception("heartbeat failed")

    def _check(self, connection: Connection) -> None:
        # The ping of the interval before was not answered, nor did anything else arrive since.
        if connection.listening and monotonic() - connection.heard_at > self._interval * 1.5:
            connection.abort()
        else:
            connection.ping()
