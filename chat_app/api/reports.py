"""Reports: anyone makes them, moderators look into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from chat_app.api import admin_shapes as shapes
from chat_app.api.admin import PageSchema, next_cursor, staff
from chat_app.api.admin import bp as admin
from chat_app.api.fields import Text
from chat_app.api.fields import user_id as user_id_field
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import ask_cost
from chat_app.store.administration import Moment, ReportState
from chat_app.types import MessageId, UserId

bp = Blueprint("reports", __name__, url_prefix="/reports", description="Telling the moderators.")


class NewReportSchema(Schema):
    user_id = user_id_field()
    message_id = fields.String(validate=validate.Length(min=1, max=64))
    reason = Text(high=1_000, lines=True, required=True)

    @validates_schema(skip_on_field_errors=False)
    def names_one_thing(self, data: Mapping[str, Any], **_: object) -> None:
        if ("user_id" in data) == ("message_id" in data):
            raise ValidationError("Needs either user_id or message_id.", "user_id")


class ReportsPageSchema(PageSchema):
    state = fields.String(load_default="open", validate=validate.OneOf(shapes.STATES))


class SettleSchema(Schema):
    state = fields.String(validate=validate.OneOf(shapes.STATES))
    note = Text(high=1_000, low=0, lines=True)


@bp.post("")
@signed_in()
@ask_cost
@bp.arguments(NewReportSchema, as_kwargs=True)
@bp.response(201, shapes.OwnReportShape)
@bp.doc(operationId="createReport")
def create_report(reason: str, user_id: str | None = None, message_id: str | None = None) -> dict[str, Any]:
    """Tell the moderators of a message or a person; they get a copy of the message, and who reported it.

    While it is open, the same once more is the same report.
    """
    if message_id is not None:
        report = chat().reports.of_message(caller(), MessageId(message_id), reason)
    else:
        report = chat().reports.of_user(caller(), UserId(user_id or ""), reason)
    return shapes.own_report_fields(report)


@admin.get("/reports")
@signed_in()
@admin.arguments(ReportsPageSchema, location="query", as_kwargs=True)
@admin.response(200, shapes.ReportsShape)
@admin.doc(operationId="listReports")
def list_reports(limit: int, state: ReportState, cursor: Moment | None = None) -> dict[str, Any]:
    """The newest reports first (moderator)."""
    staff("moderator")
    found = chat().reports.page(state, after=cursor, limit=limit)
    people = chat().reports.people(found)
    moments = [Moment(each.created_at, each.id) for each in found]
    return {"items": [shapes.report_fields(each, people) for each in found], "next_cursor": next_cursor(moments, limit)}


@admin.patch("/reports/<object_id:report_id>")
@signed_in()
@admin.arguments(SettleSchema, as_kwargs=True)
@admin.response(200, shapes.ReportShape)
@admin.doc(operationId="updateReport")
def update_report(report_id: str, state: ReportState | None = None, note: str | None = None) -> dict[str, Any]:
    """Close or reopen a report, or note what was found (moderator)."""
    actor = staff("moderator")
    report = chat().reports.settle(actor, report_id, state, note)
    return shapes.report_fields(report, chat().reports.people([report]))
