"""What the server's processes use: processor time and memory, from /proc."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.harness import Server, processes

TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds since the start of each, and resident bytes now; `app` is all that is not the store."""

    at: float
    app_cpu: float
    store_cpu: float
    own_cpu: float
    app_rss: int
    store_rss: int
    worker_rss: int


class Meter:
    """Reads the usage of one server, whose worker and store must outlive the measurement."""

    def __init__(self, server: Server) -> None:
        store = server.store["pid"]
        self._store = processes.tree(store)
        self._app = [pid for pid in processes.tree(processes.parents()[store]) if pid not in self._store]
        self._workers = server.worker_pids

    def read(self) -> Usage:
        """The usage up to now."""
        return Usage(
            at=time.perf_counter(),
            app_cpu=sum(map(cpu_seconds, self._app)),
            store_cpu=sum(map(cpu_seconds, self._store)),
            own_cpu=time.process_time(),
            app_rss=sum(map(processes.resident_bytes, self._app)),
            store_rss=sum(map(processes.resident_bytes, self._store)),
            worker_rss=sum(map(processes.resident_bytes, self._workers)),
        )


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
