"""The ends of accounts, at their owners' wish: deactivated until they sign in again, or deleted for good."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from chat_app.bus.interface import Bus
from chat_app.errors import Conflict
from chat_app.records import User, now
from chat_app.services.account_jobs import Lease
from chat_app.services.confirmation import Confirmation
from chat_app.services.presence import Presence
from chat_app.store.interfaces import Store
from chat_app.store.lives import Deletion, JobKind, Messages
from chat_app.types import UserId


class Lives:
    """Ends accounts at once; what takes time is left to a job.

    Args:
        wake: tells the jobs that there is one more.
        discard: throws away what was made for the user to fetch.
    """

    def __init__(
        self,
        store: Store,
        bus: Bus,
        presence: Presence,
        confirmation: Confirmation,
        lease: Lease,
        wake: Callable[[JobKind], None],
        discard: Callable[[UserId], None],
    ) -> None:
        self._store = store
        self._bus = bus
        self._presence = presence
        self._confirmation = confirmation
        self._lease = lease
        self._wake = wake
        self._discard = discard

    def deactivate(self, user: User, password: str) -> None:
        """Sign all devices out, and be gone for others until the user signs in again.

        Raises:
            BadCredentials: not the password.
            Conflict: the only admin, who must make another one first.
        """
        self._confirm(user, password)
        self._store.users.deactivate(user.id, by="user")
        self._bus.sign_out(user.id, None)

    def delete(self, user: User, password: str, messages: Messages) -> None:
        """Leave nothing of the account but its reserved name; `messages` are erased or stay, from "Deleted user".

        Raises:
            BadCredentials: not the password.
            Conflict: the only admin, who must make another one first.
        """
        self._confirm(user, password)
        self._discard(user.id)
        deletion = Deletion(messages=messages, stage="erase" if messages == "erase" else "leave")
        nobodys = self._confirmation.passwords.hash(secrets.token_urlsafe())
        self._store.lives.bury(user.id, deletion, password_hash=nobodys, holder=self._lease.holder, until=now())
        self._presence.audience_changed(user.id)
        self._bus.sign_out(user.id, None)
        self._wake("deletion")

    def _confirm(self, user: User, password: str) -> None:
        self._confirmation.check(user, password)
        if user.role == "admin" and not any(
            each.id != user.id and each.deactivated_at is None for each in self._store.directory.of_role("admin")
        ):
            raise Conflict("You are the only admin: make another one first.")
