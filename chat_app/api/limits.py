"""How often one may call, by the cost of what is called, told in the answer.

The fields `RateLimit` and `RateLimit-Policy` are those of draft-ietf-httpapi-ratelimit-headers. A route costs what its
method says, a read or a write, unless it is decorated with another class.
"""

from __future__ import annotations

import hashlib
import math
from time import time

from flask import Flask, Response, request
from flask_limiter import Limit, Limiter, RequestLimit
from flask_limiter.util import get_remote_address

from chat_app.api.identity import caller, chat, device
from chat_app.api.problems import of_chat_error
from chat_app.config import Settings
from chat_app.errors import RateLimited

FLOOD = "6000 per minute"
"""Per address, for all routes together: many people may share one."""
READ = "600 per minute"
WRITE = "300 per minute"
EXPENSIVE = "120 per minute"
"""These per bearer token, or per address where there is none."""
SIGN_IN = "20 per minute; 200 per hour"
"""Per address, or per device that was signed in before: each costs a password hash."""
SIGN_UP = "10 per minute; 100 per hour"
MAIL = "10 per minute; 40 per hour"
"""Per address: each may send a mail."""
BRING_IN = "2000 per hour; 5000 per day"
"""People that one user may bring into conversations."""
JOIN = "30 per minute; 300 per hour"
"""Looks at join links by one user: nobody guesses one, nor comes and goes all day."""
ASK = "60 per hour; 300 per day"
"""Users whom one user may ask to be their contact, or put on the list."""


def _refuse(limit: RequestLimit) -> Response:
    # Not raised: the extension would take it for a failure of its storage.
    return of_chat_error(RateLimited(retry_after=max(1, limit.reset_at - time())))


def _caller() -> str:
    # The token itself, not whom it names: nobody can use up what is another's by naming them.
    token = request.headers.get("Authorization")
    return hashlib.sha256(token.encode()).hexdigest()[:32] if token else get_remote_address()


def _caller_id() -> str:
    return caller().id


def _brought_in() -> int:
    # The body is not checked yet: as many as it seems to name.
    body = request.get_json(silent=True)
    named = (body.get("participant_ids") or body.get("user_ids")) if isinstance(body, dict) else None
    return max(1, len(named)) if isinstance(named, list) else 1


def _device_or_address() -> str:
    # Nobody is kept out by what others do behind the same address.
    return chat().accounts.device_name(device()) or get_remote_address()


def _elsewhere() -> bool:
    return not request.path.startswith("/api/")


limiter = Limiter(
    get_remote_address,
    application_limits=[FLOOD],
    default_limits=[
        Limit(READ, _caller, scope="read", shared=True, methods=["GET", "HEAD"], exempt_when=_elsewhere),
        Limit(WRITE, _caller, scope="write", shared=True, methods=["POST", "PUT", "PATCH", "DELETE"]),
    ],
    strategy="moving-window",
    on_breach=_refuse,
)
sign_in_cost = limiter.shared_limit(SIGN_IN, scope="sign-in", key_func=_device_or_address)
"""Decorator: the route hashes a password, or could be used to guess one."""
sign_up_cost = limiter.shared_limit(SIGN_UP, scope="sign-up")
mail_cost = limiter.shared_limit(MAIL, scope="mail")
"""Decorator: the route makes the server write to somebody."""
expensive_cost = limiter.shared_limit(EXPENSIVE, scope="expensive", key_func=_caller)
"""Decorator: the route looks through much, or begins a job."""
bring_in_cost = limiter.shared_limit(
    BRING_IN, scope="bring-in", key_func=_caller_id, cost=_brought_in, override_defaults=False
)
"""Decorator, below `signed_in`: the route brings people into a conversation."""
join_cost = limiter.shared_limit(JOIN, scope="join", key_func=_caller_id, override_defaults=False)
"""Decorator, below `signed_in`: the route follows a join link."""
ask_cost = limiter.shared_limit(ASK, scope="ask", key_func=_caller_id, override_defaults=False)
"""Decorator, below `signed_in`: the route asks somebody something."""


def init_app(app: Flask, settings: Settings) -> None:
    """Count in Redis where there is one, else in memory; RATE_LIMITS_ENABLED=false lifts every limit."""
    app.config.update(
        RATELIMIT_ENABLED=settings.rate_limits_enabled,
        RATELIMIT_STORAGE_URI=settings.redis_url.get_secret_value() if settings.redis_url else "memory://",
        # Without it, a Redis that is gone would make every request fail.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=settings.redis_url is not None,
    )
    limiter.init_app(app)
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    policies, states = [], []
    for limit in limiter.current_limits:
        scope = limit.request_args[1]
        if limit.shared or limit.breached:
            name = f'"{scope}-{limit.limit.GRANULARITY.name}"'
            seconds = max(0, math.ceil(limit.reset_at - time()))
            policies.append(f"{name};q={limit.limit.amount};w={limit.limit.get_expiry()}")
            states.append(f"{name};r={max(0, limit.remaining)};t={seconds}")
    if policies:
        response.headers["RateLimit-Policy"] = ", ".join(policies)
        response.headers["RateLimit"] = ", ".join(states)
    return response
