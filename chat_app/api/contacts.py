"""Whom the caller knows, and whom the caller has blocked."""

from __future__ import annotations

from typing import Any, Literal

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from chat_app.api import shapes
from chat_app.api.fields import Text
from chat_app.api.fields import user_id as user_id_field
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import ask_cost
from chat_app.protocol.fields import Flag
from chat_app.protocol.users import contact_fields
from chat_app.types import ContactState, UserId

bp = Blueprint("contacts", __name__, url_prefix="/contacts", description="The contact list.")


class NewContactSchema(Schema):
    user_id = user_id_field(required=True)


class ContactSchema(Schema):
    nickname = Text(high=64, allow_none=True)
    favourite = Flag()
    blocked = Flag()


class ListSchema(Schema):
    show = fields.String(
        validate=validate.OneOf(["contact", "requested", "invited", "blocked"]),
        metadata={"description": "Only those in this state, or the blocked ones; else all that are on the list."},
    )


@bp.get("")
@signed_in()
@bp.arguments(ListSchema, location="query", as_kwargs=True)
@bp.response(200, shapes.ContactsShape)
@bp.doc(operationId="listContacts")
def list_contacts(show: ContactState | Literal["blocked"] | None = None) -> dict[str, Any]:
    """The contact list, with open requests of both directions, by name."""
    if show is None:
        contacts = chat().contacts.of_user(caller().id)
    elif show == "blocked":
        contacts = chat().contacts.of_user(caller().id, blocked=True)
    else:
        contacts = chat().contacts.of_user(caller().id, [show])
    return {"items": [contact_fields(contact, public) for contact, public in contacts], "next_cursor": None}


@bp.post("")
@signed_in()
@ask_cost
@bp.arguments(NewContactSchema, as_kwargs=True)
@bp.response(201, shapes.ContactShape)
@bp.doc(operationId="addContact")
def add_contact(user_id: str) -> dict[str, Any]:
    """Put somebody on the list. Who wants to be asked is asked: the state is `requested` then."""
    return contact_fields(*chat().contacts.add(caller().id, UserId(user_id)))


@bp.post("/<object_id:user_id>/accept")
@signed_in()
@bp.response(200, shapes.ContactShape)
@bp.doc(operationId="acceptContact")
def accept_contact(user_id: str) -> dict[str, Any]:
    """Take somebody's request: the two are each other's contacts then."""
    return contact_fields(*chat().contacts.accept(caller().id, UserId(user_id)))


@bp.patch("/<object_id:user_id>")
@signed_in()
@bp.arguments(ContactSchema, as_kwargs=True)
@bp.response(200, shapes.ContactShape)
@bp.doc(operationId="updateContact")
def update_contact(user_id: str, **changes: Any) -> dict[str, Any]:
    """Change nickname or favourite, or block and unblock; a block needs nobody on the list first."""
    return contact_fields(*chat().contacts.change(caller().id, UserId(user_id), **changes))


@bp.delete("/<object_id:user_id>")
@signed_in()
@bp.response(204)
@bp.doc(operationId="removeContact")
def remove_contact(user_id: str) -> None:
    """Take somebody off the list, withdraw one's request, or decline theirs, who is not told; a block stays."""
    chat().contacts.remove(caller().id, UserId(user_id))
