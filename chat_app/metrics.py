"""What the process counts of itself, for Prometheus. Names and units follow its conventions."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.metrics_core import Metric

COUNTS_DIR = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where several workers keep their counts; the library looks for it when it is imported."""

CONNECTIONS = Gauge("chat_connections", "Authenticated sockets that are open.", multiprocess_mode="livesum")
FRAMES = Counter("chat_frames_total", "Frames received, by type.", ["type"])
ACK_SECONDS = Histogram(
    "chat_ack_seconds",
    "From the arrival of a send to its acknowledgement.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
COMMIT_ENTRIES = Histogram("chat_commit_entries", "Entries in one write.", buckets=(1, 2, 5, 10, 20, 50, 100, 200))
COMMIT_SECONDS = Histogram(
    "chat_commit_seconds", "One write of the log.", buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
)
UPKEEP_SECONDS = Histogram(
    "chat_upkeep_seconds",
    "One write of cursors, caches and queue rows.",
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
)
SLOW_READERS = Counter("chat_slow_readers_total", "Sockets closed because their peer did not read.")
RATE_LIMITED = Counter("chat_rate_limited_total", "Requests and frames refused for their number.", ["where"])
MAILS = Counter("chat_mails_total", "Mails, by what became of a try to send one.", ["outcome"])
BUS_SENT = Counter("chat_bus_sent_total", "Batches of hints sent to other nodes.")
BUS_RECEIVED = Counter("chat_bus_received_total", "Batches of hints received from other nodes.")
BUS_DROPPED = Counter("chat_bus_dropped_total", "Batches that could not be sent, for Redis was away or too slow.")
BUS_GAPS = Counter("chat_bus_gaps_total", "Times that word of another node was lost, and clients were asked to sync.")
BUS_LOST = Counter("chat_bus_lost_total", "Times that the connection to Redis was lost.")
BUS_SECONDS = Histogram(
    "chat_bus_seconds",
    "One round trip to Redis with hints.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2.5),
)
UNREADABLE = Counter(
    "chat_unreadable_documents_total", "Times that a stored document could not be read, by collection.", ["collection"]
)
AUTH_FAILURES = Counter("chat_auth_failures_total", "Refused sign-ins and tokens.")
QUEUE_ROWS = Gauge("chat_queue_rows", "Entries that wait for users who are away.", multiprocess_mode="livemostrecent")
QUEUE_OLDEST_SECONDS = Gauge(
    "chat_queue_oldest_seconds",
    "The oldest of them has waited at least so long.",
    multiprocess_mode="livemostrecent",
)


def page() -> bytes:
    """The counts of all workers of this server, in Prometheus' text format."""
    return generate_latest(_registry())


def collect() -> Iterable[Metric]:
    """The same as values."""
    return _registry().collect()


def counts_folder() -> Path | None:
    """Where several workers keep their counts; None where there is but one."""
    folder = os.environ.get(COUNTS_DIR)
    return Path(folder) if folder else None


def _registry() -> CollectorRegistry:
    if counts_folder() is None:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
