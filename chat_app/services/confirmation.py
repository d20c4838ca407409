"""That it is the owner who asks: the password again, before what a borrowed device must not be able to do."""

from __future__ import annotations

from dataclasses import dataclass

from chat_app.errors import BadCredentials
from chat_app.records import User
from chat_app.services.bruteforce import Guard
from chat_app.services.passwords import Passwords


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Asks for the password, and less often the more often it was wrong."""

    passwords: Passwords
    guard: Guard

    def check(self, user: User, password: str, *, field: str = "password") -> None:
        """Return if that is the user's password.

        Raises:
            BadCredentials: it is not; `errors` names `field`.
            RateLimited: too many were wrong lately.
        """
        self.guard.admit_confirmation(user.id)
        if not self.passwords.matches(password, user.password_hash):
            raise BadCredentials("The password is wrong.", errors={field: ["Wrong."]})
        self.guard.confirmed(user.id)
