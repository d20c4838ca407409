"""What answers of administration look like, and how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from chat_app.api.shapes import OBJECT_ID, Shape
from chat_app.api.sign_in_shapes import SessionShape
from chat_app.records import User
from chat_app.store.administration import AuditRecord, Invitation, Report
from chat_app.types import UserId

ROLES = ("user", "moderator", "admin")
REGISTRATIONS = ("open", "invited", "closed")
STATES = ("open", "closed")


def _id(*, none: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=none, metadata=OBJECT_ID)


def _time(*, none: bool = False) -> fields.AwareDateTime:
    return fields.AwareDateTime(required=True, allow_none=none)


class AdminUserShape(Shape):
    """An account as those in charge see it."""

    id = _id()
    username = fields.String(required=True)
    display_name = fields.String(required=True)
    email = fields.Email(required=True)
    email_verified = fields.Boolean(required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    created_at = _time()
    last_seen = _time(none=True)
    deactivated_at = _time(none=True)
    deactivated_by = fields.String(required=True, allow_none=True, validate=validate.OneOf(["user", "admin"]))
    deleted_at = _time(none=True)


class AccountSessionShape(SessionShape):
    """A device that is signed in on the account."""

    class Meta:
        exclude = ("current",)


class AdminUserDetailShape(AdminUserShape):
    """The same with the devices that are signed in."""

    sessions = fields.List(fields.Nested(AccountSessionShape), required=True)


class AdminUsersShape(Shape):
    """A page of accounts."""

    items = fields.List(fields.Nested(AdminUserShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AuditRecordShape(Shape):
    """What somebody in charge did; an actor without an id is the command line."""

    id = _id()
    at = _time()
    actor_id = _id(none=True)
    actor = fields.String(required=True)
    address = fields.String(required=True)
    action = fields.String(required=True)
    target_id = fields.String(required=True, allow_none=True)
    target = fields.String(required=True, allow_none=True)
    details = fields.Dict(required=True)


class AuditShape(Shape):
    """A page of the audit log, the newest first."""

    items = fields.List(fields.Nested(AuditRecordShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ServerSettingsShape(Shape):
    """What admins set for the whole server."""

    registration = fields.String(required=True, validate=validate.OneOf(REGISTRATIONS))


class AccountInvitationShape(Shape):
    """A link with which so many people may sign up."""

    id = _id()
    note = fields.String(required=True, allow_none=True)
    created_by = _id()
    created_at = _time()
    expires_at = _time()
    max_uses = fields.Integer(required=True)
    uses = fields.Integer(required=True)


class NewAccountInvitationShape(AccountInvitationShape):
    """The same with its link, which is told this once."""

    code = fields.String(required=True)
    url = fields.String(required=True)


class AccountInvitationsShape(Shape):
    """A page of invitations, the newest first."""

    items = fields.List(fields.Nested(AccountInvitationShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class PersonShape(Shape):
    """Whom a report names."""

    id = _id()
    username = fields.String(required=True)
    display_name = fields.String(required=True)


class ReportShape(Shape):
    """A report as moderators see it; `content` is what the message said when it was reported."""

    id = _id()
    reporter = fields.Nested(PersonShape, required=True)
    user = fields.Nested(PersonShape, required=True)
    message_id = fields.String(required=True, allow_none=True)
    content = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    note = fields.String(required=True, allow_none=True)
    created_at = _time()
    closed_at = _time(none=True)
    closed_by = fields.Nested(PersonShape, required=True, allow_none=True)


class ReportsShape(Shape):
    """A page of reports, the newest first."""

    items = fields.List(fields.Nested(ReportShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class OwnReportShape(Shape):
    """A report as its reporter sees it."""

    id = _id()
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    created_at = _time()


def user_fields(user: User) -> dict[str, Any]:
    """An account, without its secrets."""
    return {name: getattr(user, name) for name in AdminUserShape().fields}


def user_detail_fields(user: User) -> dict[str, Any]:
    """The same with its sessions, last used first."""
    sessions = sorted(user.sessions, key=lambda session: session.last_used_at, reverse=True)
    shown = ("id", "device", "address", "created_at", "last_used_at")
    return user_fields(user) | {"sessions": [{name: getattr(each, name) for name in shown} for each in sessions]}


def audit_fields(record: AuditRecord) -> dict[str, Any]:
    """A record of the audit log."""
    return {name: getattr(record, name) for name in AuditRecordShape().fields}


def invitation_fields(invitation: Invitation) -> dict[str, Any]:
    """An invitation; nobody knows its code any more."""
    return {name: getattr(invitation, name) for name in AccountInvitationShape().fields}


def report_fields(report: Report, people: Mapping[UserId, User]) -> dict[str, Any]:
    """A report, with those whom it names."""
    return {
        "id": report.id,
        "reporter": _person(report.reporter_id, people),
        "user": _person(report.user_id, people),
        "message_id": report.message_id,
        "content": report.content,
        "reason": report.reason,
        "state": report.state,
        "note": report.note,
        "created_at": report.created_at,
        "closed_at": report.closed_at,
        "closed_by": _person(report.closed_by, people) if report.closed_by else None,
    }


def own_report_fields(report: Report) -> dict[str, Any]:
    """A report for who made it."""
    return {"id": report.id, "state": report.state, "created_at": report.created_at}


def _person(user_id: UserId, people: Mapping[UserId, User]) -> dict[str, Any]:
    user = people.get(user_id)
    return {
        "id": user_id,
        "username": user.username if user else "",
        "display_name": user.display_name if user else "",
    }
