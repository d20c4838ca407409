"""People, conversations and entries in domain terms: plain values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from chat_app.types import (
    CHANGE_KINDS,
    MESSAGE_KINDS,
    Audience,
    ConnectionId,
    ContactState,
    ConversationId,
    ConversationKind,
    HistoryRule,
    Kind,
    MessageId,
    Notify,
    Priority,
    Role,
    Scope,
    Seq,
    SessionId,
    UserId,
)

BEFORE = Seq(0)
"""The place before the first."""


SHOWN_MEMBERS = 100
"""Members that are told together with a conversation: of a larger group the first, to save everybody its thousand."""

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


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in device; `refresh_hash` is the SHA-256 of the one refresh token that is good now."""

    id: SessionId
    refresh_hash: str
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A personal access token, for a script or a bot; `secret_hash` is the SHA-256 of the secret in it."""

    id: SessionId
    name: str
    scopes: tuple[Scope, ...]
    secret_hash: str
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, as stored."""

    id: UserId
    username: str
    email: str
    email_verified: bool
    password_hash: str
    display_name: str
    bio: str | None
    avatar_url: str | None
    settings: dict[str, Any]
    role: str
    last_seen: datetime | None
    sessions: tuple[Session, ...]
    created_at: datetime
    deactivated_at: datetime | None
    blocked: frozenset[UserId] = frozenset()
    blocked_by: frozenset[UserId] = frozenset()
    time_zone: str | None = None
    locale: str | None = None
    deactivated_by: Literal["user", "admin"] | None = None
    deleted_at: datetime | None = None
    access_tokens: tuple[AccessToken, ...] = ()
    version: int = 0
    """Counts the changes of the profile and the account; what happens by the way, such as a sign-in, leaves it."""

    @property
    def may_return(self) -> bool:
        """Whether signing in again ends the deactivation: the user's own, of an account that is not deleted."""
        return self.deactivated_by == "user" and self.deleted_at is None

    @property
    def apart(self) -> frozenset[UserId]:
        """Those with whom a block stands, whoever made it."""
        return self.blocked | self.blocked_by

    def session(self, session_id: str) -> Session | None:
        """The signed-in device of that id, or None when it was signed out."""
        return next((session for session in self.sessions if session.id == session_id), None)

    def access_token(self, token_id: str) -> AccessToken | None:
        """The personal access token of that id, or None when it was revoked."""
        return next((token for token in self.access_tokens if token.id == token_id), None)


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
        if self.rules.history == "all":
            return [each.user_id for each in self.participants if each.user_id not in entry.hidden_from]
        return [
            each.user_id
            for each in self.participants
            if each.user_id not in entry.hidden_from and each.joined_seq < entry.tells_of
        ]

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


@dataclass(frozen=True, slots=True)
class Match:
    """A user found by a name; `key` is that name, folded, and their place among those found."""

    key: str
    user_id: UserId


@dataclass(frozen=True, slots=True)
class Found:
    """Users found by a name, in order, and the key from which to go on; None at the end."""

    matches: list[Match]
    following: str | None


@dataclass(frozen=True, slots=True, order=True)
class MemberPlace:
    """A place in the list of members, who stand in the order of joining."""

    joined_at: datetime
    id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What a user keeps about another."""

    user_id: UserId
    contact_id: UserId
    nickname: str | None
    state: ContactState
    favourite: bool = False
    blocked: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An entry that waits for one user's confirmation; rank 0 is high, 1 normal, 2 low priority."""

    user_id: UserId
    conversation_id: ConversationId
    seq: Seq
    rank: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many rows wait, and at least how long the oldest has."""

    rows: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class OpenConnection:
    """An open socket of a user, on a node."""

    id: ConnectionId
    user_id: UserId
    node_id: str
    connected_at: datetime
