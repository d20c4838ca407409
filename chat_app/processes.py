"""Child processes that never outlive their parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | os.PathLike[str]],
    *,
    pass_fds: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, tied to this process; call it from the main thread.

    A session of its own: a Ctrl-C in the terminal reaches only us, and we stop the children in their order. What the
    child prints goes to the file `log`, or where ours goes.
    """
    output: IO[bytes] | None = log.open("ab") if log is not None else None
    with output or contextlib.nullcontext():
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            pass_fds=pass_fds,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )


def die_with_parent() -> Callable[[], None]:
    """What a child calls first so that the kernel kills it when its parent is gone, however that came about.

    SIGKILL rather than SIGTERM: a parent that could not say goodbye leaves no one who would wait for a slow farewell,
    and what was acknowledged is on disk. Where the kernel has no such thing (anything but Linux) it does nothing.
    """
    parent = os.getpid()

    def tie() -> None:
        if _libc is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we were tied to it
            os._exit(1)

    return tie


def stop(process: subprocess.Popen[bytes], grace: float, hurry: Callable[[], bool] = lambda: False) -> None:
    """Ask `process` to end (SIGTERM) and wait; after `grace` seconds, or when `hurry` says so, kill it."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    deadline = time.monotonic() + grace
    while process.poll() is None:
        if time.monotonic() > deadline or hurry():
            kill(process)
        time.sleep(0.02)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End `process` and its session's processes at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ending(process: subprocess.Popen[bytes]) -> str:
    """How an ended process ended, for a line to a human: `exit code 3`, `SIGKILL`."""
    code = process.returncode
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
