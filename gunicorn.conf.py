"""How gunicorn serves the chat. The one place where gevent patches the standard library: before anything else is
imported, in the master, so that every worker is forked from a patched process.
"""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import gc
import os
import resource
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import gevent

from chat_app.config import load, secret_key
from chat_app.errors import ChatError
from chat_app.processes import die_with_parent

try:
    _settings = load()
    secret_key(_settings)
except ChatError as error:
    sys.exit(f"chat: {error}")  # a bare exception would be shown as a traceback

if _settings.workers > 1:
    # Each worker counts in files of its own, and whichever is asked adds them up.
    _counts = _settings.data_dir.absolute() / "counts"
    shutil.rmtree(_counts, ignore_errors=True)
    _counts.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counts)

from gunicorn import glogging
from gunicorn.arbiter import Arbiter
from prometheus_client import multiprocess

from chat_app import api, cli, logs, ws  # noqa: F401 - before the fork, so that a worker started again serves at once

logs.init_app(_settings)

# A socket a browser tab: the usual soft limit of 1,024 files would end at a thousand people.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "gevent"
worker_connections = 20_000
backlog = 2_048
proc_name = "chat"

# A worker that does not report for this long (seconds) hangs, and is replaced. Requests may take longer: others do not
# wait for them.
timeout = 30
graceful_timeout = int(_settings.shutdown_grace)
# Seconds an idle connection is kept. A worker that stops waits for these as well, so not long.
keepalive = 2

# Bytes, and a number of lines: a bearer token and a cookie fit well.
limit_request_line = 4_094
limit_request_fields = 64
limit_request_field_size = 8_190


class Log(glogging.Logger):  # type: ignore[misc]
    """gunicorn's own lines, what happens to its processes, by the way of all others (chat_app/logs.py)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers, self.error_log.propagate = [], True


logger_class = Log
accesslog = None
loglevel = "warning"

# It would be opened in the home directory, and nobody here speaks to it.
control_socket_disable = True
# Heartbeats touch a file; in memory they never wait for a busy disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


GC_THRESHOLDS = 10_000, 20, 50
"""Objects that came and stayed before the youngest are looked through, and how often before the older ones are. The
usual 700 suits programs that hold little; here each socket and each cached entry stays. Measured on 2 cores: a quarter
less processor time a message, and a p99 of 32 instead of 79 ms and more in a group of 1,000."""


def pre_fork(server: Any, worker: Any) -> None:
    """Prepare in the master what the worker calls as its first."""
    worker.tie = die_with_parent()


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose master is gone would keep the port, and be deaf to its successor's messages."""
    worker.tie()


def post_worker_init(worker: Any) -> None:
    """Let the application begin, and on SIGTERM say goodbye to its sockets, which would stay open until the grace ends.

    It leaves functions for that in `extensions["begin"]` and `extensions["drain"]`.
    """
    logs.adopt(gevent.get_hub())
    if begin := worker.wsgi.extensions.get("begin"):
        try:
            begin()
        except ChatError as error:
            worker.log.error("chat: %s", error)  # noqa: TRY400 - a sentence says it all
            sys.exit(Arbiter.WORKER_BOOT_ERROR)  # so that the master ends too
    # What was imported and built until now stays: to look through it for garbage, again and again as sockets come,
    # stops every conversation for as long as that takes.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    drain = worker.wsgi.extensions.get("drain")

    def stop(number: int, frame: FrameType | None) -> None:
        worker.handle_exit(number, frame)
        if drain is not None and not hasattr(worker, "goodbye"):
            worker.goodbye = gevent.spawn(drain)

    signal.signal(signal.SIGTERM, stop)


def worker_exit(server: Any, worker: Any) -> None:
    """The last socket can be closed before the goodbye has written down who left."""
    if goodbye := getattr(worker, "goodbye", None):
        goodbye.join(graceful_timeout)


def child_exit(server: Any, worker: Any) -> None:
    """Say that a worker is replaced; while the server stops there are no listeners, and nothing is."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.mark_process_dead(worker.pid)
    if server.LISTENERS:
        server.log.warning("Worker %s died; another one is started.", worker.pid)
