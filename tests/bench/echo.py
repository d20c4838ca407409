"""The limit that the socket library sets: round trips of an echo on one gunicorn worker."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.bench.frames import client_frame
from tests.bench.lines import Line, Lines
from tests.bench.pairs import CONTENT
from tests.bench.usage import cpu_seconds
from tests.harness import processes, wait_until
from tests.harness.server import ROOT, free_port


@dataclass(frozen=True, slots=True)
class Figures:
    """Round trips a second, and the microseconds of server processor time each takes."""

    sockets: int
    rate: float
    cpu: float


def run(sockets: int, seconds: float) -> Figures:
    """Each socket sends its next message when its last came back."""
    port = free_port()
    command = ["-m", "gunicorn", "-k", "gevent", "-b", f"127.0.0.1:{port}", "--log-level=error"]
    server = subprocess.Popen([sys.executable, *command, "--no-control-socket", "tests.bench.echo_app:app"], cwd=ROOT)
    try:
        wait_until("the echo to listen", lambda: _listens(port), 20)
        return _measure(server.pid, port, sockets, seconds)
    finally:
        server.terminate()
        server.wait(20)


def _measure(pid: int, port: int, sockets: int, seconds: float) -> Figures:
    frame, trips = client_frame(CONTENT.encode()), 0

    def take(line: Line, _payload: bytes) -> None:
        nonlocal trips
        trips += 1
        line.send(frame)

    with Lines(port, take) as lines:
        for line in lines.open([None] * sockets):
            line.send(frame)
        lines.run(1.0)
        began, before, trips = time.perf_counter(), _cpu(pid), 0
        lines.run(seconds)
        spent, cpu = time.perf_counter() - began, _cpu(pid) - before
        return Figures(sockets, trips / spent, 1e6 * cpu / trips)


def _cpu(pid: int) -> float:
    return sum(map(cpu_seconds, processes.tree(pid)))


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
