"""What follows the deletion of an account: its messages erased where that is wished, its groups left, nobody's contact.

Each step is one portion and safe to repeat; between two the state is written. Erasing appends a deletion to the log for
each message, so that every client sees it, and takes its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import gevent

from chat_app.errors import ChatError, Unavailable
from chat_app.records import Conversation, Entry
from chat_app.services.account_jobs import Lease
from chat_app.services.conversations import Conversations
from chat_app.services.groups import Groups
from chat_app.services.messages import Draft, Messages
from chat_app.store.interfaces import Store
from chat_app.store.lives import Deletion
from chat_app.types import MESSAGE_KINDS, ConversationId, UserId

WINDOW = 100
"""Entries of a log looked at in one step."""
PAUSE = 0.01
"""Seconds after each message erased and each portion read: a deletion takes at most a hundred of these a second."""
ROWS_AT_ONCE = 200
GROUPS_AT_ONCE = 10


class Deletions:
    """Does what is left to be done of a deletion."""

    def __init__(
        self, store: Store, lease: Lease, conversations: Conversations, groups: Groups, messages: Messages
    ) -> None:
        self._store = store
        self._lease = lease
        self._conversations = conversations
        self._groups = groups
        self._messages = messages

    def work(self, user_id: UserId) -> None:
        """Go on until it is done, or another node holds it. Raises Unavailable."""
        state = self._store.lives.deletion(user_id)
        chats = self._chats(user_id, state) if state is not None and state.stage == "erase" else []
        while state is not None:
            state = self._step(user_id, state, chats)
            until = self._lease.until()
            if not self._store.lives.save_deletion(user_id, state, holder=self._lease.holder, until=until):
                return
            gevent.sleep(PAUSE)

    def _chats(self, user_id: UserId, state: Deletion) -> list[ConversationId]:
        """Where the user's messages stand, groups that were left before too, in the order of ids: a restart goes on."""
        return sorted({each.id for each in self._store.conversations.of_user(user_id)} | set(state.left))

    def _step(self, user_id: UserId, state: Deletion, chats: list[ConversationId]) -> Deletion | None:
        if state.stage == "erase":
            return self._erase(user_id, state, chats)
        if state.stage == "leave":
            return self._leave(user_id, state)
        return state if self._store.lives.forget_contacts(user_id, limit=ROWS_AT_ONCE) else None

    def _erase(self, user_id: UserId, state: Deletion, chats: list[ConversationId]) -> Deletion:
        chat, seq = state.conversation_id, state.seq
        if chat is None:
            chat, seq = (chats[0] if chats else None), 0
        conversation = self._store.conversations.get(chat) if chat is not None else None
        if chat is None or conversation is None:
            return replace(state, stage="leave", conversation_id=None, seq=0)
        entries = self._store.log.range(chat, seq + 1, seq + WINDOW)
        if entries:
            self._erase_all(conversation, user_id, [entry for entry in entries if entry.sender_id == user_id])
            return replace(state, conversation_id=chat, seq=entries[-1].seq)
        following = next((id_ for id_ in chats if id_ > chat), None)
        if following is None:
            return replace(state, stage="leave", conversation_id=None, seq=0)
        return replace(state, conversation_id=following, seq=0)

    def _erase_all(self, conversation: Conversation, user_id: UserId, entries: Iterable[Entry]) -> None:
        for entry in entries:
            # Named after the entry: a repeat after a crash is answered with what stands.
            if entry.kind in MESSAGE_KINDS and entry.deleted_at is None:
                draft = Draft(client_id=f"erase-{entry.seq}", kind="delete", target_id=entry.message_id)
            elif entry.kind == "reaction" and entry.data and entry.data["on"]:
                data = {"emoji": entry.data["emoji"], "on": False}
                draft = Draft(client_id=f"erase-{entry.seq}", kind="reaction", target_id=entry.target_id, data=data)
            else:
                continue
            try:
                self._messages.record(conversation, user_id, draft)
            except Unavailable:
                raise
            except ChatError:
                # A reaction to what was deleted, or is out of reach by now: nothing of it is left to be seen.
                continue
            gevent.sleep(PAUSE)

    def _leave(self, user_id: UserId, state: Deletion) -> Deletion:
        conversations = self._store.conversations.of_user(user_id)
        groups = [each for each in conversations if each.kind == "group"]
        for group in groups[:GROUPS_AT_ONCE]:
            # As it stands now: the cache may know an owner who was that before.
            self._conversations.changed(group)
            self._groups.remove(group.id, user_id, user_id)
        if groups:
            return state
        for conversation in conversations:
            self._conversations.tell(conversation)
        return replace(state, stage="forget")
