"""Entries of a log, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from chat_app.types import CHANGE_KINDS, MESSAGE_KINDS, ConversationId, Kind, MessageId, Priority, Seq, UserId

BEFORE = Seq(0)
"""The place before the first."""


RANK: dict[Priority, int] = {"high": 0, "normal": 1, "low": 2}
"""The order in which what waits is sent."""


def now() -> datetime:
    """The time in UTC, cut to the milliseconds that the store keeps, so a live entry equals the stored one."""
    time = datetime.now(UTC)
    return time.replace(microsecond=time.microsecond // 1_000 * 1_000)


@dataclass(frozen=True, slots=True)
class Aside:
    """An edit and reactions that stand on their author's own screen alone: they were blocked when they made them."""

    content: str | None = None
    edited_at: datetime | None = None
    reactions: dict[str, bool] = field(default_factory=dict)

    def over(self, entry: Entry, author: UserId) -> Entry:
        """The entry as its author sees it."""
        edited = {} if self.content is None else {"content": self.content, "edited_at": self.edited_at}
        reactions = dict(entry.reactions)
        for emoji, on in self.reactions.items():
            others = [each for each in reactions.pop(emoji, []) if each != author]
            if on or others:
                reactions[emoji] = [*others, author] if on else others
        return replace(entry, reactions=reactions, **edited)  # type: ignore[arg-type]


@dataclass(slots=True, kw_only=True)
class Entry:
    """A place in a conversation's log, with what happened there.

    `ordinal` is the number of messages up to it that anyone may see, so unread counts are a subtraction.
    `hidden_from` names the members it is kept from: those who had blocked the sender. `target_seq` is the place of the
    message that a change names. `asides` is what one user alone sees of it: their changes while they were blocked.
    """

    message_id: MessageId
    conversation_id: ConversationId
    sender_id: UserId
    client_id: str
    kind: Kind
    created_at: datetime
    seq: Seq = BEFORE
    ordinal: int = 0
    content: str | None = None
    data: dict[str, Any] | None = None
    reply_to: MessageId | None = None
    target_id: MessageId | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    reactions: dict[str, list[UserId]] = field(default_factory=dict)
    priority: Priority = "normal"
    hidden_from: list[UserId] = field(default_factory=list)
    mentions: list[UserId] = field(default_factory=list)
    target_seq: Seq | None = None
    asides: dict[UserId, Aside] = field(default_factory=dict)
    edited_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def tells_of(self) -> Seq:
        """The first place in the log that it tells of: of a change, that of the message changed, or any if unknown."""
        return (self.target_seq or Seq(1)) if self.kind in CHANGE_KINDS else self.seq

    def seen_by(self, user_id: UserId) -> Entry:
        """The entry with what only that user sees of it."""
        aside = self.asides.get(user_id)
        return aside.over(self, user_id) if aside is not None else self

    @property
    def counts(self) -> bool:
        """Whether it adds one to the unread of who receives it."""
        return self.kind in MESSAGE_KINDS and not self.hidden_from

    def same_request(self, other: Entry) -> bool:
        """Whether both come from the same request, sent twice; what an edit or a deletion changed is not compared."""
        if other.edited_at is not None or other.deleted_at is not None:
            return (self.kind, self.reply_to, self.target_id) == (other.kind, other.reply_to, other.target_id)
        return (self.kind, self.content, self.reply_to, self.target_id, self.data) == (
            other.kind,
            other.content,
            other.reply_to,
            other.target_id,
            other.data,
        )


class Position(NamedTuple):
    """The end of a log: its last seq and the ordinal there."""

    seq: Seq
    ordinal: int


class End(NamedTuple):
    """The end of a log, and the last entries there that a list of conversations may show, where any came.

    `hidden` is the last one that only its sender may see.
    """

    position: Position
    entry: Entry | None
    hidden: Entry | None = None
