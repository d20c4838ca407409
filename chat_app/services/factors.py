"""A second factor at the sign-in: codes of an authenticator app (TOTP, RFC 6238), or recovery codes in its place."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import time

import pyotp
import segno
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chat_app.errors import BadCredentials, Conflict, InvalidInput, SecondFactorRequired
from chat_app.keyring import Keyring, Totp
from chat_app.mail.post import Post
from chat_app.records import User
from chat_app.services import letters
from chat_app.services.bruteforce import Guard
from chat_app.services.confirmation import Confirmation
from chat_app.services.devices import Device
from chat_app.services.hashes import hash_of
from chat_app.store.people import Keyrings
from chat_app.types import UserId

logger = structlog.stdlib.get_logger(__name__)

STEP = 30
"""Seconds that a code stands for."""
DRIFT = 1
"""Steps that the clock of a phone may be off."""
RECOVERY_CODES = 10
NONCE_BYTES = 12
ISSUER = "Chat"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs, in three forms of the same secret."""

    secret: str
    uri: str
    qr_svg: str


class Factors:
    """Turning the second factor on and off, and asking for it.

    Args:
        key: seals the apps' secrets, which must be readable, with AES-GCM: a stolen database gives no codes. It is
            derived from SECRET_KEY, and the user's id is sealed in with it, so that no secret serves for another user.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        keyrings: Keyrings,
        confirmation: Confirmation,
        guard: Guard,
        post: Post,
        *,
        key: bytes,
        clock: Callable[[], float] = time,
    ) -> None:
        self._keyrings = keyrings
        self._confirmation = confirmation
        self._guard = guard
        self._post = post
        self._cipher = AESGCM(key)
        self._clock = clock

    def of(self, user: User) -> Keyring:
        """What the user has."""
        return self._keyrings.of(user.id)

    def begin_totp(self, user: User, password: str) -> Enrolment:
        """A secret for an authenticator app; nothing is asked for at the sign-in before a code of it came.

        Raises:
            BadCredentials: the password is wrong.
            Conflict: it is on already.
        """
        self._confirmation.check(user, password)
        self._refuse(on=True, user=user)
        secret = pyotp.random_base32()
        self._keyrings.set_totp(user.id, Totp(self._seal(user.id, secret), confirmed=False, last_step=0))
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)
        return Enrolment(secret, uri, segno.make(uri, error="m").svg_inline(scale=4, light="white"))

    def confirm_totp(self, user: User, code: str) -> list[str]:
        """Turn it on with a first code; returns the recovery codes, which nobody can read again.

        Raises:
            InvalidInput: the code is wrong.
            Conflict: it is on already, or was not begun.
        """
        totp = self._keyrings.of(user.id).totp
        if totp is None or totp.confirmed:
            raise Conflict("There is no authenticator app to confirm.")
        self._guard.admit_confirmation(user.id)
        step = self._step_of(user.id, totp, _plain(code))
        if step is None:
            raise InvalidInput(errors={"code": ["Wrong, or too old."]})
        self._guard.confirmed(user.id)
        codes = _new_codes()
        self._keyrings.set_totp(user.id, replace(totp, confirmed=True, last_step=step), _hashes(codes))
        self._post.send(letters.changed(user, "Two-step sign-in was turned on."))
        return codes

    def end_totp(self, user: User, password: str) -> None:
        """Turn it off, its recovery codes too. Raises BadCredentials; Conflict when it is off."""
        self._confirmation.check(user, password)
        self._refuse(on=False, user=user)
        self._keyrings.set_totp(user.id, None)
        self._post.send(letters.changed(user, "Two-step sign-in was turned off."))

    def renew_recovery_codes(self, user: User, password: str) -> list[str]:
        """New ones in place of the old. Raises BadCredentials; Conflict when the second factor is off."""
        self._confirmation.check(user, password)
        self._refuse(on=False, user=user)
        codes = _new_codes()
        self._keyrings.set_recovery_hashes(user.id, _hashes(codes))
        self._post.send(letters.changed(user, "New recovery codes were made; the old ones are void."))
        return codes

    def check(self, user: User, code: str | None, device: Device) -> None:
        """Ask for the second factor of one whose password was right.

        Raises:
            SecondFactorRequired: there is one, and no code came.
            BadCredentials: the code is wrong, too old or used.
            RateLimited: too many codes were wrong. Recovery codes are never slowed: nobody guesses one.
        """
        totp = self._keyrings.of(user.id).totp
        if totp is None or not totp.confirmed:
            return
        if not code:
            raise SecondFactorRequired
        if not self._takes(user.id, totp, _plain(code), device):
            raise BadCredentials("That code is not right.", errors={"code": ["Wrong, too old or used already."]})

    def _takes(self, user_id: UserId, totp: Totp, code: str, device: Device) -> bool:
        if not re.fullmatch(r"\d{6}", code, re.ASCII):
            return self._keyrings.spend_recovery_hash(user_id, hash_of(code))
        self._guard.admit_code(user_id, device)
        step = self._step_of(user_id, totp, code)
        if step is None or not self._keyrings.advance_totp(user_id, totp, step):
            return False
        self._guard.code_was_right(user_id, device)
        return True

    def _step_of(self, user_id: UserId, totp: Totp, code: str) -> int | None:
        """The step that the code stands for, if it is one of now and was not used."""
        secret = self._unseal(user_id, totp.sealed)
        if secret is None:
            return None
        now, codes = int(self._clock()) // STEP, pyotp.TOTP(secret, interval=STEP)
        steps = range(max(now - DRIFT, totp.last_step + 1), now + DRIFT + 1)
        right = [step for step in steps if hmac.compare_digest(codes.at(step * STEP).encode(), code.encode())]
        return right[0] if right else None

    def _refuse(self, *, on: bool, user: User) -> None:
        totp = self._keyrings.of(user.id).totp
        if (totp is not None and totp.confirmed) is on:
            raise Conflict(f"Two-step sign-in is {'on' if on else 'off'}.")

    def _seal(self, user_id: UserId, secret: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), user_id.encode())).decode()

    def _unseal(self, user_id: UserId, sealed: str) -> str | None:
        raw = base64.b64decode(sealed)
        try:
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], user_id.encode()).decode()
        except InvalidTag:
            logger.warning("a second factor cannot be read: was SECRET_KEY changed?", user_id=user_id)
            return None


def _new_codes() -> list[str]:
    """Of 80 bits each, so a plain hash keeps them."""
    words = (base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES))
    return ["-".join(word[n : n + 4] for n in range(0, 16, 4)) for word in words]


def _plain(code: str) -> str:
    """As people type it: without blanks and dashes, in any case."""
    return re.sub(r"[\s-]", "", code).lower()


def _hashes(codes: list[str]) -> list[str]:
    return [hash_of(_plain(code)) for code in codes]
