"""A name for each request: in the answer's header, in its problem if there is one, and in the log lines about it.

Those name the trace of a proxy or caller that makes traces, too.
"""

from __future__ import annotations

import re
import secrets

import structlog
from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-ID"
FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")
TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""The header of W3C Trace Context, section 3.2; the group is the trace's id."""


def init_app(app: Flask) -> None:
    """Name each request: as a proxy or the caller did, if that is fit for a log, or anew."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "")
        g.request_id = given if FORM.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)
        if traced := TRACEPARENT.fullmatch(request.headers.get("traceparent", "")):
            structlog.contextvars.bind_contextvars(trace=traced[1])

    @app.after_request
    def tell(response: Response) -> Response:
        if "request_id" in g:
            response.headers[HEADER] = g.request_id
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        structlog.contextvars.clear_contextvars()


def request_id() -> str | None:
    """The name of the request that is being answered; None outside of one."""
    return g.get("request_id") if has_request_context() else None
