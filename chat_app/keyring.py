"""What proves who somebody is, beside the password: links sent by mail, second factors, passkeys. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Purpose = Literal["verify_email", "reset_password", "change_email", "cancel_email"]
"""What a link in a mail is good for."""


@dataclass(frozen=True, slots=True)
class MailToken:
    """A link that was mailed and not used yet; `hash` is the SHA-256 of its secret.

    `email` is the address that it is about: the one to verify, written to or changed to; of `cancel_email` the old one.
    """

    purpose: Purpose
    hash: str
    email: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Totp:
    """An authenticator app; `sealed` is its secret, encrypted.

    Codes up to `last_step`, a number of half minutes since 1970, are used up.
    """

    sealed: str
    confirmed: bool
    last_step: int


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key pair in somebody's device; `credential_id` and `public_key` (COSE) as the device told them."""

    id: str
    name: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SpentChallenge:
    """A challenge that was answered: until it expires it must not be taken again."""

    id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """All of it that one user has."""

    mail_tokens: tuple[MailToken, ...] = ()
    totp: Totp | None = None
    recovery_hashes: frozenset[str] = frozenset()
    passkeys: tuple[Passkey, ...] = ()
