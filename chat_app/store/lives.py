"""What the work on whole accounts asks of a store: looking over them, their ends, and the jobs that end or export them.

A job's state stands in its user's document, with a lease: one node works on it at a time, and another one goes on where
a node that died stopped. Calls may raise `Unavailable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from chat_app.records import User
from chat_app.store.administration import Moment
from chat_app.types import ConversationId, UserId

Messages = Literal["keep", "erase"]
Stage = Literal["erase", "leave", "forget"]
ExportStatus = Literal["running", "ready", "failed"]
JobKind = Literal["deletion", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """How far the deletion of an account is: `seq` is the last one looked at in `conversation_id`."""

    messages: Messages
    stage: Stage
    conversation_id: ConversationId | None = None
    seq: int = 0
    left: tuple[ConversationId, ...] = ()
    """Groups that the user had left before, in whose logs the user's messages stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A copy of all own data; ready, it can be fetched until `expires_at`."""

    id: str
    status: ExportStatus
    progress: float
    expires_at: datetime | None = None


class Directory(Protocol):
    """All accounts, as those in charge see them."""

    def any(self) -> bool:
        """Whether there is any account."""

    def newest(self, *, after: Moment | None, limit: int) -> list[User]:
        """Accounts by when they were made, the newest first, from behind that moment on; deactivated ones too."""

    def find(self, prefix: str, *, limit: int) -> list[User]:
        """Accounts whose username, display name or address begins so, by username; deactivated ones too."""

    def of_role(self, role: str) -> list[User]:
        """The accounts of that role; for those that few have."""


class Lives(Protocol):
    """The ends of accounts, and the jobs on them."""

    def note_left(self, user_id: UserId, conversation_id: ConversationId) -> None:
        """Note a group that the user left: the user's messages stay in its log."""

    def bury(self, user_id: UserId, deletion: Deletion, *, password_hash: str, holder: str, until: datetime) -> bool:
        """Leave nothing of a user but the id, the reserved name and the job to be done; False when that was done.

        `password_hash` is that of a password that nobody knows.
        """

    def forget_contacts(self, user_id: UserId, *, limit: int) -> bool:
        """Take the user off contact lists, and drop the user's own, so many rows at most; False when none is left."""

    def due(self, kind: JobKind, *, limit: int) -> list[UserId]:
        """The users with such a job that nobody holds, or whose export has expired."""

    def take(self, user_id: UserId, kind: JobKind, *, holder: str, until: datetime) -> bool:
        """Hold a job that is due until that time; False when somebody else does, or it is done."""

    def deletion(self, user_id: UserId) -> Deletion | None:
        """The state of the user's deletion."""

    def save_deletion(self, user_id: UserId, deletion: Deletion | None, *, holder: str, until: datetime) -> bool:
        """Write the state, None when it is done; False when the job is no longer this holder's."""

    def export(self, user_id: UserId) -> Export | None:
        """The user's last export."""

    def begin_export(self, user_id: UserId, export: Export, *, holder: str, until: datetime) -> Export:
        """Put an export in place of the last one; returns the one that is running already instead, where one is."""

    def save_export(self, user_id: UserId, export: Export | None, *, holder: str, until: datetime) -> bool:
        """Write the state, None when it is over; False when the job is no longer this holder's."""
