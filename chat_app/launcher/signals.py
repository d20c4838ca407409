"""Waiting for a time, a child's end or a request to stop, whichever comes first."""

from __future__ import annotations

import select
import signal
import socket
import sys
from types import FrameType, TracebackType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):
    """Someone pressed Ctrl-C, closed the terminal or sent SIGTERM."""


class Signals:
    """While this context is open, signals do not interrupt: they end the current or next `wait`.

    So nothing is torn in the middle, a child started but not yet noted for instance.
    """

    def __init__(self) -> None:
        self.stops = 0  # how often we were asked to stop

    def __enter__(self) -> Signals:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._watched = select.poll()
        self._watched.register(self._reader, select.POLLIN)
        if sys.stdin is not None and sys.stdin.isatty():
            self._watched.register(sys.stdin, 0)  # nothing but its end
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._count)
        signal.signal(signal.SIGCHLD, _wake)
        # Ctrl-Z would stop us alone and leave the terminal to a process that does not read it.
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The handlers stay: a further Ctrl-C while the process ends must not make a traceback.
        signal.set_wakeup_fd(-1)
        self._reader.close()
        self._writer.close()

    def wait(self, seconds: float) -> None:
        """Return after `seconds` or when a child ended.

        Raises:
            StopRequested: we were asked to stop, now or before.
        """
        if self.stops:
            raise StopRequested
        for descriptor, event in self._watched.poll(seconds * 1_000):
            if descriptor == self._reader.fileno():
                self._reader.recv(4096)
            elif event & select.POLLHUP:
                # Who leads the session is told of it by the kernel, and that is not we but `make`'s caller.
                self._watched.unregister(descriptor)
                self.stops += 1
        if self.stops:
            raise StopRequested

    def _count(self, number: int, frame: FrameType | None) -> None:
        self.stops += 1


def _wake(number: int, frame: FrameType | None) -> None:
    """Do nothing, but be a handler: only for those the wake-up descriptor is written to."""
