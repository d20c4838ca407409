"""Requests of a process that makes traces: each is a span, of the caller's trace if it names one.

Written here, for the usual package notes the URL, and the tokens of some links with it.
"""

from __future__ import annotations

from flask import Flask, Response, g, request
from opentelemetry.trace import SpanKind

from chat_app.tracing import Tracing, going_on

UNTOLD = frozenset({"/healthz", "/readyz", "/metrics"})
"""What asks every few seconds whether all is well."""


def init_app(app: Flask, tracing: Tracing) -> None:
    """Begin a span with each request, and end it with its answer."""

    @app.before_request
    def begin() -> None:
        if request.path not in UNTOLD:
            route = request.url_rule.rule if request.url_rule else "no route"
            context = going_on(request.headers.get("traceparent"))
            span = tracing.span(f"{request.method} {route}", context=context, kind=SpanKind.SERVER)
            g.tracing, g.span = span, span.__enter__()

    @app.after_request
    def answered(response: Response) -> Response:
        if "span" in g:
            g.span.set_attribute("http.response.status_code", response.status_code)
        return response

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if "tracing" in g:
            g.pop("tracing").__exit__(None, None, None)
