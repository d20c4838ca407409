"""Keeps nodes that cannot hear of each other from one store: what one of them writes, the other would not show.

A node without Redis takes what it knows of a log's end for how it is. Two of them lose nothing, for the log itself
refuses a seq that is taken; but people on one would not see what was acknowledged on the other.
"""

from __future__ import annotations

import os
import signal
import socket
from datetime import timedelta
from time import monotonic

import gevent
import structlog

from chat_app.config import Settings
from chat_app.errors import ConfigurationError, Unavailable
from chat_app.records import now
from chat_app.store.administration import Nodes as Store

logger = structlog.stdlib.get_logger(__name__)

LEASE = timedelta(seconds=8)
"""For so long a node that was killed counts as one that lives; started again in its place it need not wait."""
BEAT = 2.0
"""Seconds between two signs of life."""

ALONE = (
    "REDIS_URL: is not set, and another node writes to this database; the two would not hear of each other. Give both "
    "the same REDIS_URL, or each a database of its own."
)
TOGETHER = (
    "REDIS_URL: a node on which it is not set writes to this database, and would not hear of this one. Give it the "
    "same REDIS_URL, or stop it."
)


class Nodes:
    """This node's word, in the store, that it lives, and whether it is alone."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._alone = settings.redis_url is None
        # The same one after a crash, and never that of another one that lives: the folder or the port would differ.
        self._holder = f"{socket.gethostname()}:{settings.data_dir.absolute()}:{settings.port}"

    def join(self) -> None:
        """Say that this node lives, from now on. A node that may just have been killed is waited for.

        Raises:
            ConfigurationError: another node lives, and the two would not hear of each other.
        """
        end = monotonic() + LEASE.total_seconds() + BEAT
        try:
            while not self._beat():
                if monotonic() > end:
                    raise ConfigurationError(ALONE if self._alone else TOGETHER)
                gevent.sleep(1)
        except Unavailable:
            logger.warning("the store does not tell whether another node lives; asking again")
        gevent.spawn(self._beat_forever)

    def leave(self) -> None:
        """Make room for another node. Raises Unavailable."""
        if self._alone:
            self._store.leave(self._holder)

    def _beat(self) -> bool:
        until = now() + LEASE
        return self._store.alone(self._holder, until) if self._alone else self._store.together(until)

    def _beat_forever(self) -> None:
        while True:
            gevent.sleep(BEAT)
            try:
                if not self._beat():
                    # It stood still for long, or the store did: another one took its place.
                    logger.error(ALONE if self._alone else TOGETHER)
                    os.kill(os.getpid(), signal.SIGTERM)
                    return
            except Unavailable:
                logger.warning("the store did not take a sign of life; trying again")
