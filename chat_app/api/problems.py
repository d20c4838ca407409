"""Every failure over HTTP as `application/problem+json` (RFC 9457), with the domain's stable code."""

from __future__ import annotations

import math
from typing import Any

import orjson
import structlog
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from chat_app import errors, metrics
from chat_app.api.measure import route
from chat_app.api.request_ids import request_id
from chat_app.errors import ChatError, ConfigurationError, MalformedInput, NotAuthenticated, RateLimited
from chat_app.protocol.frames import flat

logger = structlog.stdlib.get_logger(__name__)

FOUND_OUTSIDE = {
    400: ("malformed", "The request is not even HTTP or JSON."),
    401: ("not_authenticated", "Sign in first."),
    403: ("not_allowed", "That is not allowed."),
    404: ("not_found", "There is no such thing."),
    405: ("method_not_allowed", "The path knows other methods; `Allow` names them."),
    408: ("too_slow", "The body took too long to arrive."),
    412: ("changed_meanwhile", "`If-Match` is not true any more."),
    413: ("too_large", "The body is larger than BODY_MAX_BYTES."),
    415: ("unsupported_media_type", "The body is of a kind that the route does not read."),
    422: ("invalid", "Some fields are not valid."),
    429: ("rate_limited", "Too many requests."),
    503: ("unavailable", "The service is not available right now."),
}
"""By status: the codes of the failures that werkzeug or an extension found before we did, and what they mean."""
CODES = {status: code for status, (code, _) in FOUND_OUTSIDE.items()}


def all_codes() -> set[str]:
    """Every code that an answer may carry."""
    ours = {each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ChatError)}
    return ours - {ConfigurationError.code} | set(CODES.values())


def init_app(app: Flask) -> None:
    """Answer for the domain's errors, and for what nobody expected."""
    app.register_error_handler(ChatError, of_chat_error)
    app.register_error_handler(HTTPException, of_http_exception)
    app.register_error_handler(Exception, _of_bug)


def of_chat_error(error: ChatError) -> Response:
    """The problem of a domain error."""
    if isinstance(error, NotAuthenticated):
        metrics.AUTH_FAILURES.labels("http").inc()
    elif isinstance(error, RateLimited):
        metrics.RATE_LIMITED.labels("http").inc()
    extra: dict[str, Any] = {"errors": error.errors} if error.errors else {}
    response = _problem(error.status, error.code, error.title, error.detail, **extra)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    return response


def of_http_exception(error: HTTPException) -> Response:
    """The problem of a failure found outside the domain; its own headers, such as `Allow`, stay."""
    if isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    extra: dict[str, Any] = {}
    messages = getattr(error, "data", {}).get("messages")
    if isinstance(messages, dict):
        # webargs says where it looked first: {"json": {"field": […]}}.
        located = [each for each in messages.values() if isinstance(each, dict)]
        extra["errors"] = flat({name: said for each in located for name, said in each.items()})
    detail = "Some fields are not valid." if extra else (error.description or "")
    response = _problem(
        status, CODES.get(status, "internal" if status >= 500 else "malformed"), error.name, detail, **extra
    )
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers.add(name, value)
    return response


def _of_bug(error: Exception) -> Response:
    if isinstance(error, RecursionError):
        # JSON nested deeper than anything of ours.
        return of_chat_error(MalformedInput("The body is nested too deeply."))
    logger.error("a request failed", route=route(), exc_info=error)
    return of_chat_error(ChatError())


def _problem(status: int, code: str, title: str, detail: str, **extra: Any) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail, **extra}
    body["request_id"] = request_id()
    response = Response(orjson.dumps(body), status, mimetype="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
