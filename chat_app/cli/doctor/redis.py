"""Redis: does it answer, does it keep what it is given, and what time is it there?"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from chat_app.cli.doctor import certificate
from chat_app.cli.doctor.finding import Finding, skew
from chat_app.config import Settings

WHAT = "redis"
SHARES = "Is it up, does a firewall stand between, is REDIS_URL right? Nodes hear of each other late until it is back."


def look(settings: Settings) -> Iterator[Finding]:
    """One line without Redis; else whether it serves, what it does when it is full, and its clock."""
    if settings.redis_url is None:
        yield Finding(WHAT, True, "Not set: one worker, on one machine.")
        return
    limit = settings.store_timeout
    try:
        with Redis.from_url(
            settings.redis_url.get_secret_value(), socket_timeout=limit, socket_connect_timeout=limit
        ) as client:
            yield from _look(client)
    except AuthenticationError:
        yield Finding(WHAT, False, "Redis does not take this password.", "Put the right one into REDIS_URL.")
    except (RedisError, OSError, ValueError) as error:
        yield _unreached(error)


def _look(client: Redis) -> Iterator[Finding]:
    began = time.time()
    seconds, micros = client.time()
    took = time.time() - began
    yield Finding(WHAT, True, f"It answers, in {took * 1_000:.1f} ms.")
    yield skew("redis: clock", seconds + micros / 1e6 - began - took / 2, "Redis'")
    try:
        policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
        limited = client.config_get("maxmemory").get("maxmemory", "0") != "0"
    except ResponseError:  # a hosted one does not tell
        return
    evicts = limited and policy != "noeviction"
    says = (
        f"When full it throws away what it likes ({policy})." if evicts else "It throws nothing away when it is full."
    )
    yield Finding(
        "redis: memory", not evicts, says, "Set maxmemory-policy noeviction: limits and nodes are kept there."
    )


def _unreached(error: Exception) -> Finding:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return certificate.refused(WHAT, "Redis", cause)
        cause = cause.__cause__ or cause.__context__
    return Finding(WHAT, False, f"Redis does not answer ({type(error).__name__}).", SHARES)
