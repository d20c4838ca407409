"""Conversations, their members, and how far each of them is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from chat_app.records.entries import BEFORE, Entry
from chat_app.types import Audience, ConversationId, ConversationKind, HistoryRule, Notify, Role, Seq, UserId

SHOWN_MEMBERS = 100
"""Members that are told together with a conversation: of a larger group the first, to save everybody its thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A member, and what the conversation looks like to that member alone."""

    user_id: UserId
    role: Role
    joined_at: datetime
    joined_seq: Seq = BEFORE
    """Where the log ended when they came."""
    muted_until: datetime | None = None
    archived: bool = False
    pinned: bool = False
    unread_mark: bool = False
    notify: Notify = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRules:
    """Who may do what in a group, and what members see of its log."""

    history: HistoryRule = "all"
    who_may_write: Audience = "members"
    who_may_add: Audience = "admins"
    who_may_rename: Audience = "admins"


class Placed(Protocol):
    """What decides who may see an entry, in whichever form it is."""

    @property
    def hidden_from(self) -> Collection[UserId]:
        """Those it is kept from."""

    @property
    def tells_of(self) -> Seq:
        """The first place in the log that it tells of."""


def may_see(user_id: UserId, entry: Placed, start: Seq) -> bool:
    """Whether a member who sees of the log what comes after `start` may see that entry: the rule of all that reads."""
    return entry.tells_of > start and user_id not in entry.hidden_from


class Cursor(NamedTuple):
    """How far a member has received and read: seqs, inclusive; `read_ordinal` is the ordinal at `read_seq`."""

    delivered_seq: Seq = BEFORE
    read_seq: Seq = BEFORE
    read_ordinal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A direct conversation or a group; `last_*` are a cache that may lag behind the log.

    `revision` counts every change of what is not a cache, `version` those of what a group's admins set: its title, its
    rules. `barred` are those who were taken out and may not come back by the link of `join_token`. A `bare` one was
    read without its members, of whom only the reader's own cursor is there.
    """

    id: ConversationId
    kind: ConversationKind
    title: str | None
    avatar_url: str | None
    description: str | None = None
    rules: GroupRules = GroupRules()
    participants: tuple[Participant, ...]
    cursors: dict[UserId, Cursor]
    blocked_by: tuple[UserId, ...]
    frozen: dict[UserId, Cursor] = field(default_factory=dict)
    mentioned: dict[UserId, tuple[Seq, ...]] = field(default_factory=dict)
    last_seq: Seq
    last_ordinal: int
    last_entry: Entry | None
    created_at: datetime
    updated_at: datetime
    last_hidden: Entry | None = None
    revision: int = 0
    version: int = 0
    join_token: str | None = None
    join_maker: UserId | None = None
    barred: frozenset[UserId] = frozenset()
    bare: bool = False

    @property
    def member_ids(self) -> tuple[UserId, ...]:
        """The members' ids, in the order of joining."""
        return tuple(participant.user_id for participant in self.participants)

    def member(self, user_id: UserId) -> Participant | None:
        """That member, or None."""
        return next((participant for participant in self.participants if participant.user_id == user_id), None)

    def start(self, user_id: UserId) -> Seq:
        """The last seq of which that member sees nothing: 0 for who sees the whole log."""
        if self.rules.history == "all":
            return BEFORE
        member = self.member(user_id)
        return member.joined_seq if member is not None else BEFORE

    def readers(self, entry: Entry) -> list[UserId]:
        """The members who may see that entry, in the order of joining."""
        whole = self.rules.history == "all"
        return [
            each.user_id
            for each in self.participants
            if may_see(each.user_id, entry, BEFORE if whole else each.joined_seq)
        ]

    def shows(self, entry: Placed, user_id: UserId) -> bool:
        """Whether that member may see that entry; who is no member must have been refused before."""
        return may_see(user_id, entry, self.start(user_id))

    def cursor(self, user_id: UserId) -> Cursor:
        """How far that member is; at the start when nothing was confirmed yet."""
        return self.cursors.get(user_id, Cursor())

    def is_hidden_from(self, user_id: UserId) -> bool:
        """Whether it does not exist for that member: they have blocked the other, and nothing else was ever said."""
        return user_id in self.blocked_by and self.last_ordinal == 0

    def shown_cursor(self, user_id: UserId, viewer: UserId) -> Cursor:
        """How far that member is as the viewer may see it: where a block stands, as it was when it was made."""
        if self.blocked_by and user_id != viewer:
            return self.frozen.get(user_id, Cursor())
        return self.cursor(user_id)


@dataclass(frozen=True, slots=True)
class Activity:
    """How far a conversation's log had come when its end was last written, and who is in it."""

    conversation_id: ConversationId
    last_seq: Seq
    member_ids: tuple[UserId, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list of conversations; the id tells those of one millisecond apart."""

    updated_at: datetime
    id: ConversationId


@dataclass(frozen=True, slots=True, order=True)
class MemberPlace:
    """A place in the list of members, who stand in the order of joining."""

    joined_at: datetime
    id: UserId
