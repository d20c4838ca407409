"""A challenge is known by our signature: for one ceremony, one user and five minutes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.services.challenges import LIFE, Challenges
from chat_app.services.keys import Signer
from tests.unit.factories import ADA, BOB


@dataclass
class Clock:
    """Stands still until it is set."""

    time: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


def test_a_challenge_is_known_again_by_what_makes_it_its_own() -> None:
    """Whoever answers it twice is known by that."""
    challenges = Challenges(Signer(b"k" * 32), Clock())
    one, other = challenges.new("register", ADA), challenges.new("register", ADA)
    first, again, second = (challenges.read(each, "register", ADA) for each in (one, one, other))

    assert first is not None and first == again and second is not None and first.id != second.id
    assert first.expires_at.timestamp() == challenges.clock() + LIFE


@pytest.mark.parametrize(("ceremony", "subject"), [("sign in", ADA), ("register", BOB), ("register", "")])
def test_it_is_for_one_ceremony_and_one_user(ceremony: str, subject: str) -> None:
    """One that another asked for does not do."""
    challenges = Challenges(Signer(b"k" * 32))
    assert challenges.read(challenges.new("register", ADA), ceremony, subject) is None  # type: ignore[arg-type]


def test_it_expires() -> None:
    """After five minutes, to the second."""
    clock = Clock()
    challenges = Challenges(Signer(b"k" * 32), clock)
    challenge = challenges.new("sign in")
    clock.time += LIFE - 1
    assert challenges.read(challenge, "sign in") is not None
    clock.time += 1
    assert challenges.read(challenge, "sign in") is None


@given(st.binary(max_size=100))
def test_any_bytes_may_come_as_one(made_up: bytes) -> None:
    """And are none of ours; nor are those of another key."""
    challenges = Challenges(Signer(b"k" * 32))
    assert challenges.read(made_up, "sign in") is None
    assert challenges.read(Challenges(Signer(b"x" * 32)).new("sign in"), "sign in") is None
