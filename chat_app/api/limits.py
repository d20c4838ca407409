"""How often one may call, by the cost of what is called."""

from __future__ import annotations

from time import time

from flask import Flask, Response
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from chat_app import metrics
from chat_app.api.problems import of_chat_error
from chat_app.config import Settings
from chat_app.errors import RateLimited

SIGN_IN = "20 per minute; 200 per hour"
"""Per address: each costs a password hash."""
SIGN_UP = "10 per minute; 100 per hour"
ORDINARY = "1200 per minute"
"""Per address, for all routes together."""


def _refuse(limit: RequestLimit) -> Response:
    # Not raised: the extension would take it for a failure of its storage.
    metrics.RATE_LIMITED.labels("http").inc()
    return of_chat_error(RateLimited(retry_after=max(1, limit.reset_at - time())))


limiter = Limiter(
    get_remote_address,
    application_limits=[ORDINARY],
    strategy="moving-window",
    on_breach=_refuse,
)


def init_app(app: Flask, settings: Settings) -> None:
    """Count in Redis where there is one, else in memory; RATE_LIMITS_ENABLED=false lifts every limit."""
    app.config.update(
        RATELIMIT_ENABLED=settings.rate_limits_enabled,
        RATELIMIT_STORAGE_URI=settings.redis_url.get_secret_value() if settings.redis_url else "memory://",
        # Without it, a Redis that is gone would make every request fail.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.redis_url is not None,
    )
    limiter.init_app(app)
