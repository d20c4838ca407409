"""Devices that an account was signed in on before, known again by a cookie that outlives the sign-out.

Guesses of strangers then never slow the owner down: a device that proves itself is counted by itself
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from chat_app.services.keys import Signer
from chat_app.types import UserId

ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class Device:
    """Where a sign-in comes from, as the request tells; `mark` is the cookie of a device that was here before."""

    name: str
    address: str
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class KnownDevices:
    """Gives marks and knows them again; nothing is stored."""

    signer: Signer

    def mark(self, user_id: UserId, device: Device) -> str:
        """A mark for a device on which this user has just signed in; the one it has, if that is the user's."""
        if device.mark is not None and self.known(user_id, device) is not None:
            return device.mark
        return self.signer.sign(bytes.fromhex(user_id) + secrets.token_bytes(ID_BYTES))

    def known(self, user_id: UserId, device: Device) -> str | None:
        """The device's own name, if this user has signed in on it before."""
        name = self.name(device.mark)
        return name if name is not None and name.startswith(user_id) else None

    def name(self, mark: str | None) -> str | None:
        """The name of a device that anyone has signed in on."""
        data = self.signer.verify(mark) if mark else None
        return data.hex() if data else None
