"""What administration asks of a store: its records, and the interfaces that keep them.

Calls may raise `Unavailable`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

from chat_app.types import MessageId, UserId

Registration = Literal["open", "invited", "closed"]
ReportState = Literal["open", "closed"]


class Moment(NamedTuple):
    """A place in a list that is sorted by time; the id tells those of one millisecond apart."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """What somebody in charge did; the actor has no id where it was the command line."""

    actor_id: UserId | None
    actor: str
    address: str
    action: str
    at: datetime
    target_id: str | None = None
    target: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link with which `max_uses` people may sign up until it expires."""

    note: str | None
    created_by: UserId
    created_at: datetime
    expires_at: datetime
    max_uses: int
    uses: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A person who was reported, or a message of theirs with what it said then."""

    reporter_id: UserId
    user_id: UserId
    message_id: MessageId | None
    content: str | None
    reason: str
    created_at: datetime
    state: ReportState = "open"
    note: str | None = None
    closed_at: datetime | None = None
    closed_by: UserId | None = None
    id: str = ""


class AuditLog(Protocol):
    """What was done by those in charge: nothing in it is ever changed."""

    def add(self, record: AuditRecord) -> None:
        """Write a record."""

    def page(self, *, after: Moment | None, limit: int) -> list[AuditRecord]:
        """The newest, from behind that moment on."""


class Invitations(Protocol):
    """Links with which one may sign up."""

    def add(self, invitation: Invitation, code_hash: str) -> Invitation:
        """Keep a new one; returns it with its id."""

    def page(self, *, after: Moment | None, limit: int) -> list[Invitation]:
        """The newest, from behind that moment on."""

    def get(self, invitation_id: str) -> Invitation | None:
        """That one."""

    def remove(self, invitation_id: str) -> Invitation | None:
        """Take one back; None when there is no such one."""

    def use(self, code_hash: str) -> bool:
        """Count a use, if the code is good and any is left."""

    def give_back(self, code_hash: str) -> None:
        """Count a use less: the sign-up failed."""


class Reports(Protocol):
    """What users told the moderators of."""

    def add(self, report: Report) -> Report:
        """Keep a report, or return the one of the same reporter and thing that is still open."""

    def page(self, state: ReportState, *, after: Moment | None, limit: int) -> list[Report]:
        """The newest in that state, from behind that moment on."""

    def get(self, report_id: str) -> Report | None:
        """That one."""

    def update(self, report_id: str, **changes: Any) -> Report | None:
        """Change state and note; None when there is no such report."""


class Nodes(Protocol):
    """Which kind of nodes writes to this store: one alone, or several that hear of each other. Never both."""

    def alone(self, holder: str, until: datetime) -> bool:
        """Be the only node until then; False while there is another one."""

    def together(self, until: datetime) -> bool:
        """Be one of several until then; False while one is alone."""

    def leave(self, holder: str) -> None:
        """The node that was alone has ended."""


class ServerSettings(Protocol):
    """What is said once of the whole server."""

    def registration(self) -> Registration:
        """Who may sign up."""

    def set_registration(self, registration: Registration) -> None:
        """Change who may sign up."""

    def claim_founding(self) -> bool:
        """Whether this caller may make the first user: one at a time, and another one a minute after one that died."""

    def give_up_founding(self) -> None:
        """The first user could not be made after all."""
