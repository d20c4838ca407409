"""The server in the hands of admins: who may sign up, invitations, and the log of what was done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import current_app
from marshmallow import Schema, ValidationError, fields, validate

from chat_app.api import admin_shapes as shapes
from chat_app.api.admin import PageSchema, bp, next_cursor, staff
from chat_app.api.fields import Text
from chat_app.api.identity import chat, signed_in
from chat_app.config import public_url
from chat_app.records import now
from chat_app.store.administration import Moment, Registration

MAX_USES = 1_000
LONGEST = timedelta(days=365)
USUAL = timedelta(days=7)


class ServerSettingsSchema(Schema):
    registration = fields.String(validate=validate.OneOf(shapes.REGISTRATIONS))


def _soon(value: datetime) -> None:
    if not now() < value <= now() + LONGEST:
        raise ValidationError("Must be in the future, and within a year.")


class NewAccountInvitationSchema(Schema):
    max_uses = fields.Integer(strict=True, load_default=1, validate=validate.Range(min=1, max=MAX_USES))
    expires_at = fields.AwareDateTime(validate=_soon, metadata={"description": "In 7 days where it is not given."})
    note = Text(high=200, allow_none=True, load_default=None)


@bp.get("/settings")
@signed_in()
@bp.response(200, shapes.ServerSettingsShape)
@bp.doc(operationId="getServerSettings")
def get_server_settings() -> dict[str, Any]:
    """What admins set for the whole server."""
    staff("admin")
    return {"registration": chat().registration.rule()}


@bp.patch("/settings")
@signed_in()
@bp.arguments(ServerSettingsSchema, as_kwargs=True)
@bp.response(200, shapes.ServerSettingsShape)
@bp.doc(operationId="updateServerSettings")
def update_server_settings(registration: Registration | None = None) -> dict[str, Any]:
    """Say who may sign up: everyone, who is invited, or nobody."""
    actor = staff("admin")
    if registration is not None:
        chat().administration.set_registration(actor, registration)
    return {"registration": chat().registration.rule()}


@bp.get("/invitations")
@signed_in()
@bp.arguments(PageSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.AccountInvitationsShape)
@bp.doc(operationId="listInvitations")
def list_invitations(limit: int, cursor: Moment | None = None) -> dict[str, Any]:
    """The newest invitations first; those that expired over 30 days ago are gone."""
    staff("admin")
    found = chat().administration.invitations(after=cursor, limit=limit)
    moments = [Moment(each.created_at, each.id) for each in found]
    return {"items": [shapes.invitation_fields(each) for each in found], "next_cursor": next_cursor(moments, limit)}


@bp.post("/invitations")
@signed_in()
@bp.arguments(NewAccountInvitationSchema, as_kwargs=True)
@bp.response(201, shapes.NewAccountInvitationShape)
@bp.doc(operationId="createInvitation")
def create_invitation(max_uses: int, note: str | None, expires_at: datetime | None = None) -> dict[str, Any]:
    """Make a link with which so many people may sign up; it is shown this once."""
    actor = staff("admin")
    until = expires_at or now() + USUAL
    invitation, code = chat().administration.invite(actor, max_uses=max_uses, expires_at=until, note=note)
    url = f"{public_url(current_app.extensions['settings'])}/register?invitation={quote(code)}"
    return shapes.invitation_fields(invitation) | {"code": code, "url": url}


@bp.delete("/invitations/<object_id:invitation_id>")
@signed_in()
@bp.response(204)
@bp.doc(operationId="deleteInvitation")
def delete_invitation(invitation_id: str) -> None:
    """Take an invitation back; who signed up with it stays."""
    actor = staff("admin")
    chat().administration.take_back(actor, invitation_id)


@bp.get("/audit")
@signed_in()
@bp.arguments(PageSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.AuditShape)
@bp.doc(operationId="listAuditLog")
def list_audit_log(limit: int, cursor: Moment | None = None) -> dict[str, Any]:
    """What admins, moderators and the command line did, the newest first. Nobody can change it here."""
    staff("admin")
    found = chat().administration.audit(after=cursor, limit=limit)
    moments = [Moment(each.at, each.id) for each in found]
    return {"items": [shapes.audit_fields(each) for each in found], "next_cursor": next_cursor(moments, limit)}
