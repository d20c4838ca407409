"""The end of one's own account, and a copy of all that is in it."""

from __future__ import annotations

from typing import Any

from flask import Response, send_file
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api.fields import typed_password
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import sign_in_cost
from chat_app.api.shapes import OBJECT_ID, Shape
from chat_app.records import now
from chat_app.store.lives import Export, Messages

bp = Blueprint("account", __name__, url_prefix="/users/me", description="The end of one's own account, and a copy.")
downloads = Blueprint("exports", __name__, url_prefix="/exports", description="Copies of all own data.")


class OwnerSchema(Schema):
    password = typed_password()


class DeletionSchema(OwnerSchema):
    messages = fields.String(
        load_default="keep",
        validate=validate.OneOf(["keep", "erase"]),
        metadata={"description": 'Whether what was written stays, from "Deleted user", or is erased.'},
    )


class ExportShape(Shape):
    """A copy of all own data; ready, its `url` opens it for whoever has it, until `expires_at`."""

    id = fields.String(required=True, metadata=OBJECT_ID)
    status = fields.String(required=True, validate=validate.OneOf(["running", "ready", "failed"]))
    progress = fields.Float(required=True, validate=validate.Range(min=0, max=1))
    url = fields.String(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)


@bp.post("/deactivate")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(OwnerSchema, as_kwargs=True)
@bp.response(204)
@bp.doc(operationId="deactivateMe")
def deactivate_me(password: str) -> None:
    """Sign out everywhere and be gone for others until signing in again; what was written stays."""
    chat().lives.deactivate(caller(), password)


@bp.delete("")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(DeletionSchema, as_kwargs=True)
@bp.response(202)
@bp.doc(operationId="deleteMe")
def delete_me(password: str, messages: Messages) -> None:
    """Delete the account for good. It is gone at once; erasing messages and leaving groups takes its time."""
    chat().lives.delete(caller(), password, messages)


@bp.post("/export")
@sign_in_cost
@signed_in(session=True)
@bp.arguments(OwnerSchema, as_kwargs=True)
@bp.response(202, ExportShape)
@bp.doc(operationId="createExport")
def create_export(password: str) -> dict[str, Any]:
    """Have a copy of all own data made; while one is being made, that one."""
    return _export_fields(chat().exports.begin(caller(), password))


@bp.get("/export")
@signed_in(session=True)
@bp.response(200, ExportShape)
@bp.doc(operationId="getExport")
def get_export() -> dict[str, Any]:
    """How far the copy is, and where to fetch it."""
    return _export_fields(chat().exports.of_user(caller().id))


@downloads.get("/<token>")
@downloads.response(200, content_type="application/zip")
@downloads.doc(security=[], operationId="downloadExport")
def download_export(token: str) -> Response:
    """The copy: a ZIP of JSON. The link is the key to it, for 24 hours."""
    return send_file(
        chat().exports.file(token),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"chat-export-{now():%Y-%m-%d}.zip",
    )


def _export_fields(export: Export) -> dict[str, Any]:
    ready = export.status == "ready"
    return {
        "id": export.id,
        "status": export.status,
        "progress": export.progress,
        "url": f"/api/exports/{chat().exports.token(caller().id, export)}" if ready else None,
        "expires_at": export.expires_at if ready else None,
    }
