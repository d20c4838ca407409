"""Groups: their title, members and roles; each change is an entry of the log that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from chat_app.errors import InvalidInput, NotAllowed, NotFound
from chat_app.records import Conversation, Cursor, Participant
from chat_app.services.conversations import Conversations
from chat_app.services.messages import Draft, Messages
from chat_app.services.positions import Positions
from chat_app.services.privacy import Privacy
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, Role, UserId

MAX_MEMBERS = 1_000
RANK: dict[Role, int] = {"member": 0, "admin": 1, "owner": 2}


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

    def create(self, owner: UserId, others: Sequence[UserId], title: str) -> Conversation:
        """A new group. Raises NotFound for users that do not exist, InvalidInput for too many, NotAccepted."""
        members = self._invited(owner, [user for user in others if user != owner], already=1)
        roles: dict[UserId, Role] = {owner: "owner", **dict.fromkeys(members, "member")}
        group, _ = self._store.conversations.add("group", roles, title=title)
        self._conversations.tell(group)
        self._record(group, owner, "created", title=title)
        return group

    def change(self, conversation_id: ConversationId, user_id: UserId, **changes: Any) -> Conversation:
        """Change the title. Raises NotFound, NotAllowed."""
        before = self._group_for(conversation_id, user_id, "admin")
        group = self._changed(self._store.conversations.update(conversation_id, **changes))
        if group.title != before.title:
            self._record(group, user_id, "renamed", title=group.title)
        return group

    def invite(self, conversation_id: ConversationId, user_id: UserId, others: Sequence[UserId]) -> Conversation:
        """Let users in. Raises NotFound, NotAllowed, NotAccepted, and InvalidInput when it would be too large."""
        group = self._group_for(conversation_id, user_id, "admin")
        new = [other for other in others if group.member(other) is None]
        invited = self._invited(user_id, new, already=len(group.participants))
        if not invited:
            return group
        end = self._positions.end(conversation_id)
        start = Cursor(end.seq, end.seq, end.ordinal)
        group = self._changed(self._store.conversations.add_members(conversation_id, invited, start))
        self._record(group, user_id, "added", user_ids=invited)
        return group

    def set_role(self, conversation_id: ConversationId, user_id: UserId, other: UserId, role: Role) -> Conversation:
        """Change a member's role. The owner may; making another one owner hands the group over.

        Raises:
            NotFound: no such group or member.
            NotAllowed: not the owner.
        """
        group = self._group_for(conversation_id, user_id, "owner")
        _member(group, other)
        if other == user_id:
            raise NotAllowed("Hand the group over by making another member its owner.")
        if role == "owner":
            # In one go, or two hand-overs at once would make two owners.
            changed = self._store.conversations.hand_over(conversation_id, user_id, other)
            if changed is None:
                raise NotAllowed("That takes the role owner.")
        else:
            changed = self._store.conversations.update_member(conversation_id, other, role=role)
        group = self._changed(changed)
        self._record(group, user_id, "role", user_ids=[other], role=role)
        return group

    def remove(self, conversation_id: ConversationId, user_id: UserId, other: UserId) -> None:
        """Take a member out, or leave. A leaving owner's place goes to the highest, then longest, member.

        Raises:
            NotFound: no such group or member.
            NotAllowed: the other's role is not below one's own, or it is a direct conversation.
        """
        group = self._group_for(conversation_id, user_id, "member" if other == user_id else "admin")
        leaving = _member(group, other)
        if other != user_id and RANK[leaving.role] >= RANK[_member(group, user_id).role]:
            raise NotAllowed("Only somebody of a higher role may take that member out.")
        if leaving.role == "owner":
            self._hand_over(group, leaving)
        self._changed(self._store.conversations.remove_member(conversation_id, other))
        # Told to the group as it was, so that the devices of who left learn of it too.
        self._record(group, user_id, "left" if other == user_id else "removed", user_ids=[other])

    def _record(self, group: Conversation, actor: UserId, event: str, **data: Any) -> None:
        draft = Draft(client_id=f"system-{uuid4().hex}", kind="system", data={"event": event, **data})
        self._messages.append(group, actor, draft)

    def _changed(self, group: Conversation | None) -> Conversation:
        group = self._conversations.changed(group)
        self._conversations.tell(group)
        return group

    def _group_for(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> Conversation:
        conversation = self._conversations.of_member(conversation_id, user_id)
        if conversation.kind != "group":
            raise NotAllowed("A direct conversation always has its two members.")
        if RANK[_member(conversation, user_id).role] < RANK[role]:
            raise NotAllowed(f"That takes the role {role} or higher.")
        return conversation

    def _invited(self, inviter: UserId, others: Sequence[UserId], *, already: int) -> list[UserId]:
        invited = list(dict.fromkeys(others))
        if already + len(invited) > MAX_MEMBERS:
            raise InvalidInput(errors={"participant_ids": [f"A group has at most {MAX_MEMBERS:,} members."]})
        found = self._store.users.get_many(invited)
        for user_id in invited:
            user = found.get(user_id)
            if user is None or user.deactivated_at is not None or inviter in user.blocked:
                raise NotFound("There is no such user.", errors={"participant_ids": [f"No user {user_id}."]})
        self._privacy.check_adding(inviter, invited)
        return invited

    def _hand_over(self, group: Conversation, leaving: Participant) -> None:
        others = [each for each in group.participants if each.user_id != leaving.user_id]
        if others and not any(each.role == "owner" for each in others):
            heir = min(others, key=lambda each: (-RANK[each.role], each.joined_at))
            self._store.conversations.update_member(group.id, heir.user_id, role="owner")


def _member(conversation: Conversation, user_id: UserId) -> Participant:
    member = conversation.member(user_id)
    if member is None:
        raise NotFound("There is no such member.")
    return member
