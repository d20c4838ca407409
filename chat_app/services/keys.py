"""Keys for one purpose each, derived from SECRET_KEY: what is made for one is worth nothing for another."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one application; `secret` is its SECRET_KEY."""

    secret: str

    def derive(self, purpose: str) -> bytes:
        """32 bytes for that purpose (HKDF, RFC 5869); the tokens' signatures use SECRET_KEY itself, under no name."""
        return HKDF(SHA256(), length=32, salt=None, info=f"chat.{purpose}".encode()).derive(self.secret.encode())


@dataclass(frozen=True, slots=True)
class Signer:
    """Marks short byte strings as ours, so that they can be handed out and need not be stored."""

    key: bytes

    def sign(self, data: bytes) -> str:
        """`data` and its tag, as text for URLs and cookies."""
        return base64.urlsafe_b64encode(data + self._tag(data)).decode().rstrip("=")

    def verify(self, signed: str) -> bytes | None:
        """The data, or None where we did not sign it."""
        try:
            raw = base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4))
        except ValueError:
            return None
        data, tag = raw[:-TAG_BYTES], raw[-TAG_BYTES:]
        return data if hmac.compare_digest(tag, self._tag(data)) else None

    def _tag(self, data: bytes) -> bytes:
        return hmac.digest(self.key, data, hashlib.sha256)[:TAG_BYTES]
