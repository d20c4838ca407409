"""Challenges for passkeys: handed out to anyone and known again by a signature of ours, so nothing is stored for them.

They expire after five minutes. That one was answered is noted at the user who did (docs/decisions/0008).
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time
from typing import Literal

from chat_app.keyring import SpentChallenge
from chat_app.services.keys import Signer

Ceremony = Literal["register", "sign in"]

LIFE = 300
"""Seconds; what a person needs to find the phone."""
RANDOM_BYTES = 16


@dataclass(frozen=True, slots=True)
class Challenges:
    """Makes challenges and knows them again."""

    signer: Signer
    clock: Callable[[], float] = time

    def new(self, ceremony: Ceremony, subject: str = "") -> bytes:
        """A challenge for that ceremony; `subject` is the user who asks, where that is known."""
        head = f"{ceremony}|{subject}|{int(self.clock()) + LIFE}|"
        return base64.urlsafe_b64decode(_padded(self.signer.sign(head.encode() + secrets.token_bytes(RANDOM_BYTES))))

    def read(self, challenge: bytes, ceremony: Ceremony, subject: str = "") -> SpentChallenge | None:
        """What to note when it is answered; None where it is none of ours, for something else, or too old."""
        data = self.signer.verify(base64.urlsafe_b64encode(challenge).decode())
        if data is None:
            return None
        kind, whose, expires = data[:-RANDOM_BYTES].decode().split("|")[:3]
        if (kind, whose) != (ceremony, subject) or int(expires) <= self.clock():
            return None
        return SpentChallenge(data[-RANDOM_BYTES:].hex(), datetime.fromtimestamp(int(expires), UTC))


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
