"""How easily a password is guessed: an estimate, not rules on classes of characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zxcvbn_rs_py import zxcvbn

from chat_app.errors import InvalidInput

MIN_SCORE = 2
"""Of 0 to 4: at least 10^6 guesses, which sign-in limits make years (zxcvbn's scale)."""
MAX_ESTIMATED = 32
"""Characters looked at; the estimate's time grows with the length, and a longer password is strong anyway."""


def check_strength(password: str, *, hints: Sequence[str] = (), field: str = "password") -> None:
    """Refuse a password that is easy to guess, `hints` being what an attacker knows.

    Raises:
        InvalidInput: with what makes it weak, and what would help.
    """
    estimate = zxcvbn(password[:MAX_ESTIMATED], [*hints, *_parts(hints)])
    if int(estimate.score) >= MIN_SCORE:
        return
    feedback = estimate.feedback
    advice = [feedback.warning, *feedback.suggestions] if feedback else []
    said = " ".join(str(each) for each in advice if each is not None)
    raise InvalidInput(errors={field: [f"Too easy to guess. {said}".strip()]})


def _parts(hints: Iterable[str]) -> list[str]:
    """What people make passwords of: the halves of their address, and the words in it."""
    return [part for hint in hints for cut in ("@", r"[\W_]+") for part in re.split(cut, hint) if part]
