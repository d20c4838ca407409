"""Join links: whoever has one may come into the group, until an admin takes it back."""

from __future__ import annotations

import hmac
import secrets

from chat_app.errors import NotFound
from chat_app.protocol.frames import is_object_id
from chat_app.records import Conversation
from chat_app.services.conversations import Conversations
from chat_app.services.group_rights import check
from chat_app.services.groups import Groups
from chat_app.store.interfaces import Store
from chat_app.types import ConversationId, UserId

ID_LENGTH = 24
SECRET_BYTES = 16


class JoinLinks:
    """Who may make a link, and whom it lets in.

    A token begins with its group's id, so no index is needed to find it, and stands in the store as it is: admins are
    shown it again, and who reads the store reads what it leads to as well. A link that leads nowhere says no more than
    that: whether it never was, was taken back, or is not for this user looks the same.
    """

    def __init__(self, store: Store, conversations: Conversations, groups: Groups) -> None:
        self._store = store
        self._conversations = conversations
        self._groups = groups

    def make(self, conversation_id: ConversationId, user_id: UserId) -> str:
        """A new token; the one before leads nowhere now. Raises NotFound, NotAllowed."""
        token = conversation_id + secrets.token_urlsafe(SECRET_BYTES)
        self._set(conversation_id, user_id, token)
        return token

    def of_group(self, conversation_id: ConversationId, user_id: UserId) -> str:
        """The group's token. Raises NotFound, also where there is none; NotAllowed."""
        group = self._conversations.of_member(conversation_id, user_id)
        check(group, user_id, "link")
        if group.join_token is None:
            raise NotFound("That group has no join link.")
        return group.join_token

    def revoke(self, conversation_id: ConversationId, user_id: UserId) -> None:
        """Take the link back, if there is one. Raises NotFound, NotAllowed."""
        self._set(conversation_id, user_id, None)

    def group_of(self, token: str, user_id: UserId) -> Conversation:
        """The group that the link lets this user into. Raises NotFound where it leads nowhere."""
        conversation_id = token[:ID_LENGTH]
        group = self._conversations.known(ConversationId(conversation_id)) if is_object_id(conversation_id) else None
        held = group.join_token if group is not None else None
        if not hmac.compare_digest((held or "").encode(), token.encode()) or group is None:
            raise _nowhere()
        if group.member(user_id) is None and (user_id in group.barred or self._is_blocked(group, user_id)):
            raise _nowhere()
        return group

    def join(self, token: str, user_id: UserId) -> Conversation:
        """Come in. Raises NotFound where the link leads nowhere, InvalidInput when the group is full."""
        return self._groups.let_in(self.group_of(token, user_id), user_id, [user_id], "joined")

    def _set(self, conversation_id: ConversationId, user_id: UserId, token: str | None) -> None:
        before = self._conversations.of_member(conversation_id, user_id)
        check(before, user_id, "link")
        if token == before.join_token:
            return
        maker = user_id if token is not None else None
        group = self._conversations.changed(self._store.conversations.set_link(conversation_id, token, maker))
        self._groups.record(group, user_id, "join_link", on=token is not None)

    def _is_blocked(self, group: Conversation, user_id: UserId) -> bool:
        maker = self._store.users.get(group.join_maker) if group.join_maker is not None else None
        return maker is not None and user_id in maker.blocked


def _nowhere() -> NotFound:
    return NotFound("That link leads nowhere (any more).")
