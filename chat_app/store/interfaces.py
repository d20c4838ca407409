"""What the services ask of a store, in domain terms; `store/mongo` answers. Every call may raise `Unavailable`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chat_app.records import (
    Activity,
    Conversation,
    Cursor,
    End,
    Entry,
    OpenConnection,
    Place,
    Position,
    QueueDepth,
    QueueRow,
)
from chat_app.store.administration import AuditLog, Invitations, Nodes, Reports, ServerSettings
from chat_app.store.lives import Directory, Lives
from chat_app.store.people import Contacts, Keyrings, Users
from chat_app.types import (
    ConnectionId,
    ConversationId,
    ConversationKind,
    MessageId,
    Role,
    Seq,
    UserId,
)


@dataclass(frozen=True, slots=True)
class Appended:
    """How far a batch came: its first `count` entries stand, and the next one met what `conflict` says.

    `seq`: another writer took that seq. `id`: an entry with that message_id stands already.
    """

    count: int
    conflict: str | None = None


class Log(Protocol):
    """The messages: one gap-free sequence of entries per conversation."""

    def append(self, entries: Sequence[Entry]) -> Appended:
        """Write the entries in order (majority, journaled), stopping at the first that conflicts."""

    def tail(self, conversation_id: ConversationId, known: Position) -> Position:
        """The end of the log, looked for from `known` on, which must not lie beyond it."""

    def range(self, conversation_id: ConversationId, first: int, last: int) -> list[Entry]:
        """The entries with first <= seq <= last, in order."""

    def get(self, message_id: MessageId) -> Entry | None:
        """That entry."""

    def edit(self, target_id: MessageId, change: Entry) -> None:
        """Give the target the content of a later edit, on its author's own screen alone if it is hidden from others.

        A deleted one stays as it is.
        """

    def redact(self, target_id: MessageId, change: Entry) -> None:
        """Take the content from the target and from every edit of it; both keep their place."""

    def react(self, target_id: MessageId, emoji: str, user_id: UserId, *, on: bool, aside: bool = False) -> None:
        """Add or take away one user's reaction; `aside`, on that user's own screen alone."""

    def unapplied(self, conversation_id: ConversationId | None = None) -> list[Entry]:
        """The changes that stand and whose targets may not show them yet, of one conversation or of all, in order."""

    def applied(self, changes: Sequence[Entry]) -> None:
        """Note that the targets of these changes show them."""


class Conversations(Protocol):
    """Who talks with whom, and how far each is."""

    def add(
        self,
        kind: ConversationKind,
        members: Mapping[UserId, Role],
        *,
        blocked_by: Sequence[UserId] = (),
        **shared: Any,
    ) -> tuple[Conversation, bool]:
        """A new conversation, `shared` as in `update`; for a direct one that exists, that one and False."""

    def add_many(self, conversations: Sequence[Conversation]) -> None:
        """Store conversations as they are, their ids, cursors and ends too, for seeds; those that exist stay."""

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """That conversation."""

    def direct(self, one: UserId, other: UserId) -> Conversation | None:
        """The direct conversation of the two."""

    def of_user(self, user_id: UserId) -> list[Conversation]:
        """All conversations of a user, in no order."""

    def active_since(self, time: datetime) -> list[Activity]:
        """The conversations in which something happened since then, as far as it was written, in no order."""

    def page(self, user_id: UserId, *, after: Place | None, limit: int) -> list[Conversation]:
        """The user's conversations by activity, newest first, from behind that place on; large groups are bare."""

    def update(
        self, conversation_id: ConversationId, *, version: int | None = None, **changes: Any
    ) -> Conversation | None:
        """Change what is the same for all members: title, description, avatar_url, and the rules by their names.

        None where there is no such conversation, or a `version` is given and it is another by now.
        """

    def set_link(self, conversation_id: ConversationId, token: str | None, maker: UserId | None) -> Conversation | None:
        """Put a join link in place of the one that stood, or take it away."""

    def update_member(self, conversation_id: ConversationId, user_id: UserId, **changes: Any) -> Conversation | None:
        """Change one member's role or own view (muted_until, archived, pinned, unread_mark, notify)."""

    def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId], start: Cursor, *, most: int
    ) -> Conversation | None:
        """Let users in, in one go, as if they had read up to `start`; who was taken out before is forgiven.

        None when one of them is a member, or there would be more than `most` then.
        """

    def hand_over(self, conversation_id: ConversationId, owner: UserId, heir: UserId) -> Conversation | None:
        """Make the one an admin and the other the owner, in one go.

        None when the one is not the owner any more, or the other no member.
        """

    def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, *, role: Role, bar: bool = False
    ) -> Conversation | None:
        """Take a member of that role out; `bar` notes that they may not come back by themselves.

        None when they have another role by now, or none: a group keeps its owner, who goes only as the last one.
        """

    def set_blocked(self, one: UserId, other: UserId, *, blocked: bool) -> Conversation | None:
        """Note at the two's direct conversation that `one` has blocked `other`, or not any more.

        From the first block to the end of the last, what the two see of each other's cursors stands still.
        """

    def advance(
        self,
        cursors: Mapping[ConversationId, Mapping[UserId, Cursor]],
        ends: Mapping[ConversationId, End],
        mentions: Mapping[ConversationId, Mapping[UserId, Sequence[Seq]]],
    ) -> None:
        """Move cursors and the caches of the logs' ends on, never back, and note who was mentioned; all in one go."""

    def cursors(self, of: Mapping[ConversationId, Collection[UserId]]) -> dict[ConversationId, dict[UserId, Cursor]]:
        """The cursors of these members as they stand."""

    def amend_last(self, entry: Entry) -> None:
        """Let the cache of the last entry show `entry`, if it is that one: it was edited or deleted."""


class Queue(Protocol):
    """What waits for whom."""

    def add(self, rows: Sequence[QueueRow]) -> None:
        """Note rows; those that exist already stay."""

    def confirm(self, cursors: Mapping[ConversationId, Mapping[UserId, Cursor]]) -> None:
        """Remove the rows that these cursors cover."""

    def attempted(self, user_id: UserId, attempts: int, next_attempt_at: datetime) -> None:
        """Note at the user's rows how often they were sent, and when they will be next."""

    def depth(self) -> QueueDepth:
        """How much waits, and how long: for monitoring, so roughly and at little cost."""


class Connections(Protocol):
    """Which sockets are open, on which node."""

    def put(self, opened: Sequence[OpenConnection], closed: Sequence[ConnectionId]) -> None:
        """Note sockets that opened and closed, all in one go."""

    def beat(self, node_id: str) -> None:
        """Tell that the node lives: one update for all of its sockets."""

    def remove_node(self, node_id: str) -> None:
        """Forget a node's sockets."""


@dataclass(frozen=True, slots=True)
class Store:
    """The whole store, built once by the application factory and handed to the services."""

    users: Users
    keyrings: Keyrings
    conversations: Conversations
    log: Log
    queue: Queue
    contacts: Contacts
    connections: Connections
    audit: AuditLog
    invitations: Invitations
    reports: Reports
    server: ServerSettings
    nodes: Nodes
    directory: Directory
    lives: Lives
    ping: Callable[[], None]
    """Returns when the store answers; raises Unavailable otherwise."""
