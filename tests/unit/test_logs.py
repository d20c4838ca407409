"""What fails is logged with its place and its connection, and without what people wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import Mock

import gevent
import pytest
import structlog

from chat_app import logs
from chat_app.config import load
from chat_app.ws.connection import Connection
from chat_app.ws.endpoint import Endpoint
from chat_app.ws.hub import Hub
from chat_app.ws.transport import Closed

WRITTEN = "what Ada wrote"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What was logged so far, as in production; the process's own logging is back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.init_app(load(_env_file=None, environment="production", secret_key="k" * 32, log_level="debug"))
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    told = io.StringIO()
    handler.setStream(told)
    yield lambda: [json.loads(line) for line in told.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_frame_that_fails_is_told_by_its_type_and_its_place(lines: Lines) -> None:
    """The exception says what Ada wrote, and so does the frame."""
    endpoint = Endpoint(load(_env_file=None), Mock(), Hub())
    endpoint._handlers = Mock(handle=Mock(side_effect=ValueError(WRITTEN)))
    frame = '{"type": "typing", "conversation_id": "%s", "active": true}' % ("a" * 24)
    connection = Connection(Mock(fileno=lambda: -1), outbound_max_bytes=1_000)
    with pytest.raises(Closed):
        endpoint._read(connection, Mock(receive=Mock(side_effect=[frame, Closed(None)])))
    [line] = lines()

    assert (line["event"], line["type"], line["level"]) == ("a frame failed", "typing", "error")
    assert "in _read" in line["exception"] and line["exception"].endswith("ValueError\n")
    assert WRITTEN not in json.dumps(line)


def test_a_greenlet_that_fails_is_logged_too(lines: Lines) -> None:
    """gevent would print its arguments and the exception's words."""

    def deliver(_message: str) -> None:
        raise LookupError(WRITTEN)

    hub = gevent.get_hub()
    logs.adopt(hub)
    try:
        gevent.spawn(deliver, WRITTEN).join()
        gevent.sleep(0)
    finally:
        del hub.print_exception
    [line] = lines()

    assert line["event"] == "a greenlet failed" and line["greenlet"].endswith("deliver")
    assert line["exception"].endswith("LookupError\n") and WRITTEN not in json.dumps(line)


def test_what_libraries_log_is_masked(lines: Lines) -> None:
    """gunicorn tells the address of a request that failed."""
    logging.getLogger("gunicorn.error").warning("Error handling request %s", "/api/exports/aGVsbG8.d29ybGQ")

    assert lines()[0]["event"] == "Error handling request /api/exports/[hidden]"
