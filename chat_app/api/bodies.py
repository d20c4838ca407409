"""A deadline for bodies: who sends one byte a minute would hold a greenlet, and a place in the queue, for ever."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Any, Protocol

import gevent
from werkzeug.exceptions import RequestTimeout

LEAST_RATE = 16_384
"""Bytes a second that a large body must come at, beside the time that any may take."""

Environ = dict[str, Any]


class Wsgi(Protocol):
    """A WSGI application (PEP 3333)."""

    def __call__(self, environ: Environ, start_response: Any, /) -> Iterable[bytes]: ...


class TimedBodies:
    """WSGI middleware: reading a body that takes too long raises 408, and the server hangs up.

    Args:
        timeout: seconds any body may take, and one more for each LEAST_RATE bytes of it.
    """

    def __init__(self, app: Wsgi, *, timeout: float) -> None:
        self._app = app
        self._timeout = timeout

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = _TimedBody(environ["wsgi.input"], self._timeout)
        return self._app(environ, start_response)


class _TimedBody:
    """`wsgi.input`, whose clock starts with the first read."""

    def __init__(self, body: Any, timeout: float) -> None:
        self._body = body
        self._timeout = timeout
        self._began: float | None = None
        self._received = 0

    def read(self, size: int = -1) -> bytes:
        return self._in_time(self._body.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._in_time(self._body.readline, size)

    def _in_time(self, read: Any, size: int) -> bytes:
        if self._began is None:
            self._began = monotonic()
        expected = self._received + max(size, 0)
        left = self._began + self._timeout + expected / LEAST_RATE - monotonic()
        with gevent.Timeout(max(left, 0.001), RequestTimeout("The body took too long to arrive.")):
            data: bytes = read(size)
        self._received += len(data)
        return data
