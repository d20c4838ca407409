"""Accounts in the hands of admins; moderators may look at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import admin_shapes as shapes
from chat_app.api.fields import PlaceField, Text, limit
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import expensive_cost
from chat_app.services.administration import Actor, StaffRole, check_role
from chat_app.store.administration import Moment
from chat_app.types import UserId

bp = Blueprint(
    "admin", __name__, url_prefix="/admin", description="For those in charge: accounts, reports, the server."
)


def staff(least: StaffRole) -> Actor:
    """The caller, who must have that role or a higher one, now. Raises NotAllowed."""
    user = caller()
    check_role(user, least)
    return Actor(user.id, user.username, request.remote_addr or "")


class PageSchema(Schema):
    cursor = PlaceField(Moment, metadata={"description": "The `next_cursor` of the page before."})
    limit = limit()


class AccountsPageSchema(PageSchema):
    q = Text(high=254, metadata={"description": "The beginning of a username, a display name or an e-mail address."})


class AccountRoleSchema(Schema):
    role = fields.String(required=True, validate=validate.OneOf(shapes.ROLES))


@bp.get("/users")
@expensive_cost
@signed_in()
@bp.arguments(AccountsPageSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.AdminUsersShape)
@bp.doc(operationId="listAccounts")
def list_accounts(limit: int, q: str = "", cursor: Moment | None = None) -> dict[str, Any]:
    """Accounts, deactivated ones too: the newest first, or those that begin so by name, one page (moderator)."""
    staff("moderator")
    found = chat().administration.users(q, after=cursor, limit=limit)
    moments = [] if q else [Moment(user.created_at, user.id) for user in found]
    return {"items": [shapes.user_fields(user) for user in found], "next_cursor": next_cursor(moments, limit)}


@bp.get("/users/<object_id:user_id>")
@signed_in()
@bp.response(200, shapes.AdminUserDetailShape)
@bp.doc(operationId="getAccount")
def get_account(user_id: str) -> dict[str, Any]:
    """An account and its signed-in devices."""
    staff("admin")
    return shapes.user_detail_fields(chat().administration.user(UserId(user_id)))


@bp.patch("/users/<object_id:user_id>")
@signed_in()
@bp.arguments(AccountRoleSchema, as_kwargs=True)
@bp.response(200, shapes.AdminUserDetailShape)
@bp.doc(operationId="updateAccount")
def update_account(user_id: str, role: str) -> dict[str, Any]:
    """Give a role; nobody changes their own."""
    actor = staff("admin")
    return shapes.user_detail_fields(chat().administration.set_role(actor, UserId(user_id), role))


@bp.post("/users/<object_id:user_id>/deactivate")
@signed_in()
@bp.response(204)
@bp.doc(operationId="deactivateAccount")
def deactivate_account(user_id: str) -> None:
    """Let nobody into the account any more; it is signed out everywhere, and what was written stays."""
    actor = staff("admin")
    chat().administration.deactivate(actor, UserId(user_id))


@bp.post("/users/<object_id:user_id>/reactivate")
@signed_in()
@bp.response(204)
@bp.doc(operationId="reactivateAccount")
def reactivate_account(user_id: str) -> None:
    """Let the user sign in again."""
    actor = staff("admin")
    chat().administration.reactivate(actor, UserId(user_id))


@bp.post("/users/<object_id:user_id>/sign-out")
@signed_in()
@bp.response(204)
@bp.doc(operationId="signOutAccount")
def sign_out_account(user_id: str) -> None:
    """End all sessions; their sockets close. Personal access tokens stay good."""
    actor = staff("admin")
    chat().administration.sign_out(actor, UserId(user_id))


def next_cursor(moments: Sequence[Moment], limit: int) -> str | None:
    """Where the next page begins, if this one is full."""
    return PlaceField.written(*moments[-1]) if len(moments) == limit else None
