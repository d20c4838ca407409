"""What the launcher tells people: a line each, at once."""

from __future__ import annotations

import contextlib
import sys


def say(line: str) -> None:
    """Print `line` on standard output."""
    with contextlib.suppress(OSError):  # the terminal was closed, or its reader is gone: no reason to stop
        print(line, flush=True)


def complain(line: str) -> None:
    """Print `line`, why the start is refused, on standard error."""
    with contextlib.suppress(OSError):
        print(f"chat: {line}", file=sys.stderr, flush=True)
