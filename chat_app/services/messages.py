"""Who may write to a conversation, and what follows when they do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from chat_app.errors import ChatError, InvalidInput, NotAllowed, NotFound
from chat_app.protocol.frames import is_object_id
from chat_app.records import Conversation, Entry, now
from chat_app.services.changes import check_room
from chat_app.services.committer import Append, Committed, Committer
from chat_app.services.conversations import Conversations
from chat_app.services.delivery import Delivery
from chat_app.services.group_rights import may_write
from chat_app.services.privacy import Privacy
from chat_app.services.typing import Typing
from chat_app.services.upkeep import Upkeep
from chat_app.store.interfaces import Store
from chat_app.types import CHANGE_KINDS, ConnectionId, ConversationId, Kind, MessageId, Priority, UserId

HALF_LENGTH = 24
"""Digits of a message's id that name its conversation; as many name the entry there."""
MENTION = re.compile(r"(?<![\w@.-])@([A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9_])")
MAX_MENTIONS = 20
"""Names in one message that are looked up; a message with more mentions nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a sender wants to stand in a log."""

    client_id: str
    kind: Kind
    content: str | None = None
    reply_to: MessageId | None = None
    target_id: MessageId | None = None
    data: dict[str, Any] | None = None
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True)
class Ack:
    """An entry that stands, and whether a recipient was connected."""

    entry: Entry
    status: Literal["sent", "queued"]


Done = Callable[[Ack | ChatError], None]


class Messages:
    """The rules of writing."""

    def __init__(
        self,
        store: Store,
        conversations: Conversations,
        committer: Committer,
        delivery: Delivery,
        typing: Typing,
        upkeep: Upkeep,
        privacy: Privacy,
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._committer = committer
        self._delivery = delivery
        self._typing = typing
        self._upkeep = upkeep
        self._privacy = privacy

    def submit(
        self,
        sender: UserId,
        conversation_id: ConversationId,
        draft: Draft,
        done: Done,
        *,
        origin: ConnectionId | None = None,
    ) -> None:
        """Append `draft` to the log, then tell the members; `done` is called when it stands, or with why not.

        `origin` is the connection that it came from, which is told by `done` alone.

        Raises:
            NotFound: no such conversation or message, or the sender is no member: they look alike.
            NotAllowed: the target is somebody else's message, or the sender's role does not let them write.
            NotAccepted: the other of a direct conversation does not hear from the sender.
            Unavailable: too much is waiting for the store.
        """
        conversation = self._conversations.of_member(conversation_id, sender)
        entry = self._entry(conversation, sender, draft)
        self._check(conversation, entry, draft)
        self._typing.stop(conversation, sender)
        self._committer.submit(Append(entry, conversation, lambda outcome: done(self._ack(outcome)), origin))

    def append(self, sender: UserId, conversation_id: ConversationId, draft: Draft) -> Ack:
        """The same, waiting until it stands. Raises what `submit` does, and what it would call `done` with."""
        conversation = self._conversations.of_member(conversation_id, sender)
        ack = self.record(conversation, sender, draft)
        self._typing.stop(conversation, sender)
        return ack

    def record(
        self, conversation: Conversation, sender: UserId, draft: Draft, *, origin: ConnectionId | None = None
    ) -> Ack:
        """Append what nobody typed, waiting until it stands, by whoever it is: a member who has left by now, too.

        Raises what `append` does but for membership.
        """
        entry = self._entry(conversation, sender, draft)
        self._check(conversation, entry, draft)
        ack = self._ack(self._committer.append(entry, conversation, origin))
        if isinstance(ack, ChatError):
            raise ack
        return ack

    def react(self, sender: UserId, conversation_id: ConversationId, draft: Draft, *, origin: ConnectionId) -> Ack:
        """Append a reaction, one at a time: whether there is room shows once those before it were applied."""
        conversation = self._conversations.of_member(conversation_id, sender)
        self._upkeep.settle_changes(conversation_id)
        return self.record(conversation, sender, draft, origin=origin)

    def to_user(self, sender: UserId, recipient: UserId) -> Conversation:
        """The direct conversation with that user, made now if there is none. Raises NotFound."""
        return self._conversations.direct(sender, recipient)[0]

    def _check(self, conversation: Conversation, entry: Entry, draft: Draft) -> None:
        try:
            self._check_rights(conversation, entry.sender_id, draft)
            target = self._check_references(conversation, entry.sender_id, draft)
            entry.target_seq = target.seq if target is not None else None
        except ChatError:
            # A repeat of what stands is answered with it, whatever has happened to its target since.
            if self._store.log.get(entry.message_id) is None:
                raise

    def _check_rights(self, conversation: Conversation, sender: UserId, draft: Draft) -> None:
        if draft.kind in ("system", "delete"):
            return
        self._privacy.check_writing(conversation, sender)
        if draft.kind != "reaction" and not may_write(conversation, sender):
            raise NotAllowed("Only the admins of this group may write in it.")

    def _check_references(self, conversation: Conversation, sender: UserId, draft: Draft) -> Entry | None:
        """The message that a change names, if it may be changed so."""
        if draft.reply_to is not None:
            self._entry_in(conversation, sender, draft.reply_to, "reply_to")
        if draft.kind not in CHANGE_KINDS:
            return None
        target = self._entry_in(conversation, sender, draft.target_id or MessageId(""), "message_id")
        if target.kind == "system":
            raise NotAllowed("What the system says stays.")
        if draft.kind != "reaction" and target.sender_id != sender:
            raise NotAllowed("Only the sender may change a message.")
        if draft.kind != "delete" and target.deleted_at is not None:
            raise InvalidInput(errors={"message_id": ["That message was deleted."]})
        if draft.kind == "reaction" and draft.data and draft.data["on"]:
            check_room(target.seen_by(sender), draft.data["emoji"])
        return target

    def _entry(self, conversation: Conversation, sender: UserId, draft: Draft) -> Entry:
        return Entry(
            message_id=message_id(conversation.id, sender, draft.client_id),
            conversation_id=conversation.id,
            sender_id=sender,
            client_id=draft.client_id,
            kind=draft.kind,
            content=draft.content,
            data=draft.data,
            reply_to=draft.reply_to,
            target_id=draft.target_id,
            priority=draft.priority,
            hidden_from=[each for each in conversation.blocked_by if each != sender],
            mentions=self._mentioned(conversation, sender, draft),
            created_at=now(),
        )

    def _mentioned(self, conversation: Conversation, sender: UserId, draft: Draft) -> list[UserId]:
        names = set(MENTION.findall(draft.content)) if draft.kind == "text" and draft.content else set()
        if not names or len(names) > MAX_MENTIONS:
            return []
        found = self._store.users.by_usernames(sorted(names))
        reached = set(conversation.member_ids) - set(conversation.blocked_by) - {sender}
        return [each for each in found if each in reached]

    def _entry_in(self, conversation: Conversation, viewer: UserId, message_id: MessageId, field: str) -> Entry:
        entry = self._store.log.get(message_id) if message_id.startswith(conversation.id) else None
        if entry is None or entry.kind in CHANGE_KINDS or not conversation.shows(entry, viewer):
            raise NotFound("There is no such message.", errors={field: ["No such message in this conversation."]})
        return entry

    def _ack(self, outcome: Committed | ChatError) -> Ack | ChatError:
        if isinstance(outcome, ChatError):
            return outcome
        return Ack(outcome.entry, "sent" if self._delivery.reaches_anyone(outcome) else "queued")


def message_id(conversation_id: ConversationId, sender: UserId, client_id: str) -> MessageId:
    """The id of an entry: where it stands, and 96 bits of who called it what (docs/decisions/0001)."""
    name = hashlib.sha256(f"{sender}:{client_id}".encode()).hexdigest()
    return MessageId(conversation_id + name[:HALF_LENGTH])


def conversation_of(message_id: MessageId) -> ConversationId:
    """Where a message stands: its id says so. Raises NotFound for what is no message's id."""
    conversation_id, name = message_id[:HALF_LENGTH], message_id[HALF_LENGTH:]
    if not (is_object_id(conversation_id) and is_object_id(name)):
        raise NotFound("There is no such message.")
    return ConversationId(conversation_id)
