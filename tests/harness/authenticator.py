"""A software authenticator: what a phone or a security key does with passkeys (WebAuthn, level 3)."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
Json = dict[str, Any]


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Key:
    """A passkey: one user's at one site."""

    rp_id: str
    user_handle: str
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    uses: int = 0

    @property
    def cose(self) -> bytes:
        """The public key as authenticators write it (RFC 9053, section 7.1.1: EC2, ES256, P-256)."""
        point = self.private.public_key().public_numbers()
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})


@dataclass
class Authenticator:
    """Makes keys and signs with them, for pages of `origin`.

    What it must not do it does on request: `verified` is whether it asked for a finger, `counts` whether it counts.
    """

    origin: str
    verified: bool = True
    counts: bool = True

    def create(self, options: Json) -> tuple[Key, Json]:
        """What `navigator.credentials.create()` gives."""
        key = Key(options["rp"]["id"], options["user"]["id"])
        attested = bytes(16) + len(key.id).to_bytes(2, "big") + key.id + key.cose
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(key, ATTESTED) + attested}
        response = {
            "clientDataJSON": b64(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": b64(encode_cbor(statement)),
        }
        return key, self._credential(key, response)

    def get(self, key: Key, options: Json) -> Json:
        """What `navigator.credentials.get()` gives."""
        key.uses += self.counts
        client_data, data = self._client_data("webauthn.get", options["challenge"]), self._data(key)
        signed = key.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client_data),
            "authenticatorData": b64(data),
            "signature": b64(signed),
            "userHandle": key.user_handle,
        }
        return self._credential(key, response)

    def _data(self, key: Key, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return hashlib.sha256(key.rp_id.encode()).digest() + bytes([flags]) + key.uses.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _credential(self, key: Key, response: Json) -> Json:
        return {
            "id": b64(key.id),
            "rawId": b64(key.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }
