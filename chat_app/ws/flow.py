"""How much a peer may send: token buckets for a connection's frames and bytes, and for all that its user sends."""

from __future__ import annotations

from time import monotonic
from weakref import WeakValueDictionary

from chat_app.config import Settings
from chat_app.types import UserId


class TokenBucket:
    """Lets `rate` a second pass, and `burst` at once."""

    __slots__ = ("__weakref__", "_burst", "_filled_at", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._filled_at = monotonic()

    def take(self, tokens: float = 1) -> float:
        """Take tokens; returns 0, or the seconds until there are as many."""
        time = monotonic()
        self._tokens = min(self._burst, self._tokens + (time - self._filled_at) * self._rate)
        self._filled_at = time
        if self._tokens >= tokens:
            self._tokens -= tokens
            return 0.0
        return (tokens - self._tokens) / self._rate


class Flow:
    """What one connection may send. `refused` counts refusals in a row, to tell who does not listen."""

    __slots__ = ("_bytes", "_frames", "_user", "refused")

    def __init__(self, frames: TokenBucket, size: TokenBucket, user: TokenBucket) -> None:
        self._frames = frames
        self._bytes = size
        self._user = user
        self.refused = 0

    def admit(self, size: int) -> float:
        """Count a frame of that many bytes; returns 0, or the seconds to wait before it may come again."""
        wait = self._frames.take() or self._bytes.take(size) or self._user.take()
        self.refused = self.refused + 1 if wait else 0
        return wait


class Flows:
    """Makes each connection's flow; the connections of one user share that user's bucket."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._users: WeakValueDictionary[UserId, TokenBucket] = WeakValueDictionary()

    def of(self, user_id: UserId) -> Flow | None:
        """The flow of a new connection of the user; None when limits are lifted."""
        settings = self._settings
        if not settings.rate_limits_enabled:
            return None
        user = self._users.get(user_id)
        if user is None:
            user = self._users[user_id] = TokenBucket(settings.user_frames_per_second, settings.user_frames_burst)
        return Flow(
            TokenBucket(settings.frames_per_second, settings.frames_burst),
            TokenBucket(settings.bytes_per_second, settings.bytes_burst),
            user,
        )
