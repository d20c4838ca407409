"""Password hashes: bcrypt, in threads of its own so that hashing never stalls the sockets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable
from typing import Any

import bcrypt
from gevent.threadpool import ThreadPool

from chat_app.errors import Unavailable

THREADS = 2
"""More threads than cores are no faster, and add jitter to the sockets."""
MAX_WAITING = 64
"""Hashes that may wait for a thread before callers are sent away: some eight seconds of them."""
NICE = 10
"""The priority of the hashing threads: a tenth of a processor that others want, all of one that nobody does."""
PEPPER = b"chat.password.v1"


class Passwords:
    """Hashes and checks passwords.

    bcrypt reads 72 bytes only, so it gets a digest of the whole password. The digest is keyed by a constant of ours:
    a plain one would let leaked unsalted hashes of other sites be tried against ours
    (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html, "pre-hashing").

    Args:
        rounds: the cost; one more doubles the time.
    """

    def __init__(self, *, rounds: int) -> None:
        self._rounds = rounds
        self._pool = ThreadPool(THREADS)
        self._waiting = 0
        self._decoy: bytes | None = None

    def hash(self, password: str) -> str:
        """The hash to store. Raises Unavailable when too many wait already."""
        hashed: bytes = self._in_thread(bcrypt.hashpw, _digest(password), bcrypt.gensalt(self._rounds))
        return hashed.decode()

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether the hash is that password's; with no hash at all it takes as long, and is false.

        Raises:
            Unavailable: too many wait already.
        """
        if password_hash is None:
            self._decoy = self._decoy or self._in_thread(
                bcrypt.hashpw, secrets.token_bytes(16), bcrypt.gensalt(self._rounds)
            )
        stored = password_hash.encode() if password_hash else self._decoy
        return bool(self._in_thread(bcrypt.checkpw, _digest(password), stored)) and password_hash is not None

    def expect_room(self) -> None:
        """Raises Unavailable when too many wait already: in a storm, before anything is asked of the store."""
        if self._waiting >= MAX_WAITING:
            raise Unavailable("Too many people are signing in just now.", retry_after=5)

    def _in_thread(self, function: Callable[..., Any], *args: object) -> Any:
        self.expect_room()
        self._waiting += 1
        try:
            return self._pool.apply(_behind, (function, *args))
        finally:
            self._waiting -= 1


def _behind(function: Callable[..., Any], *args: object) -> Any:
    # On Linux each thread has a priority of its own: who talks goes before who signs in, however many do.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    return function(*args)


def _digest(password: str) -> bytes:
    return base64.b64encode(hmac.digest(PEPPER, password.encode(), hashlib.sha256))
