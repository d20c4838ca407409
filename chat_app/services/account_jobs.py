"""Long work on one account at a time: deletions and exports, picked up wherever they stand, whichever node began them.

The state of a job is in the store, and a lease says which node works on it. A node that dies loses its lease after a
while, and the next one goes on; so every step must be safe to repeat.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import gevent
import structlog
from gevent.event import Event

from chat_app.errors import Unavailable
from chat_app.records import now
from chat_app.store.interfaces import Store
from chat_app.store.lives import JobKind
from chat_app.types import UserId

logger = structlog.stdlib.get_logger(__name__)

LEASE = timedelta(seconds=10)
"""For so long a node that died keeps the others from its jobs; every step renews it."""
POLL = 3.0
"""Seconds between two looks for jobs of other nodes, and of those that died."""
AT_ONCE = 10


class Lease:
    """The right of this process to work on jobs, under a name of its own."""

    def __init__(self) -> None:
        self.holder = secrets.token_hex(8)

    def until(self) -> datetime:
        """When a lease ends that is renewed now."""
        return now() + LEASE


class AccountJobs:
    """Two greenlets, one for each kind of job, so that a long deletion keeps no export waiting."""

    def __init__(self, store: Store, lease: Lease) -> None:
        self._store = store
        self._lease = lease
        self._work: dict[JobKind, Callable[[UserId], None]] = {}
        self._wanted: dict[JobKind, Event] = {}

    def take_on(self, kind: JobKind, work: Callable[[UserId], None]) -> None:
        """`work` does a job of that kind, from where its state says on, until it is done or held by another."""
        self._work[kind] = work
        self._wanted[kind] = Event()

    def start(self) -> None:
        """Begin to look for jobs: in processes that serve, not in commands."""
        for kind in self._work:
            gevent.spawn(self._look_forever, kind)

    def wake(self, kind: JobKind) -> None:
        """There is a job to be done: no need to wait for the next look."""
        self._wanted[kind].set()

    def do_due(self, kind: JobKind) -> None:
        """Do the jobs of that kind that are due. Raises Unavailable."""
        for user_id in self._store.lives.due(kind, limit=AT_ONCE):
            if self._store.lives.take(user_id, kind, holder=self._lease.holder, until=self._lease.until()):
                try:
                    self._work[kind](user_id)
                except Unavailable:
                    raise
                except Exception:
                    logger.exception("a job on an account failed; it is tried again", kind=kind, user=user_id)

    def _look_forever(self, kind: JobKind) -> None:
        while True:
            self._wanted[kind].clear()
            try:
                self.do_due(kind)
            except Unavailable:
                logger.warning("the store was away from a job; it goes on when it is back", kind=kind)
            except Exception:
                logger.exception("looking for jobs failed", kind=kind)
            self._wanted[kind].wait(POLL)
