"""Guessing gets slower with each failure, and no stranger's failures keep the owner out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from chat_app.bus.tally import MAX_KEYS, MEMORY, MemoryTally
from chat_app.errors import RateLimited
from chat_app.records import Session
from chat_app.services.bruteforce import ACCOUNT, OWN, Guard
from chat_app.services.devices import Device, KnownDevices
from chat_app.services.keys import Signer
from chat_app.types import SessionId
from tests.unit.factories import ADA, BOB, TIME, user

KNOWN = KnownDevices(Signer(b"k" * 32))
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@dataclass
class Door:
    """The guard, with a clock of the test's, and everything told by `Retry-After` in `told`."""

    enabled: bool = True
    time: float = 0.0
    told: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tally = MemoryTally(clock=lambda: self.time)
        self.guard = Guard(self.tally, KNOWN, enabled=self.enabled)

    def admits(self, login: str = "ada", address: str = ELSEWHERE, *, right: bool = False, **more: Any) -> bool:
        """Whether a try is let through to the password."""
        device = Device("Browser", address, more.get("mark"))
        attempt = self.guard.attempt(login, more.get("owner"), device)
        try:
            self.guard.admit(attempt)
        except RateLimited as refused:
            self.told.append(refused.retry_after or 0.0)
            return False
        (self.guard.succeeded if right else self.guard.failed)(attempt)
        return True

    def patiently(self, tries: int, address: str = ELSEWHERE, login: str = "ada", **more: Any) -> float:
        """Try until so many tries were let through, waiting as told; returns the seconds that it took."""
        began = self.time
        for _ in range(tries):
            while not self.admits(login, address, **more):
                self.time += self.told[-1]
        return self.time - began


def session(address: str) -> Session:
    return Session(SessionId("s"), "", "Laptop", address, TIME, TIME, TIME)


def test_the_first_tries_are_free_and_the_pauses_double() -> None:
    """1, 2, 4, … seconds up to five minutes; what is refused does not count."""
    door = Door()
    assert [door.admits() for _ in range(8)] == [True] * OWN.free + [False] * 3
    for _ in range(12):
        door.time += door.told[-1]
        assert door.admits() and not door.admits()

    pauses = door.told[2:]
    assert pauses == [min(2.0**n, 300.0) for n in range(len(pauses))]


def test_a_right_password_ends_the_pauses() -> None:
    """And whoever mistypes now and then never meets one."""
    door, owner = Door(), user(ADA, sessions=(session(HERE),))
    for _ in range(20):
        door.patiently(OWN.free - 1, HERE, owner=owner)
        assert door.admits(address=HERE, owner=owner, right=True)
    assert door.told == []


def test_guesses_from_one_place_do_not_slow_another_down() -> None:
    """The owner comes in from where they are while somebody else guesses."""
    door = Door()
    door.patiently(OWN.free + 3)
    assert not door.admits() and door.admits(address=HERE, right=True)


def test_a_device_that_was_here_before_is_slowed_by_itself_alone() -> None:
    """Even from the address that guesses: a neighbour behind the same router."""
    door, owner = Door(), user(ADA)
    mark = KNOWN.mark(ADA, Device("Phone", HERE))
    door.patiently(40, HERE)

    assert not door.admits(address=HERE, owner=owner)
    assert door.admits(address=HERE, owner=owner, mark=mark)
    assert [door.admits(address=HERE, owner=owner, mark=mark) for _ in range(5)] == [True] * 4 + [False]


@pytest.mark.parametrize(
    "mark",
    ["", "x", "é", KNOWN.mark(BOB, Device("Phone", HERE)), "A" * 5_000],
    ids=["none", "short", "no ASCII", "another account's", "long"],
)
def test_only_a_mark_of_that_account_makes_a_device_known(mark: str) -> None:
    """Somebody else's, or one made up, opens no second door."""
    door = Door()
    for _ in range(OWN.free):
        assert door.admits(owner=user(ADA), mark=mark)
    assert not door.admits(owner=user(ADA), mark=mark)


def test_one_that_tries_many_accounts_is_slowed_by_address() -> None:
    """Passwords of a leak, one for each account."""
    door = Door()
    names = iter(f"user{n}" for n in range(1_000))
    for _ in range(20):
        assert door.admits(next(names))
    assert not door.admits(next(names))
    assert door.admits(next(names), HERE)


def test_people_behind_that_address_who_are_signed_in_there_go_on() -> None:
    """The address is known to their accounts."""
    door = Door()
    for n in range(40):
        door.patiently(1, HERE, f"user{n}")
    assert not door.admits("bob", HERE)
    assert door.admits("ada", HERE, owner=user(ADA, sessions=(session(HERE),)))


def test_an_account_under_attack_makes_new_addresses_wait_each_for_itself() -> None:
    """A thousand machines get a try a minute each; the owner at a new place waits once, whatever they do."""
    door, owner = Door(), user(ADA, sessions=(session(HERE),))
    for n in range(ACCOUNT.free + 10):
        door.patiently(1, f"203.0.113.{n}")

    assert not door.admits(address=ELSEWHERE) and 0 < door.told[-1] <= ACCOUNT.longest
    door.time += door.told[-1]
    for n in range(100):
        door.admits(address=f"203.0.114.{n}")
    assert door.admits(address=ELSEWHERE, right=True)
    assert door.admits(address=HERE, owner=owner)


def test_an_account_that_does_not_exist_is_slowed_alike() -> None:
    """Being slowed down tells nothing."""
    real, made_up = Door(), Door()
    for n in range(60):
        address = f"203.0.113.{n % 25}"
        assert real.admits(address=address, owner=user(ADA)) == made_up.admits(address=address)
    assert real.told == made_up.told


def test_the_addresses_of_an_ipv6_network_are_one_place() -> None:
    """Whoever has one has 2^64 of them; an IPv4 address in IPv6 clothes is itself."""
    door = Door()
    assert [door.admits(address=f"2001:db8::{n:x}") for n in range(1, 7)] == [True] * 5 + [False]
    assert door.admits(address="2001:db8:0:1::1")
    assert [door.admits("bob", address) for address in (["::ffff:192.0.2.9", HERE] * 5)] == [True] * 10


def test_the_name_counts_as_it_is_compared() -> None:
    """Another case is not another account."""
    door = Door()
    assert [door.admits(login) for login in ("ada", "ADA", "Ada", "aDa", "adA", "AdA")] == [True] * 5 + [False]


def test_codes_are_slowed_for_all_who_know_the_password_but_not_for_known_devices() -> None:
    """Or many machines could go through a million codes together."""
    door, mark = Door(), KNOWN.mark(ADA, Device("Phone", HERE))
    for n in range(5):
        door.guard.admit_code(ADA, Device("Bot", f"203.0.113.{n}"))
    with pytest.raises(RateLimited):
        door.guard.admit_code(ADA, Device("Bot", "203.0.113.99"))

    door.guard.admit_code(ADA, Device("Phone", HERE, mark))
    door.guard.admit_code(BOB, Device("Bot", "203.0.113.99"))


def test_a_count_is_forgotten_after_an_hour() -> None:
    """And counts that nobody asks for do not pile up."""
    door = Door()
    door.patiently(OWN.free + 2)
    door.time += MEMORY
    assert [door.admits() for _ in range(5)] == [True] * 5

    for n in range(MAX_KEYS + 10):
        door.tally.add(f"{n}")
    assert door.tally.count("0") == 0 and door.tally.count(f"{MAX_KEYS + 9}") == 1
    assert len(door.tally._records) == MAX_KEYS


def test_limits_that_are_lifted_lift_this_one() -> None:
    """RATE_LIMITS_ENABLED=false, for load tests."""
    door = Door(enabled=False)
    assert all(door.admits() for _ in range(100)) and len(door.tally._records) == 0
