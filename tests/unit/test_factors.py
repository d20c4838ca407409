"""A code is good for its own half minute and the ones beside it, once, with the key that its secret was sealed by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pyotp
import pytest

from chat_app.bus.tally import MemoryTally
from chat_app.errors import BadCredentials, RateLimited, SecondFactorRequired
from chat_app.keyring import Keyring, Totp
from chat_app.services.bruteforce import Guard
from chat_app.services.devices import Device, KnownDevices
from chat_app.services.factors import STEP, Factors
from chat_app.services.keys import Signer
from chat_app.types import UserId
from tests.unit.factories import ADA, user

NOON = 1_800_000_000
HERE = Device("Browser", "192.0.2.1")


@dataclass
class OneKeyring:
    """The part of `Keyrings` that a sign-in uses."""

    keyring: Keyring = field(default_factory=Keyring)

    def of(self, user_id: UserId) -> Keyring:
        return self.keyring

    def advance_totp(self, user_id: UserId, totp: Totp, step: int) -> bool:
        if totp.last_step >= step:
            return False
        self.keyring = replace(self.keyring, totp=replace(totp, last_step=step))
        return True

    def spend_recovery_hash(self, user_id: UserId, recovery_hash: str) -> bool:
        return False


@dataclass
class Desk:
    """Ada has an app; `time` is the clock of the server."""

    time: float = NOON
    key: bytes = b"k" * 32

    def __post_init__(self) -> None:
        self.keyrings = OneKeyring()
        self.factors = self.with_key(self.key)
        self.app = pyotp.TOTP(pyotp.random_base32())
        sealed = self.factors._seal(ADA, self.app.secret)
        self.keyrings.keyring = Keyring(totp=Totp(sealed, confirmed=True, last_step=0))

    def with_key(self, key: bytes) -> Factors:
        guard = Guard(MemoryTally(clock=lambda: self.time), KnownDevices(Signer(b"k" * 32)), enabled=True)
        nothing: Any = None
        return Factors(self.keyrings, nothing, guard, nothing, key=key, clock=lambda: self.time)  # type: ignore[arg-type]

    def takes(self, code: str | None, *, user_id: UserId = ADA) -> bool:
        try:
            self.factors.check(user(user_id), code, HERE)
        except BadCredentials:
            return False
        return True


@pytest.mark.parametrize(("drift", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(drift: int, good: bool) -> None:
    """Early or late."""
    desk = Desk()
    assert desk.takes(desk.app.at(NOON + drift * STEP)) is good


def test_a_code_is_good_once_and_none_before_it() -> None:
    """The last step is kept."""
    desk = Desk()
    before, code = desk.app.at(NOON - STEP), desk.app.at(NOON)
    assert desk.takes(code)
    assert not desk.takes(code) and not desk.takes(before)
    desk.time += STEP
    assert desk.takes(desk.app.at(desk.time))


@pytest.mark.parametrize("code", ["", None])
def test_without_a_code_one_is_asked_for(code: str | None) -> None:
    """Which is no failure yet."""
    with pytest.raises(SecondFactorRequired):
        Desk().takes(code)


@pytest.mark.parametrize("code", ["12345", "1234567", "１２３４５６", "abc", "\0", "-", "0x1234"])
def test_what_is_no_code_is_refused(code: str) -> None:
    """Digits of other scripts too."""
    assert not Desk().takes(code)


def test_codes_cannot_be_gone_through() -> None:
    """After five wrong ones a right one waits as well."""
    desk = Desk()
    for _ in range(5):
        assert not desk.takes("000000")
    with pytest.raises(RateLimited):
        desk.takes(desk.app.at(NOON))
    desk.time += 2
    assert desk.takes(desk.app.at(desk.time))


def test_another_key_reads_no_secret() -> None:
    """With a new SECRET_KEY the codes are wrong; nothing fails."""
    desk = Desk()
    desk.factors = desk.with_key(b"x" * 32)
    assert not desk.takes(desk.app.at(NOON))
