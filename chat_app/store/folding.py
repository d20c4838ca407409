"""Names folded for comparison: without regard to case, accents and width."""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """The name as it is compared: compatibility forms decomposed (NFKD), marks dropped, case folded."""
    decomposed = unicodedata.normalize("NFKD", name.strip())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


LOOKALIKES = str.maketrans({"I": "l", "1": "l", "0": "o"})
"""Of the characters that a username may have, those that Unicode's confusables.txt (UTS 39) maps to another."""


def skeleton(username: str) -> str:
    """What the name looks like in a common typeface: names of one skeleton are taken for each other."""
    return username.translate(LOOKALIKES).casefold().replace("m", "rn")


def beyond(prefix: str) -> str:
    """The bound above every string that begins with `prefix`, in the order of code points."""
    return prefix + "\U0010ffff"
