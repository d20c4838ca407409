"""What is kept of a secret that we made ourselves: refresh tokens, access tokens, links, codes."""

from __future__ import annotations

import hashlib


def hash_of(secret: str) -> str:
    """SHA-256, as hexadecimal digits, of at least 80 random bits: they cannot be guessed, so they need no slow hash.

    What people think up themselves belongs to services/passwords.py.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
