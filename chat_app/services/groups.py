"""Groups: what they are called, who is in them and in which role; each change is an entry of the log that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from chat_app.errors import ChangedMeanwhile, Conflict, InvalidInput, NotAllowed, NotFound
from chat_app.records import Conversation, Cursor, Participant
from chat_app.services.conversations import Conversations
from chat_app.services.group_rights import RANK, check, member_of
from chat_app.services.messages import Draft, Messages
from chat_app.services.positions import Positions
from chat_app.services.privacy import Privacy
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, Role, UserId

MAX_MEMBERS = 1_000
TRIES = 5
"""Of letting somebody in or out while others come and go."""
EVENTS = {"title": "renamed", "description": "described", "avatar_url": "pictured", "history": "history"}
"""What each change is called in the log; the rest are `permissions`."""


class Groups:
    """Who may change a group, and what follows."""

    def __init__(
        self, store: Store, conversations: Conversations, messages: Messages, positions: Positions, privacy: Privacy
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._messages = messages
        self._positions = positions
        self._privacy = privacy

    def create(self, owner: UserId, others: Sequence[UserId], title: str, **more: Any) -> Conversation:
        """A new group; `more` is what `change` takes.

        Raises:
            NotFound: users that do not exist.
            NotAccepted: somebody does not want to be added by the owner.
            InvalidInput: too many.
        """
        members = self._invited(owner, [user for user in others if user != owner])
        if len(members) >= MAX_MEMBERS:
            raise _too_large()
        roles: dict[UserId, Role] = {owner: "owner", **dict.fromkeys(members, "member")}
        group, _ = self._store.conversations.add("group", roles, title=title, **more)
        self._conversations.tell(group)
        self.record(group, owner, "created", title=title)
        return group

    def change(
        self, conversation_id: ConversationId, user_id: UserId, *, version: int | None = None, **changes: Any
    ) -> Conversation:
        """Change title, description or picture, or the group's rules.

        Raises:
            NotFound: no such group.
            NotAllowed: the role is too low for one of these.
            ChangedMeanwhile: a `version` is given, and the group is another by now.
        """
        before = self._conversations.of_member(conversation_id, user_id)
        for name in changes:
            check(before, user_id, "rename" if name in ("title", "description", "avatar_url") else "rule")
        changed = self._store.conversations.update(conversation_id, version=version, **changes)
        if changed is None and version is not None:
            raise ChangedMeanwhile
        group = self._changed(changed)
        for event, data in _news(before, changes).items():
            self.record(group, user_id, event, **data)
        return group

    def invite(self, conversation_id: ConversationId, user_id: UserId, others: Sequence[UserId]) -> Conversation:
        """Let users in.

        Raises:
            NotFound: no such group or user.
            NotAllowed: the role is too low.
            NotAccepted: somebody does not want to be added by this user.
            InvalidInput: the group would be too large.
        """
        group = self._conversations.of_member(conversation_id, user_id)
        check(group, user_id, "add")
        invited = self._invited(user_id, [other for other in others if group.member(other) is None])
        return self.let_in(group, user_id, invited, "added")

    def let_in(self, group: Conversation, actor: UserId, user_ids: Sequence[UserId], event: str) -> Conversation:
        """Make members of those who are none yet, and say so.

        Raises:
            InvalidInput: the group would be too large.
            Conflict: it changes too fast.
        """
        for _ in range(TRIES):
            new = [user for user in user_ids if group.member(user) is None]
            if not new:
                return group
            if len(group.participants) + len(new) > MAX_MEMBERS:
                raise _too_large()
            end = self._positions.end(group.id)
            start = Cursor(end.seq, end.seq, end.ordinal)
            changed = self._store.conversations.add_members(group.id, new, start, most=MAX_MEMBERS)
            if changed is not None:
                group = self._changed(changed)
                self.record(group, actor, event, user_ids=new)
                return group
            group = self._as_it_stands(group)
        raise _changing()

    def set_role(self, conversation_id: ConversationId, user_id: UserId, other: UserId, role: Role) -> Conversation:
        """Change a member's role. The owner may; making another one owner hands the group over.

        Raises:
            NotFound: no such group or member.
            NotAllowed: not the owner.
            Conflict: it changes too fast.
        """
        group = self._conversations.of_member(conversation_id, user_id)
        check(group, user_id, "appoint")
        member_of(group, other)
        if other == user_id:
            raise NotAllowed("Hand the group over by making another member its owner.")
        if role == "owner":
            # In one go, or two hand-overs at once would make two owners.
            changed = self._store.conversations.hand_over(conversation_id, user_id, other)
            if changed is None:
                group = self._as_it_stands(group)
                check(group, user_id, "appoint")
                member_of(group, other)
                raise _changing()
        else:
            changed = self._store.conversations.update_member(conversation_id, other, role=role)
        group = self._changed(changed)
        self.record(group, user_id, "role", user_ids=[other], role=role)
        return group

    def remove(self, conversation_id: ConversationId, user_id: UserId, other: UserId) -> None:
        """Take a member out, who then cannot come back by the link; or leave.

        A leaving owner's place goes to the highest, then longest, member.

        Raises:
            NotFound: no such group or member.
            NotAllowed: the other's role is not below one's own, or it is a direct conversation.
            Conflict: it changes too fast.
        """
        group = self._conversations.of_member(conversation_id, user_id)
        leaves = other == user_id
        for _ in range(TRIES):
            changed = self._taken_out(group, user_id, other)
            if changed is not None:
                self._changed(changed)
                self._store.lives.note_left(other, conversation_id)
                # Told to the group as it was, so that the devices of who left learn of it too.
                self.record(group, user_id, "left" if leaves else "removed", user_ids=[other])
                return
            group = self._as_it_stands(group)
        raise _changing()

    def record(self, group: Conversation, actor: UserId, event: str, **data: Any) -> None:
        """Say in the log what was done."""
        draft = Draft(client_id=f"system-{uuid4().hex}", kind="system", data={"event": event, **data})
        self._messages.record(group, actor, draft)

    def _taken_out(self, group: Conversation, user_id: UserId, other: UserId) -> Conversation | None:
        """The group without the other; None when somebody's role, or who is in it, is another than `group` says."""
        leaves = other == user_id
        actor = check(group, user_id, "leave" if leaves else "remove")
        leaving = member_of(group, other)
        if not leaves and RANK[leaving.role] >= RANK[actor.role]:
            raise NotAllowed("Only somebody of a higher role may take that member out.")
        role = leaving.role
        if role == "owner" and len(group.participants) > 1:
            if not self._hand_over(group, leaving):
                return None
            role = "admin"
        return self._store.conversations.remove_member(group.id, other, role=role, bar=not leaves)

    def _as_it_stands(self, group: Conversation) -> Conversation:
        """The group anew, for it is another than it was known to be. Raises NotFound."""
        return self._conversations.changed(self._store.conversations.get(group.id))

    def _changed(self, group: Conversation | None) -> Conversation:
        group = self._conversations.changed(group)
        self._conversations.tell(group)
        return group

    def _invited(self, inviter: UserId, others: Sequence[UserId]) -> list[UserId]:
        invited = list(dict.fromkeys(others))
        found = self._store.users.get_many(invited)
        for user_id in invited:
            user = found.get(user_id)
            if user is None or user.deactivated_at is not None:
                raise NotFound("There is no such user.", errors={"participant_ids": [f"No user {user_id}."]})
        self._privacy.check_adding(inviter, [found[user_id] for user_id in invited])
        return invited

    def _hand_over(self, group: Conversation, leaving: Participant) -> bool:
        """Make another one owner; False when the one who leaves is none any more, or the heir has left, too."""
        others = [each for each in group.participants if each.user_id != leaving.user_id]
        heir = min(others, key=lambda each: (-RANK[each.role], each.joined_at))
        if self._store.conversations.hand_over(group.id, leaving.user_id, heir.user_id) is None:
            return False
        self.record(group, leaving.user_id, "role", user_ids=[heir.user_id], role="owner")
        return True


def _news(before: Conversation, changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What the log says of a change: by event, the new values of what is another now."""
    news: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        held = before if name in ("title", "description", "avatar_url") else before.rules
        if getattr(held, name) != value:
            news.setdefault(EVENTS.get(name, "permissions"), {})[name] = value
    return news


def _changing() -> Conflict:
    return Conflict("The group is changing; try again.")


def _too_large() -> InvalidInput:
    return InvalidInput(errors={"participant_ids": [f"A group has at most {MAX_MEMBERS:,} members."]})
