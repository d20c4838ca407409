"""Logs as events with fields: a line of JSON each in production, a readable one in development.

Whatever a library logs goes through here as well. docs/observability.md says what a line holds, and what it never does.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import gevent
import structlog

from chat_app import scrub
from chat_app.config import Settings

NOISY = ("pymongo", "werkzeug", "urllib3", "flask_cors", "flask-limiter")
"""Libraries of which only warnings are wanted: at `debug` some tell whole commands and headers."""

logger = structlog.stdlib.get_logger(__name__)


def init_app(settings: Settings) -> None:
    """Set the process's logging up; safe to repeat."""
    stamped: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    production = settings.environment == "production"
    shown: list[structlog.typing.Processor] = (
        [structlog.processors.ExceptionRenderer(_traceback), structlog.processors.JSONRenderer()]
        if production
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_print_traceback)]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *stamped,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=stamped,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown, _masked],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def adopt(hub: Any) -> None:
    """Let the greenlets of this gevent hub that fail be logged like all else; gevent would print them as they are."""

    def failed(context: object, _kind: object, error: BaseException, _trace: object) -> None:
        name = getattr(getattr(context, "_run", None), "__qualname__", type(context).__name__)
        # In a greenlet of its own: the hub's must not wait, and who hears of an error may.
        gevent.spawn(logger.error, "a greenlet failed", greenlet=name, exc_info=error)

    hub.print_exception = failed


def _traceback(exc_info: structlog.typing.ExcInfo) -> str:
    return scrub.traceback_of(exc_info[1])


def _print_traceback(stream: TextIO, exc_info: structlog.typing.ExcInfo) -> None:
    stream.write("\n" + scrub.traceback_of(exc_info[1]).rstrip("\n"))


def _masked(_logger: object, _method: str, line: Any) -> Any:
    return scrub.mask(line)
