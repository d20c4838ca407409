"""Who gets the Ctrl-C: us alone, not the `make` that started us."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def own_foreground() -> Iterator[None]:
    """Take the terminal's foreground for this process, and give it back at the end.

    A terminal sends SIGINT to all processes of its foreground group. `make` is in it, would report an interrupted
    recipe and exit with 2, although the stop is an orderly one and ours to do. As a group of our own in the foreground
    we are asked alone, and `make` passes on our exit code. Without a terminal, or as the leader of a group already
    (started by a shell, not by `make`), there is nothing to do.
    """
    if not _shares_foreground():
        yield
        return
    terminal, group = sys.stdin.fileno(), os.getpgrp()
    os.setpgid(0, 0)
    _set_foreground(terminal, os.getpgrp())
    try:
        yield
    finally:
        _set_foreground(terminal, group)


def _shares_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp() != os.getpid()
    except (OSError, ValueError, AttributeError):  # no terminal, or no standard input at all
        return False


def _set_foreground(terminal: int, group: int) -> None:
    # A group in the background that does this is stopped by SIGTTOU, unless it ignores it.
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # the terminal was closed, or the group is gone
        os.tcsetpgrp(terminal, group)
    signal.signal(signal.SIGTTOU, before)
