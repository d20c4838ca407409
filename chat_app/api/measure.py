"""How long each request took, by its route: counted, and told at level debug."""

from __future__ import annotations

from time import monotonic

import structlog
from flask import Flask, Response, g, request

from chat_app import metrics

logger = structlog.stdlib.get_logger(__name__)


def init_app(app: Flask) -> None:
    """Measure from here on: what is set up later is part of what is measured."""

    @app.before_request
    def begin() -> None:
        g.began = monotonic()

    @app.after_request
    def end(response: Response) -> Response:
        seconds, name = monotonic() - g.get("began", monotonic()), route()
        metrics.HTTP_SECONDS.labels(name).observe(seconds)
        metrics.HTTP_ANSWERS.labels(response.status_code).inc()
        logger.debug("answered", route=name, status=response.status_code, seconds=round(seconds, 4))
        return response


def route() -> str:
    """The method and the rule of the route; never the path, for the tokens of some links stand in it."""
    return f"{request.method} {request.url_rule.rule}" if request.url_rule else "none"
