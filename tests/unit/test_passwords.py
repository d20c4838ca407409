"""Passwords count in full, are never kept, and an unknown user costs as much as a known one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import bcrypt
import gevent
import pytest
from gevent.event import Event
from hypothesis import given
from hypothesis import strategies as st

from chat_app.errors import InvalidInput, Unavailable
from chat_app.services import passwords as module
from chat_app.services.passwords import Passwords
from chat_app.services.strength import check_strength

CHEAP = 4


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    """At the lowest cost that there is."""
    return Passwords(rounds=CHEAP)


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of bcrypt's functions in the order of their calls."""
    calls: list[str] = []

    def noting(name: str) -> Any:
        function = getattr(bcrypt, name)

        def call(*args: Any) -> Any:
            calls.append(name)
            return function(*args)

        return call

    for name in ("hashpw", "checkpw"):
        monkeypatch.setattr(bcrypt, name, noting(name))
    return calls


@pytest.mark.parametrize("password", ["correct horse battery", "a\0b" * 40, "🔑" * 128, "x" * 128])
def test_a_password_matches_its_hash_and_no_other(passwords: Passwords, password: str) -> None:
    """Of any characters, up to the longest."""
    hashed = passwords.hash(password)

    assert passwords.matches(password, hashed) and not passwords.matches(password + "x", hashed)


@pytest.mark.parametrize("place", [0, 71, 72, 73, 127])
def test_every_one_of_128_characters_counts(passwords: Passwords, place: int) -> None:
    """bcrypt itself stops at 72 bytes."""
    password = "🔑" * 128
    other = password[:place] + "x" + password[place + 1 :]

    assert not passwords.matches(other, passwords.hash(password))


def test_the_same_password_is_never_hashed_the_same(passwords: Passwords) -> None:
    """Each has its salt; the hash does not tell who else has it."""
    assert passwords.hash("same") != passwords.hash("same")


def test_the_cost_is_as_configured(passwords: Passwords) -> None:
    """One more doubles it."""
    assert passwords.hash("x").startswith(f"$2b${CHEAP:02}$")


def test_a_plain_hash_of_another_site_is_no_password_here(passwords: Passwords) -> None:
    """The digest is keyed: leaked unsalted hashes can't be tried against ours."""
    hashed = passwords.hash("secret")

    assert not bcrypt.checkpw(b"secret", hashed.encode())


def test_an_unknown_user_costs_a_hash(passwords: Passwords, hashings: list[str]) -> None:
    """So the time does not tell who exists."""
    hashed = passwords.hash("x")
    passwords.matches("x", None)  # the first one makes what the others are held against
    hashings.clear()

    assert not passwords.matches("x", None) and hashings == ["checkpw"]
    assert not passwords.matches("y", hashed) and hashings == ["checkpw"] * 2


def test_the_unknown_users_hash_is_of_the_same_cost(passwords: Passwords) -> None:
    """A cheaper one would tell again."""
    passwords.matches("x", None)

    assert passwords._decoy is not None and passwords._decoy.startswith(f"$2b${CHEAP:02}$".encode())


def test_hashing_does_not_stop_the_sockets() -> None:
    """It is done in threads; the loop turns meanwhile."""
    slow, turned = Passwords(rounds=7), Event()
    gevent.spawn(turned.set)
    slow.hash("x")

    assert turned.is_set()


def test_too_many_at_once_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of sign-ins ends in 503, not in a queue without end."""
    monkeypatch.setattr(module, "MAX_WAITING", 2)
    passwords = Passwords(rounds=CHEAP)
    waiting = [gevent.spawn(passwords.hash, "x") for _ in range(2)]
    gevent.sleep(0)

    with pytest.raises(Unavailable) as refused:
        passwords.hash("x")
    assert refused.value.retry_after
    gevent.joinall(waiting, raise_error=True)
    assert passwords.hash("x")


def test_hashing_takes_the_processor_from_nobody() -> None:
    """Its threads stand behind the one that serves the sockets, which keeps its own priority."""
    passwords = Passwords(rounds=CHEAP)
    nice = passwords._in_thread(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    assert nice == module.NICE > os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.parametrize("weak", ["password", "12345678", "qwertyuiop", "aaaaaaaaaaaa", "", "ada.lovelace"])
def test_what_is_easily_guessed_is_refused_with_advice(weak: str) -> None:
    """By an estimate, with what would help."""
    with pytest.raises(InvalidInput) as refused:
        check_strength(weak, hints=("ada.lovelace", "ada@example.org"), field="new_password")

    [said] = (refused.value.errors or {})["new_password"]
    assert said.startswith("Too easy to guess.") and len(said) > len("Too easy to guess.") + 5


@pytest.mark.parametrize("strong", ["correct horse battery staple", "xk9mq2vlw", "длинная фраза без смысла"])
def test_what_is_hard_to_guess_is_taken_without_rules_on_characters(strong: str) -> None:
    """No digit, no capital, no sign is asked for."""
    check_strength(strong)


@pytest.mark.parametrize("hinted", ["ada.lovelace", "example.org", "Lovelace2026", "xqzwvtown1"])
def test_parts_of_ones_address_are_easily_guessed(hinted: str) -> None:
    """Who knows the address tries its halves and its words first."""
    with pytest.raises(InvalidInput):
        check_strength(hinted, hints=("somebody", "ada.lovelace@example.org", "ada@xqzwvtown.org"))


@given(st.text(max_size=128), st.lists(st.text(max_size=80), max_size=3))
def test_any_password_is_taken_or_refused(password: str, hints: list[str]) -> None:
    """The estimator never fails on one, whatever it is written in."""
    try:
        check_strength(password, hints=hints)
    except InvalidInput as refused:
        said = refused.errors or {}
    else:
        said = {"password": [""]}

    assert said.keys() == {"password"}


def test_a_password_is_not_repeated_in_its_refusal() -> None:
    """Answers end in logs and on screens."""
    with pytest.raises(InvalidInput) as refused:
        check_strength("letmein1")

    assert "letmein1" not in str(refused.value.errors)
