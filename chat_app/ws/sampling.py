"""What no event tells, looked at now and then: what waits to be sent, how late the loop is, whether the bus is up."""

from __future__ import annotations

import resource
from pathlib import Path
from time import monotonic

import gevent

from chat_app import metrics
from chat_app.bus.interface import Bus
from chat_app.services.committer import Committer
from chat_app.ws.hub import Hub

PAUSE = 1.0
"""Seconds between two looks."""
LOOKS_A_WALK = 10
"""Looks between two walks over all connections, twenty thousand of which take some milliseconds."""
FAIR_SHARE = 1_000
"""Connections after which others have their turn."""
RESIDENT = Path("/proc/self/statm")


class Sampling:
    """Keeps the gauges of this process."""

    def __init__(self, hub: Hub, committer: Committer, bus: Bus) -> None:
        self._hub = hub
        self._committer = committer
        self._bus = bus

    def start(self) -> None:
        """Begin; goes on as long as the process."""
        gevent.spawn(self._look_forever)

    def _look_forever(self) -> None:
        while True:
            self.walk()
            for _ in range(LOOKS_A_WALK):
                self.look()
                asleep = monotonic()
                gevent.sleep(PAUSE)
                metrics.LOOP_LATE_SECONDS.observe(max(0.0, monotonic() - asleep - PAUSE))

    def look(self) -> None:
        """What is there to be read at once."""
        metrics.COMMIT_WAITING.set(self._committer.waiting)
        metrics.BUS_DOWN.set(not self._bus.up)

    def walk(self) -> None:
        """What takes longer: what each connection has waiting for its peer, and the memory of it all."""
        total = worst = 0
        for number, connection in enumerate(self._hub):
            if number % FAIR_SHARE == FAIR_SHARE - 1:
                gevent.sleep(0)
            size = connection.outbox.size
            total += size
            worst = max(worst, size)
        metrics.OUTBOUND_BYTES.set(total)
        metrics.OUTBOUND_WORST_BYTES.set(worst)
        if RESIDENT.exists():
            metrics.MEMORY_BYTES.set(int(RESIDENT.read_text().split()[1]) * resource.getpagesize())
