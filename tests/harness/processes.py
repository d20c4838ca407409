"""The processes of a server, found in /proc: who is whose child, and who still lives."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.harness.waiting import wait_until


def parents() -> dict[int, int]:
    """The parent of each process that lives; zombies count as dead."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):  # it ended while we looked
            continue
        if state not in "ZX":
            found[int(folder.name)] = int(parent)
    return found


def children(pid: int) -> list[int]:
    return [child for child, parent in parents().items() if parent == pid]


def tree(pid: int) -> list[int]:
    """`pid` and all that descend from it, parents first."""
    of = parents()
    found = [pid]
    for one in found:
        found += [child for child, parent in of.items() if parent == one]
    return found


def lives(pid: int) -> bool:
    return pid in parents()


def send_signal(number: signal.Signals, *pids: int) -> None:
    """Signal those of `pids` that are still there."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def kill(*pids: int) -> None:
    """SIGKILL, and wait until they are gone."""
    send_signal(signal.SIGKILL, *pids)
    for pid in pids:
        wait_until(f"process {pid} to be gone", lambda pid=pid: not lives(pid))  # type: ignore[misc]


def resident_bytes(pid: int) -> int:
    """The memory that a process holds now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
