"""Who may do what in a group: by their role, and by the rules that its admins set."""

from __future__ import annotations

from typing import Literal

from chat_app.errors import NotAllowed, NotFound
from chat_app.records import Conversation, Participant
from chat_app.types import Role, UserId

RANK: dict[Role, int] = {"member": 0, "admin": 1, "owner": 2}

Act = Literal["write", "add", "rename", "rule", "appoint", "leave", "remove", "link"]


def check(conversation: Conversation, user_id: UserId, act: Act) -> Participant:
    """The member, if they may do that in this group.

    Raises:
        NotAllowed: it takes a higher role, or it is a direct conversation.
        NotFound: no member.
    """
    if conversation.kind != "group":
        raise NotAllowed("A direct conversation always has its two members.")
    member = member_of(conversation, user_id)
    least = least_role(conversation, act)
    if RANK[member.role] < RANK[least]:
        raise NotAllowed(f"That takes the role {least} or higher.")
    return member


def least_role(group: Conversation, act: Act) -> Role:
    """The lowest role that may do that."""
    rules = group.rules
    if act == "leave":
        return "member"
    if act == "appoint":
        return "owner"
    chosen = {"write": rules.who_may_write, "add": rules.who_may_add, "rename": rules.who_may_rename}.get(act)
    return "member" if chosen == "members" else "admin"


def may_write(conversation: Conversation, user_id: UserId) -> bool:
    """Whether the member may say something there; in a direct conversation both may."""
    if conversation.kind == "direct" or conversation.rules.who_may_write == "members":
        return True
    return RANK[member_of(conversation, user_id).role] >= RANK["admin"]


def member_of(conversation: Conversation, user_id: UserId) -> Participant:
    """That member. Raises NotFound."""
    member = conversation.member(user_id)
    if member is None:
        raise NotFound("There is no such member.")
    return member
