"""Passwords that the command line makes up."""

from __future__ import annotations

import secrets


def made_up() -> str:
    """A password of 96 random bits, to be told to one person once."""
    return secrets.token_urlsafe(12)
