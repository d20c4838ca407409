"""Guessing passwords and codes gets slower with each failure, without a lock-out that a stranger could cause.

Who tries is counted apart, so that nobody's failures keep another one waiting:
- a device that the account was signed in on before (services/devices.py) by itself, and by nothing else;
- others by login and address together. Addresses that the account is signed in from go by that alone;
- addresses new to the account also by address, whatever the login; while the account sees many failures, each of them
  waits before its first try.
A pause begins with a try and delays the next one; the tries that it refuses neither count nor cost a hash. A login is
counted as it was typed, whether it exists or not: nothing is learned from being slowed down.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from chat_app.bus.tally import Tally
from chat_app.errors import RateLimited
from chat_app.records import User
from chat_app.services.devices import Device, KnownDevices
from chat_app.store.folding import fold
from chat_app.types import UserId


@dataclass(frozen=True, slots=True)
class Schedule:
    """`free` tries without a pause, then pauses of 1, 2, 4, … seconds up to `longest`."""

    free: int
    longest: float

    def pause(self, count: int) -> float:
        """Seconds after the try of that number."""
        return min(2.0 ** min(count - self.free, 30), self.longest) if count >= self.free else 0.0


OWN = Schedule(free=5, longest=300.0)
"""For one who tries: 12 an hour in the long run."""
ADDRESS = Schedule(free=20, longest=300.0)
"""For an address that is new to the accounts it tries: many people may sit behind it."""
ACCOUNT = Schedule(free=20, longest=60.0)
"""For each address that is new to an account under attack, before its first try."""
CODE = Schedule(free=5, longest=900.0)
"""For codes by who knows the password: 4 an hour, of a million, of which three are good at a time."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to sign in, by the names under which it counts; `strange` from where the account was never signed in."""

    own: str
    login: str
    address: str
    strange: bool


class Guard:
    """Who may try now: on one node, or on all that share a tally."""

    def __init__(self, tally: Tally, known: KnownDevices, *, enabled: bool) -> None:
        self._tally = tally
        self._known = known
        self._enabled = enabled

    def attempt(self, login: str, user: User | None, device: Device) -> Attempt:
        """Under which names this try counts; `user` is whose login it is, if anyone's."""
        typed, address = fold(login), _place(device.address)
        if user is not None and (name := self._known.known(user.id, device)):
            return Attempt(f"device {name}", typed, address, strange=False)
        places = {_place(session.address) for session in user.sessions} if user else set()
        return Attempt(f"pair {address} {typed}", typed, address, strange=address not in places)

    def admit(self, attempt: Attempt) -> None:
        """Let it try, and count that: tries at the same time must not all be the first.

        Raises:
            RateLimited: not yet; says when.
        """
        if attempt.strange:
            self._wait_first(attempt)
            self._refuse_held(f"address {attempt.address}")
        self._take(attempt.own, OWN)

    def failed(self, attempt: Attempt) -> None:
        """Note that it was wrong."""
        if self._enabled and attempt.strange:
            address, account = f"address {attempt.address}", f"account {attempt.login}"
            self._tally.hold(address, ADDRESS.pause(self._tally.add(address)))
            self._tally.add(account)

    def succeeded(self, attempt: Attempt) -> None:
        """Forget the tries that led here."""
        self._tally.forget(attempt.own)

    def admit_code(self, user_id: UserId, device: Device) -> None:
        """Let one who knows the password try a code. Raises RateLimited."""
        self._take(f"code {self._known.known(user_id, device) or user_id}", CODE)

    def code_was_right(self, user_id: UserId, device: Device) -> None:
        """Forget the codes that led here."""
        self._tally.forget(f"code {self._known.known(user_id, device) or user_id}")

    def admit_confirmation(self, user_id: UserId) -> None:
        """Let one who is signed in show that they know the password. Raises RateLimited."""
        self._take(f"confirm {user_id}", OWN)

    def confirmed(self, user_id: UserId) -> None:
        """Forget the tries that led here."""
        self._tally.forget(f"confirm {user_id}")

    def _wait_first(self, attempt: Attempt) -> None:
        pause = ACCOUNT.pause(self._tally.count(f"account {attempt.login}"))
        if pause and not self._tally.count(attempt.own):
            # Its own pause and nobody else's: an owner at a new place comes in after it, whatever others do.
            self._tally.add(attempt.own)
            self._tally.hold(attempt.own, pause)

    def _take(self, key: str, schedule: Schedule) -> None:
        self._refuse_held(key)
        if self._enabled:
            self._tally.hold(key, schedule.pause(self._tally.add(key)))

    def _refuse_held(self, key: str) -> None:
        if self._enabled and (seconds := self._tally.held(key)):
            raise RateLimited("Too many tries; wait a little.", retry_after=seconds)


def _place(address: str) -> str:
    """An address, or the network of an IPv6 one, of which whoever has one has 2^64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
