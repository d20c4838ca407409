"""What the process counts of itself, for Prometheus. Names and units follow its conventions."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

COUNTS_DIR = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where several workers keep their counts; the library looks for it when it is imported."""

# The sockets
CONNECTIONS = Gauge("chat_connections", "Authenticated sockets that are open.", multiprocess_mode="livesum")
FRAMES = Counter("chat_frames_total", "Frames received, by type.", ["type"])
OUTBOUND_BYTES = Gauge("chat_outbound_bytes", "What waits for peers to read it.", multiprocess_mode="livesum")
OUTBOUND_WORST_BYTES = Gauge(
    "chat_outbound_worst_bytes", "What waits for the one peer that is most behind.", multiprocess_mode="livemax"
)
SLOW_READERS = Counter("chat_slow_readers_total", "Sockets closed because their peer did not read.")
UNREADABLE = Counter(
    "chat_unreadable_documents_total", "Times that a stored document could not be read, by collection.", ["collection"]
)
AUTH_FAILURES = Counter("chat_auth_failures_total", "Refused sign-ins and tokens.", ["where"])
RATE_LIMITED = Counter("chat_rate_limited_total", "Requests and frames refused for their number.", ["where"])

# The way of a message
SENDS = Counter("chat_sends_total", "Entries that were to be stored, by what became of it.", ["outcome"])
COMMIT_WAITING = Gauge(
    "chat_commit_waiting", "Entries that wait for the write under way to end.", multiprocess_mode="livesum"
)
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
QUEUE_ROWS = Gauge("chat_queue_rows", "Entries that wait for users who are away.", multiprocess_mode="livemostrecent")
QUEUE_OLDEST_SECONDS = Gauge(
    "chat_queue_oldest_seconds",
    "The oldest of them has waited at least so long.",
    multiprocess_mode="livemostrecent",
)

# Between nodes
# Not "up": the least of all workers would be gunicorn's master, which never sets it.
BUS_DOWN = Gauge("chat_bus_down", "1 while this node does not hear of the others.", multiprocess_mode="livemax")
BUS_SENT = Counter("chat_bus_sent_total", "Batches of hints sent to other nodes.")
BUS_RECEIVED = Counter("chat_bus_received_total", "Batches of hints received from other nodes.")
BUS_LATE = Counter("chat_bus_late_total", "Batches received out of order, or more than a second after they were sent.")
BUS_LOST = Counter("chat_bus_lost_total", "Batches of other nodes that did not arrive in their turn.")
BUS_GAPS = Counter("chat_bus_gaps_total", "Times that word of another node was lost, and clients were asked to sync.")
BUS_DROPPED = Counter("chat_bus_dropped_total", "Batches that could not be sent, for Redis was away or too slow.")
BUS_DISCONNECTS = Counter("chat_bus_disconnects_total", "Times that the connection to Redis was lost.")
BUS_DELAY_SECONDS = Histogram(
    "chat_bus_delay_seconds",
    "From the sending of a batch to its arrival, by the clocks of both nodes.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
REDIS_SECONDS = Histogram(
    "chat_redis_seconds",
    "One round trip to Redis, by what for.",
    ["use"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2.5),
)

# The store
STORE_UP = Gauge("chat_store_up", "Whether the store answered when last asked.", multiprocess_mode="livemostrecent")
STORE_SECONDS = Histogram(
    "chat_store_seconds",
    "One call of the store, by its name.",
    ["call"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
STORE_FAILURES = Counter("chat_store_failures_total", "Calls that the store did not answer, or not in time.")

# HTTP, mail, the process
HTTP_SECONDS = Histogram(
    "chat_http_seconds",
    "One request, by its route.",
    ["route"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
HTTP_ANSWERS = Counter("chat_http_answers_total", "Requests answered, by status.", ["status"])
MAILS = Counter("chat_mails_total", "Mails, by what became of a try to send one.", ["outcome"])
LOGGED = Counter("chat_logged_total", "Warnings and errors logged.", ["level"])
LOOP_LATE_SECONDS = Histogram(
    "chat_loop_late_seconds",
    "How much later than asked a sleeping greenlet was woken.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
DISK_FREE_RATIO = Gauge(
    "chat_disk_free_ratio",
    "What is left of the file system of DATA_DIR, its bytes or its files.",
    multiprocess_mode="livemostrecent",
)
MEMORY_BYTES = Gauge("chat_memory_bytes", "Resident memory.", multiprocess_mode="livesum")

# There from the start: Prometheus sees no increase in a count that begins at 1, and each of these is worth an alert.
for _level in ("warning", "error", "critical"):
    LOGGED.labels(_level)
for _collection in ("conversations", "messages", "users"):
    UNREADABLE.labels(_collection)


class _LineCounter(logging.Handler):
    """Counts what is logged; it knows nothing of how."""

    def emit(self, record: logging.LogRecord) -> None:
        LOGGED.labels(record.levelname.lower()).inc()


def init_app() -> None:
    """Count what is logged from now on; after logs.init_app, which takes all handlers away."""
    logging.getLogger().addHandler(_LineCounter(logging.WARNING))


def page() -> bytes:
    """The counts of all workers of this server, in Prometheus' text format."""
    if counts_folder() is None:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def counts_folder() -> Path | None:
    """Where several workers keep their counts; None where there is but one."""
    folder = os.environ.get(COUNTS_DIR)
    return Path(folder) if folder else None
