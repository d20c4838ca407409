"""What other nodes could not do: a slow look at what they wrote while the bus is down, for the people who are connected
here; and the end of what they had begun when they died.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import gevent
import structlog

from chat_app.bus.interface import Bus
from chat_app.errors import Unavailable
from chat_app.records import now
from chat_app.services.changes import apply_changes
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, Seq, UserId

logger = structlog.stdlib.get_logger(__name__)

PAUSE = 3.0
"""Seconds between two looks."""
REST = 30.0
"""Seconds between two looks at changes that nobody applied: a node that lives does that within a second."""
OVERLAP = timedelta(seconds=60)
"""Looked at again each time: clocks differ, and a busy node is late to write where its logs end."""


class CatchUp:
    """Asks the clients of a conversation that went on without this node to `sync`."""

    def __init__(self, store: Store, bus: Bus) -> None:
        self._store = store
        self._bus = bus
        self._ends: dict[ConversationId, Seq] = {}

    def start(self, resync: Callable[[Collection[UserId]], None]) -> None:
        """Begin to watch the bus. `resync` asks the clients that these users have here to `sync`."""
        gevent.spawn(self._watch_forever, resync)
        gevent.spawn(self._finish_forever)

    def _watch_forever(self, resync: Callable[[Collection[UserId]], None]) -> None:
        was_up = now()
        while True:
            gevent.sleep(PAUSE)
            if self._bus.up:
                was_up = now()
                self._ends.clear()
                continue
            try:
                resync(self.look(was_up - OVERLAP))
                was_up = max(was_up, now() - OVERLAP)
            except Unavailable:
                logger.warning("the store did not answer either; looking again")
            except Exception:
                logger.exception("catching up failed")

    def _finish_forever(self) -> None:
        while True:
            try:
                apply_changes(self._store, self._store.log.unapplied(), alone=False)
            except Unavailable:
                logger.warning("the store does not tell what was left undone; looking again")
            except Exception:
                logger.exception("what was left undone could not be finished")
            gevent.sleep(random.uniform(0.5, 1.5) * REST)

    def look(self, since: datetime) -> set[UserId]:
        """The members of conversations that grew since then and since the last look. Raises Unavailable."""
        members: set[UserId] = set()
        for change in self._store.conversations.active_since(since):
            if self._ends.get(change.conversation_id, 0) < change.last_seq:
                self._ends[change.conversation_id] = change.last_seq
                members.update(change.member_ids)
        return members
