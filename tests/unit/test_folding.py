"""Names are compared without regard to case, accents and width."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.store.folding import beyond, fold

LETTERS = st.text(st.characters(categories=["L"]), max_size=12)
ORDINARY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\U0010ffff"), max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("Ada", "aDA"), ("Zoë", "ZOE"), ("é", "e\u0301"), ("\uff21\uff24\uff21", "ada"), ("Straße", "STRASSE")],
        *[("Σίσυφος", "ΣΊΣΥΦΟΣ"), ("\ufb01n", "fin"), ("İ", "i"), ("\u212b", "å"), (" ada ", "ada")],
    ],
)
def test_names_that_look_alike_are_alike(one: str, other: str) -> None:
    """Nobody takes another's name in other letters of the same kind."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("ada", "adb"), ("ada", "adaa"), ("l", "1"), ("а", "a")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    """Also the Cyrillic letter that only looks like ours: usernames are ASCII anyway."""
    assert fold(one) != fold(other)


@given(LETTERS)
def test_folding_twice_changes_nothing(name: str) -> None:
    """A stored key can be compared with a folded question."""
    assert fold(fold(name)) == fold(name)


@given(LETTERS)
def test_case_and_composition_do_not_matter(name: str) -> None:
    """However a keyboard puts the letters together."""
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name)) == fold(name)


@given(LETTERS, st.integers(0, 12))
def test_the_beginning_of_a_name_folds_to_the_beginning_of_its_key(name: str, length: int) -> None:
    """What search by prefix stands on."""
    assert fold(name).startswith(fold(name[:length]))


@given(ORDINARY, ORDINARY, ORDINARY)
def test_a_prefix_is_a_range(prefix: str, rest: str, other: str) -> None:
    """All that begins so lies within, and nothing else does: in the order of UTF-8, which is the store's."""

    def within(name: str) -> bool:
        return prefix.encode() <= name.encode() < beyond(prefix).encode()

    assert within(prefix + rest)
    assert within(other) == other.startswith(prefix)
