"""What the services ask of a store, in domain terms; `store/mongo` answers. Every call may raise `Unavailable`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from chat_app.keyring import Keyring, MailToken, Passkey, Purpose, SpentChallenge, Totp
from chat_app.records import (
    AccessToken,
    Activity,
    Contact,
    Conversation,
    Cursor,
    End,
    Entry,
    Found,
    OpenConnection,
    Place,
    Position,
    QueueDepth,
    QueueRow,
    Session,
    User,
)
from chat_app.store.administration import AuditLog, Invitations, Reports, ServerSettings
from chat_app.store.lives import Directory, Lives
from chat_app.types import (
    ConnectionId,
    ContactState,
    ConversationId,
    ConversationKind,
    MessageId,
    Role,
    Seq,
    SessionId,
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


class Users(Protocol):
    """People and their signed-in devices."""

    def add(self, user: User) -> User:
        """Store a new user and return it with its id. Raises Taken, with the field in `errors`."""

    def add_many(self, users: Sequence[User]) -> list[User]:
        """Store new users at once, for imports and seeds. Raises Taken."""

    def get(self, user_id: UserId) -> User | None:
        """That user, deactivated or not."""

    def get_many(self, user_ids: Iterable[UserId]) -> dict[UserId, User]:
        """Those of the users that exist."""

    def by_login(self, login: str) -> User | None:
        """The user of that username or e-mail address, whatever the case."""

    def by_usernames(self, usernames: Sequence[str]) -> list[UserId]:
        """The ids of the users of these names, whatever the case."""

    def search(self, prefix: str, *, start: str | None, limit: int) -> Found:
        """Active users whose username or display name begins so (folded), by that name, from the key `start` on.

        There may be fewer than `limit` though more follow.
        """

    def all(self) -> list[User]:
        """All users, in no order, for the CLI."""

    def update(self, user_id: UserId, *, version: int | None = None, **changes: Any) -> User | None:
        """Change fields of a user, and count its version on. Raises Taken.

        None when there is no such user, or its version is not `version` any more, where one is given.
        """

    def set_blocked(self, user_id: UserId, other: UserId, *, blocked: bool) -> None:
        """Note at both that the one has blocked the other, or not any more."""

    def add_session(self, user: User, session: Session) -> bool:
        """Note a signed-in device; those that expired, and the oldest of too many, go.

        False when the password has changed since `user` was read, or the account was deactivated.
        """

    def deactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> None:
        """Let nobody in any more, and sign all devices out, in one go."""

    def reactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> User | None:
        """Let the user in again; None when there is nothing of that kind to end. Admins end any but a deletion."""

    def set_password(self, user_id: UserId, password_hash: str, *, keep: SessionId | None = None) -> None:
        """Give a new password and sign all devices out but one, in one go."""

    def rotate_session(self, user_id: UserId, session_id: SessionId, old_hash: str, session: Session) -> bool:
        """Put `session` in place if its hash is still `old_hash`; False when it is not."""

    def remove_sessions(self, user_id: UserId, *, only: SessionId | None = None, keep: SessionId | None = None) -> None:
        """Sign devices out: one, or all but one, or all."""

    def add_access_token(self, user_id: UserId, token: AccessToken, *, at_most: int) -> bool:
        """Keep a personal access token; False when the user has so many already."""

    def remove_access_token(self, user_id: UserId, token_id: SessionId) -> bool:
        """Forget a personal access token; False when there is none of that id."""

    def used_access_token(self, user_id: UserId, token_id: SessionId, time: datetime) -> None:
        """Note when a personal access token was last used."""

    def signed_out_since(self, time: datetime) -> list[User]:
        """The users of whom a device was signed out since then."""

    def saw(self, last_seen: Mapping[UserId, datetime]) -> None:
        """Write when users were last seen, all in one go."""


class Keyrings(Protocol):
    """What proves who somebody is. Each change is done once or not at all, whatever else happens at that moment."""

    def of(self, user_id: UserId) -> Keyring:
        """The user's; an empty one for who is not there."""

    def forget(self, user_id: UserId) -> None:
        """Drop all of it."""

    def add_mail_token(self, user_id: UserId, token: MailToken, *, beside: int) -> bool:
        """Note a link that is about to be mailed; False when there are more than `beside` others by now."""

    def spend_mail_token(
        self,
        user_id: UserId,
        token: MailToken,
        changes: Mapping[str, Any],
        *,
        ends: Collection[Purpose],
        sign_out: bool = False,
    ) -> bool:
        """Change fields of the user and end the links of these purposes, if this one is good still.

        With `sign_out` all devices are signed out as well. False when the link was used, or has expired. Raises Taken.
        """

    def set_totp(self, user_id: UserId, totp: Totp | None, recovery_hashes: Collection[str] = ()) -> None:
        """Put an authenticator app and its recovery codes in place of what was there, or take it away."""

    def set_recovery_hashes(self, user_id: UserId, recovery_hashes: Collection[str]) -> None:
        """Put these recovery codes in place of the others."""

    def advance_totp(self, user_id: UserId, totp: Totp, step: int) -> bool:
        """Use up the codes up to `step`; False when that step was used already, or the app is another one by now."""

    def spend_recovery_hash(self, user_id: UserId, recovery_hash: str) -> bool:
        """Use up a recovery code; False when it is none."""

    def add_passkey(self, user_id: UserId, passkey: Passkey, spent: SpentChallenge) -> bool:
        """Note a passkey; False when the challenge was answered before."""

    def use_passkey(self, user_id: UserId, before: Passkey, after: Passkey, spent: SpentChallenge) -> bool:
        """Note a use; False when the passkey was used or removed meanwhile, or the challenge answered before."""

    def remove_passkey(self, user_id: UserId, passkey_id: str) -> bool:
        """Take a passkey away; False when it is none of the user's."""


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
        """Make the one an admin and the other the owner, in one go; None when the one is not the owner any more."""

    def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, *, bar: bool = False
    ) -> Conversation | None:
        """Take a member out; `bar` notes that they may not come back by themselves."""

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


class Contacts(Protocol):
    """Whom users know, and whom they blocked."""

    def get(self, user_id: UserId, contact_id: UserId) -> Contact | None:
        """What the one keeps about the other."""

    def of_user(self, user_id: UserId) -> list[Contact]:
        """All that the user keeps about others, whatever its state."""

    def put(self, user_id: UserId, contact_id: UserId, **changes: Any) -> Contact:
        """Make or change a row."""

    def move(
        self, user_id: UserId, contact_id: UserId, *, before: Collection[ContactState], after: ContactState
    ) -> Contact | None:
        """Move a row from one of the states `before` to `after`; None when it is in no such state, or not there.

        `none` takes the other off the list: the nickname goes, a block stays.
        """


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
    directory: Directory
    lives: Lives
    ping: Callable[[], None]
    """Returns when the store answers; raises Unavailable otherwise."""
