"""Where join links lead: a look at the group, and into it."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_smorest import Blueprint

from chat_app.api import shapes
from chat_app.api.identity import caller, chat, signed_in
from chat_app.api.limits import join_cost
from chat_app.config import public_url
from chat_app.protocol.conversations import conversation_fields

bp = Blueprint("join", __name__, url_prefix="/join", description="Where join links lead.")


@bp.get("/<token>")
@signed_in()
@join_cost
@bp.response(200, shapes.InvitationShape)
@bp.doc(operationId="getJoinTarget")
def get_join_target(token: str) -> dict[str, Any]:
    """What the link leads to; 404 where it was taken back, or is not for the caller."""
    group = chat().join_links.group_of(token, caller().id)
    return {
        "title": group.title,
        "description": group.description,
        "avatar_url": group.avatar_url,
        "members": len(group.participants),
    }


@bp.post("/<token>")
@signed_in()
@join_cost
@bp.response(200, shapes.ConversationShape)
@bp.doc(operationId="joinByLink")
def join_by_link(token: str) -> dict[str, Any]:
    """Come into the group; who is in already stays as they are."""
    group = chat().join_links.join(token, caller().id)
    return conversation_fields(chat().conversations.view(group.id, caller().id))


def link_fields(token: str) -> dict[str, str]:
    """`{url, token}`: the address in the web client, and what the API takes."""
    return {"url": f"{public_url(current_app.extensions['settings'])}/join/{token}", "token": token}
