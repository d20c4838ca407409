"""Error reports to Sentry, or what speaks its protocol; imported only where SENTRY_DSN is set.

A report says where the program failed, and of which request or connection: what the log says as well. Nothing of what
was sent goes along, no address, header or variable, and of an exception's words only what chat_app/scrub.py lets pass.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.utils import event_from_exception

from chat_app import scrub

OURS = ("chat_app", "gunicorn")
"""Loggers that are reported; a collector of traces that is away, for one, is not our failure."""
HARMLESS = {cls.__name__ for cls in scrub.HARMLESS}
FLUSH = 2.0
"""Seconds that the last reports have at the end."""


def init_app(dsn: str, environment: str) -> None:
    """Report what is logged as an error; after logs.init_app, which takes all handlers away."""
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        # Each of these would add what a report must not have, or take over what the process does by itself.
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        send_default_pii=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=_scrubbed,
    )
    logging.getLogger().addHandler(_Reporter(logging.ERROR))


def stop() -> None:
    """Send what is left."""
    sentry_sdk.flush(FLUSH)


class _Reporter(logging.Handler):
    """Makes a report of each error that is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] not in OURS:
            return
        # Ours carry their fields as a dictionary (chat_app/logs.py), others' a text.
        fields: dict[str, Any] = record.msg if isinstance(record.msg, dict) else {"event": str(record.msg)}
        error = _error(fields.get("exc_info") or record.exc_info)
        event: Any = {}
        if error is not None:
            event, _ = event_from_exception(error, client_options=sentry_sdk.get_client().options)
        named = {**structlog.contextvars.get_contextvars(), **fields}
        event |= {
            "level": "error",
            "logger": record.name,
            "logentry": {"message": fields["event"]},
            "tags": {name: str(named[name]) for name in ("request", "connection", "trace", "route") if name in named},
        }
        sentry_sdk.capture_event(event)


def _error(told: Any) -> BaseException | None:
    if isinstance(told, BaseException):
        return told
    return (told if isinstance(told, tuple) else sys.exc_info())[1] if told else None


def _scrubbed(event: Any, _hint: object) -> Any:
    """The report without those words of its exceptions that the log would not tell either."""
    for told in event.get("exception", {}).get("values", ()):
        ours = str(told.get("module")).startswith("chat_app.")
        of_python = told.get("module") in (None, "builtins") and told.get("type") in HARMLESS
        told["value"] = scrub.mask(told.get("value") or "") if ours or of_python else ""
    event.pop("breadcrumbs", None)
    return event
