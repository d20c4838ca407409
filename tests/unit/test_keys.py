"""Each purpose has a key of its own, and what is signed for one is known by that one alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chat_app.services.keys import Keys, Signer

ONE, OTHER = (Signer(Keys("s" * 32).derive(purpose)) for purpose in ("one", "other"))


@given(st.binary(max_size=64))
def test_what_was_signed_is_known_again(data: bytes) -> None:
    """By the same key, and no other."""
    signed = ONE.sign(data)
    assert ONE.verify(signed) == data and OTHER.verify(signed) is None


@given(st.binary(min_size=1, max_size=32), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_single_bit_that_differs_is_noticed(data: bytes, place: int, flip: int) -> None:
    """In the data or in the tag."""
    signed = ONE.sign(data)
    raw = bytearray(signed.encode())
    raw[place % len(raw)] = raw[place % len(raw)] ^ flip & 0x7F
    assert ONE.verify(bytes(raw).decode("latin-1")) in (None, data)


@given(st.text())
def test_anything_may_be_verified(text: str) -> None:
    """What is no signature at all is none of ours."""
    assert ONE.verify(text) is None


def test_another_secret_gives_other_keys() -> None:
    """So a new SECRET_KEY makes what the old one signed void."""
    assert Keys("a" * 32).derive("one") != Keys("b" * 32).derive("one") != Keys("a" * 32).derive("other")
    assert len(Keys("a" * 32).derive("one")) == 32
