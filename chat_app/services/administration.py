"""What those in charge do to accounts and to the server; each deed stands in the audit log before it is done."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chat_app.bus.interface import Bus
from chat_app.errors import Conflict, NotAllowed, NotFound
from chat_app.records import User, now
from chat_app.services.hashes import hash_of
from chat_app.store.administration import AuditRecord, Invitation, Moment, Registration
from chat_app.store.interfaces import Store
from chat_app.types import UserId

StaffRole = Literal["moderator", "admin"]
RANK = {"user": 0, "moderator": 1, "admin": 2}
CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and from where; without an id it is the command line."""

    id: UserId | None
    name: str
    address: str = ""


def check_role(user: User, least: StaffRole) -> None:
    """Refuse who has not that role, as it stands in the store now. Raises NotAllowed."""
    if RANK.get(user.role, 0) < RANK[least]:
        raise NotAllowed(f"That takes the role {least}.")


def write_down(store: Store, actor: Actor, action: str, **what: Any) -> None:
    """Put a deed into the audit log: before it is done, so that none is missing there."""
    store.audit.add(
        AuditRecord(actor_id=actor.id, actor=actor.name, address=actor.address, action=action, at=now(), **what)
    )


class Administration:
    """Accounts and the server, in the hands of admins and of the command line."""

    def __init__(self, store: Store, bus: Bus) -> None:
        self._store = store
        self._bus = bus

    def users(self, prefix: str, *, after: Moment | None, limit: int) -> list[User]:
        """Accounts whose username, name or address begins so, by username; without a prefix the newest first."""
        if prefix:
            return self._store.directory.find(prefix, limit=limit)
        return self._store.directory.newest(after=after, limit=limit)

    def user(self, user_id: UserId) -> User:
        """Any account. Raises NotFound."""
        user = self._store.users.get(user_id)
        if user is None:
            raise NotFound("There is no such user.")
        return user

    def deactivate(self, actor: Actor, user_id: UserId) -> None:
        """Let nobody in any more and close all sockets; what was written stays. Raises NotFound, NotAllowed."""
        self._record(actor, "user.deactivate", self._other(actor, user_id))
        self._store.users.deactivate(user_id, by="admin")
        self._bus.sign_out(user_id, None)

    def reactivate(self, actor: Actor, user_id: UserId) -> None:
        """Let a deactivated user sign in again. Raises NotFound, NotAllowed, Conflict for a deleted account."""
        self._record(actor, "user.reactivate", self._other(actor, user_id))
        self._store.users.reactivate(user_id, by="admin")

    def sign_out(self, actor: Actor, user_id: UserId) -> None:
        """End all sessions and close their sockets; personal access tokens stay. Raises NotFound, NotAllowed."""
        self._record(actor, "user.sign_out", self._other(actor, user_id))
        self._store.users.remove_sessions(user_id)
        self._bus.sign_out(user_id, None)

    def set_role(self, actor: Actor, user_id: UserId, role: str) -> User:
        """Give a role, which counts from the next request on. Raises NotFound, NotAllowed for one's own."""
        user = self._other(actor, user_id)
        self._record(actor, "user.role", user, before=user.role, after=role)
        return self._store.users.update(user_id, role=role) or user

    def note(self, actor: Actor, action: str, user: User, **details: Any) -> None:
        """Write down what the command line does to an account by other means."""
        self._record(actor, action, user, **details)

    def set_registration(self, actor: Actor, registration: Registration) -> None:
        """Say who may sign up."""
        before = self._store.server.registration()
        write_down(self._store, actor, "settings.registration", details={"before": before, "after": registration})
        self._store.server.set_registration(registration)

    def invite(
        self, actor: Actor, *, max_uses: int, expires_at: datetime, note: str | None = None
    ) -> tuple[Invitation, str]:
        """An invitation for so many people, and its code, which is told this once."""
        assert actor.id is not None, "the command line makes accounts, not invitations"
        code = secrets.token_urlsafe(CODE_BYTES)
        made = Invitation(note=note, created_by=actor.id, created_at=now(), expires_at=expires_at, max_uses=max_uses)
        write_down(
            self._store,
            actor,
            "invitation.create",
            details={"max_uses": max_uses, "expires_at": expires_at, "note": note},
        )
        return self._store.invitations.add(made, hash_of(code)), code

    def invitations(self, *, after: Moment | None, limit: int) -> list[Invitation]:
        """The newest invitations, those that expired lately too."""
        return self._store.invitations.page(after=after, limit=limit)

    def take_back(self, actor: Actor, invitation_id: str) -> None:
        """End an invitation. Raises NotFound."""
        held = self._store.invitations.get(invitation_id)
        if held is None:
            raise NotFound("There is no such invitation.")
        details = {"uses": held.uses, "max_uses": held.max_uses, "note": held.note}
        write_down(self._store, actor, "invitation.remove", target_id=invitation_id, details=details)
        self._store.invitations.remove(invitation_id)

    def audit(self, *, after: Moment | None, limit: int) -> list[AuditRecord]:
        """What was done, the newest first."""
        return self._store.audit.page(after=after, limit=limit)

    def _other(self, actor: Actor, user_id: UserId) -> User:
        user = self.user(user_id)
        if user.id == actor.id:
            raise NotAllowed("Ask another admin: nobody does that to themselves here.")
        if user.deleted_at is not None:
            raise Conflict("That account was deleted.")
        return user

    def _record(self, actor: Actor, action: str, user: User, **details: Any) -> None:
        write_down(self._store, actor, action, target_id=user.id, target=user.username, details=details)
