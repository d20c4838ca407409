"""A store in memory, as small as the interfaces allow, that can be told to conflict, to fail and to wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from gevent.event import Event

from chat_app.bus.interface import About, Listeners
from chat_app.errors import Unavailable
from chat_app.records import (
    BEFORE,
    AccessToken,
    Contact,
    Conversation,
    Cursor,
    End,
    Entry,
    GroupRules,
    Participant,
    Position,
    QueueRow,
    Session,
    User,
)
from chat_app.store.folding import fold
from chat_app.store.interfaces import Appended
from chat_app.store.lives import Deletion
from chat_app.types import (
    CHANGE_KINDS,
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
from tests.unit.factories import TIME, contact, conversation

Fault = Callable[[], None]
RULES = {each.name for each in fields(GroupRules)}


def unavailable() -> None:
    """A store that does not answer."""
    raise Unavailable


@dataclass
class MemoryLog:
    """`Log` on lists; each list must stay 1, 2, 3, … or the test fails where the hole is made.

    `before` and `after` hold what happens around the next writes, each once: raise, wait, or write as another node
    would. `writes` counts the calls of `append`, `batches` keeps how many entries each brought.
    """

    logs: dict[ConversationId, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    before: list[Fault] = field(default_factory=list)
    after: list[Fault] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    shown: set[MessageId] = field(default_factory=set)

    def append(self, entries: Sequence[Entry]) -> Appended:
        self.batches.append(len(entries))
        if self.before:
            self.before.pop(0)()
        appended = self._append(entries)
        if self.after:
            self.after.pop(0)()
        return appended

    def _append(self, entries: Sequence[Entry]) -> Appended:
        for count, entry in enumerate(entries):
            log = self.logs[entry.conversation_id]
            if any(each.message_id == entry.message_id for each in log):
                return Appended(count, "id")
            if entry.seq <= len(log):
                return Appended(count, "seq")
            assert entry.seq == len(log) + 1, f"a hole before {entry.seq} in a log of {len(log)}"
            log.append(replace(entry))
        return Appended(len(entries))

    def written_elsewhere(self, entry: Entry) -> Entry:
        """Another node appends an entry."""
        log = self.logs[entry.conversation_id]
        entry.seq, entry.ordinal = Seq(len(log) + 1), (log[-1].ordinal if log else 0) + entry.counts
        log.append(replace(entry))
        return entry

    def tail(self, conversation_id: ConversationId, known: Position) -> Position:
        log = self.logs[conversation_id]
        assert known.seq <= len(log)
        return Position(log[-1].seq, log[-1].ordinal) if len(log) > known.seq else known

    def range(self, conversation_id: ConversationId, first: int, last: int) -> list[Entry]:
        return [replace(entry) for entry in self.logs[conversation_id] if first <= entry.seq <= last]

    def get(self, message_id: MessageId) -> Entry | None:
        return next((entry for log in self.logs.values() for entry in log if entry.message_id == message_id), None)

    def edit(self, target_id: MessageId, change: Entry) -> None:
        self.effects.append(f"edit {target_id} {change.content}")

    def redact(self, target_id: MessageId, change: Entry) -> None:
        self.effects.append(f"redact {target_id}")

    def react(self, target_id: MessageId, emoji: str, user_id: UserId, *, on: bool, aside: bool = False) -> None:
        self.effects.append(f"react {target_id} {emoji} {user_id} {on}{' aside' if aside else ''}")

    def unapplied(self, conversation_id: ConversationId | None = None) -> list[Entry]:
        logs = self.logs.values() if conversation_id is None else [self.logs[conversation_id]]
        return [each for log in logs for each in log if each.kind in CHANGE_KINDS and each.message_id not in self.shown]

    def applied(self, changes: Sequence[Entry]) -> None:
        self.shown.update(change.message_id for change in changes)


@dataclass
class MemoryConversations:
    """The part of `Conversations` that services use; `calls` is what upkeep asked of the whole store.

    Who is added later joins later.
    """

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    known: dict[ConversationId, Conversation] = field(default_factory=dict)
    stored: dict[ConversationId, dict[UserId, Cursor]] = field(default_factory=lambda: defaultdict(dict))
    ends: dict[ConversationId, End] = field(default_factory=dict)
    before: list[Fault] = field(default_factory=list)

    def add(
        self, kind: ConversationKind, members: Mapping[UserId, Role], *, title: str | None = None, **more: Any
    ) -> tuple[Conversation, bool]:
        rules = GroupRules(**{name: more.pop(name) for name in RULES & more.keys()})
        new = conversation(
            (), id=ConversationId(f"{len(self.known):024x}"), kind=kind, title=title, rules=rules, **more
        )
        self.known[new.id] = new
        for user_id, role in members.items():
            self._join(new.id, user_id, role)
        return self.known[new.id], True

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        return self.known.get(conversation_id)

    def of_user(self, user_id: UserId) -> list[Conversation]:
        return [each for each in self.known.values() if each.member(user_id)]

    def update(
        self, conversation_id: ConversationId, *, version: int | None = None, **changes: Any
    ) -> Conversation | None:
        held = self.known[conversation_id]
        if version is not None and version != held.version:
            return None
        rules = replace(held.rules, **{name: changes.pop(name) for name in RULES & changes.keys()})
        return self._put(conversation_id, version=held.version + 1, rules=rules, **changes)

    def set_link(self, conversation_id: ConversationId, token: str | None, maker: UserId | None) -> Conversation:
        return self._put(conversation_id, join_token=token, join_maker=maker)

    def update_member(self, conversation_id: ConversationId, user_id: UserId, **changes: Any) -> Conversation | None:
        members = self.known[conversation_id].participants
        changed = [replace(each, **changes) if each.user_id == user_id else each for each in members]
        return self._put(conversation_id, participants=tuple(changed))

    def hand_over(self, conversation_id: ConversationId, owner: UserId, heir: UserId) -> Conversation | None:
        held = self.known[conversation_id].member(owner)
        if held is None or held.role != "owner" or self.known[conversation_id].member(heir) is None:
            return None
        self.update_member(conversation_id, owner, role="admin")
        return self.update_member(conversation_id, heir, role="owner")

    def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId], start: Cursor, *, most: int
    ) -> Conversation | None:
        held = self.known[conversation_id]
        if set(user_ids) & set(held.member_ids) or len(held.participants) + len(user_ids) > most:
            return None
        for user_id in user_ids:
            self._join(conversation_id, user_id, "member", start.read_seq)
        cursors = held.cursors | dict.fromkeys(user_ids, start)
        return self._put(conversation_id, cursors=cursors, barred=held.barred - set(user_ids))

    def set_blocked(self, one: UserId, other: UserId, *, blocked: bool) -> Conversation | None:
        """No test of these has a direct conversation."""

    def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, *, role: Role, bar: bool = False
    ) -> Conversation | None:
        held = self.known[conversation_id]
        member = held.member(user_id)
        if member is None or member.role != role or (role == "owner" and len(held.participants) > 1):
            return None
        left = tuple(each for each in held.participants if each.user_id != user_id)
        barred = held.barred | {user_id} if bar else held.barred
        return self._put(conversation_id, participants=left, barred=barred)

    def _join(self, conversation_id: ConversationId, user_id: UserId, role: Role, start: Seq = BEFORE) -> None:
        members = self.known[conversation_id].participants
        joined = members[-1].joined_at + timedelta(minutes=1) if members else TIME
        member = Participant(user_id=user_id, role=role, joined_at=joined, joined_seq=start)
        self._put(conversation_id, participants=(*members, member))

    def _put(self, conversation_id: ConversationId, **changes: Any) -> Conversation:
        held = self.known[conversation_id]
        self.known[conversation_id] = replace(held, revision=held.revision + 1, **changes)
        return self.known[conversation_id]

    def advance(
        self,
        cursors: Mapping[ConversationId, Mapping[UserId, Cursor]],
        ends: Mapping[ConversationId, End],
        mentions: Mapping[ConversationId, Mapping[UserId, Sequence[Seq]]],
    ) -> None:
        if self.before:
            self.before.pop(0)()
        self.calls.append(("advance", cursors, ends, mentions))
        self.ends.update(ends)
        for conversation_id, moved in cursors.items():
            self.stored[conversation_id].update(moved)
            if (chat := self.known.get(conversation_id)) is not None:
                self._put(conversation_id, cursors=chat.cursors | moved)

    def cursors(self, of: Mapping[ConversationId, Collection[UserId]]) -> dict[ConversationId, dict[UserId, Cursor]]:
        return {chat: {each: self.stored[chat].get(each, Cursor()) for each in users} for chat, users in of.items()}

    def amend_last(self, entry: Entry) -> None:
        self.calls.append(("amend_last", entry.message_id))


@dataclass
class MemoryQueue:
    """`Queue` that only notes what it is asked."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    before: list[Fault] = field(default_factory=list)

    def add(self, rows: Sequence[QueueRow]) -> None:
        self.calls.append(("add", [row.seq for row in rows]))

    def of_user(self, user_id: UserId, *, limit: int) -> list[QueueRow]:
        return []

    def confirm(self, cursors: Mapping[ConversationId, Mapping[UserId, Cursor]]) -> None:
        if self.before:
            self.before.pop(0)()
        self.calls.append(("confirm", cursors))

    def attempted(self, user_id: UserId, attempts: int, next_attempt_at: datetime) -> None:
        self.calls.append(("attempted", user_id, attempts, next_attempt_at))


@dataclass
class MemoryUsers:
    """The part of `Users` that services use."""

    people: dict[UserId, User] = field(default_factory=dict)
    seen: list[UserId] = field(default_factory=list)
    reads: int = 0

    def get(self, user_id: UserId) -> User | None:
        self.reads += 1
        return self.people.get(user_id)

    def get_many(self, user_ids: Iterable[UserId]) -> dict[UserId, User]:
        found = {each: self.people[each] for each in user_ids if each in self.people}
        self.reads += len(found)
        return found

    def add(self, user: User) -> User:
        added = replace(user, id=UserId(f"{len(self.people):024x}"))
        self.people[added.id] = added
        return added

    def by_login(self, login: str) -> User | None:
        return next((each for each in self.people.values() if fold(login) in (fold(each.username), each.email)), None)

    def by_usernames(self, usernames: Sequence[str]) -> list[UserId]:
        names = {fold(each) for each in usernames}
        return [each.id for each in self.people.values() if fold(each.username) in names]

    def update(self, user_id: UserId, *, version: int | None = None, **changes: Any) -> User | None:
        if version is not None and self.people[user_id].version != version:
            return None
        self.people[user_id] = replace(self.people[user_id], version=self.people[user_id].version + 1, **changes)
        return self.people[user_id]

    def set_blocked(self, user_id: UserId, other: UserId, *, blocked: bool) -> None:
        change = frozenset.union if blocked else frozenset.difference
        self.update(user_id, blocked=change(self.people[user_id].blocked, {other}))
        self.update(other, blocked_by=change(self.people[other].blocked_by, {user_id}))

    def deactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> None:
        self.update(user_id, deactivated_at=TIME, deactivated_by=by, sessions=())

    def reactivate(self, user_id: UserId, *, by: Literal["user", "admin"]) -> User | None:
        return self.update(user_id, deactivated_at=None, deactivated_by=None)

    def add_session(self, user: User, session: Session) -> bool:
        held = self.people[user.id]
        if held.password_hash != user.password_hash or held.deactivated_at is not None:
            return False
        self.update(user.id, sessions=(*held.sessions, session))
        return True

    def set_password(self, user_id: UserId, password_hash: str, *, keep: SessionId | None = None) -> None:
        self.update(user_id, password_hash=password_hash)
        self.remove_sessions(user_id, keep=keep)

    def rotate_session(self, user_id: UserId, session_id: SessionId, old_hash: str, session: Session) -> bool:
        held = self.people[user_id].session(session_id)
        if held is None or held.refresh_hash != old_hash:
            return False
        others = tuple(each for each in self.people[user_id].sessions if each.id != session_id)
        self.update(user_id, sessions=(*others, session))
        return True

    def remove_sessions(self, user_id: UserId, *, only: SessionId | None = None, keep: SessionId | None = None) -> None:
        held = self.people[user_id].sessions
        kept = [each for each in held if (each.id != only if only else each.id == keep)]
        self.update(user_id, sessions=tuple(kept))

    def add_access_token(self, user_id: UserId, token: AccessToken, *, at_most: int) -> bool:
        held = self.people[user_id].access_tokens
        if len(held) < at_most:
            self.update(user_id, access_tokens=(*held, token))
        return len(held) < at_most

    def remove_access_token(self, user_id: UserId, token_id: SessionId) -> bool:
        held = self.people[user_id].access_tokens
        kept = tuple(each for each in held if each.id != token_id)
        self.update(user_id, access_tokens=kept)
        return len(kept) < len(held)

    def used_access_token(self, user_id: UserId, token_id: SessionId, time: datetime) -> None:
        held = self.people[user_id].access_tokens
        used = tuple(replace(each, last_used_at=time) if each.id == token_id else each for each in held)
        self.update(user_id, access_tokens=used)

    def saw(self, last_seen: Mapping[UserId, Any]) -> None:
        self.seen.extend(last_seen)


@dataclass
class MemoryContacts:
    """`Contacts` on lists."""

    rows: dict[UserId, list[Contact]] = field(default_factory=dict)

    def get(self, user_id: UserId, contact_id: UserId) -> Contact | None:
        return next((each for each in self.of_user(user_id) if each.contact_id == contact_id), None)

    def of_user(self, user_id: UserId) -> list[Contact]:
        return self.rows.get(user_id, [])

    def put(self, user_id: UserId, contact_id: UserId, **changes: Any) -> Contact:
        held = self.get(user_id, contact_id) or contact(user_id=user_id, contact_id=contact_id, state="none")
        return self._keep(replace(held, **changes))

    def move(
        self, user_id: UserId, contact_id: UserId, *, before: Collection[ContactState], after: ContactState
    ) -> Contact | None:
        held = self.get(user_id, contact_id)
        if held is None or held.state not in before:
            return None
        return self._keep(replace(held, state=after))

    def _keep(self, row: Contact) -> Contact:
        others = [each for each in self.of_user(row.user_id) if each.contact_id != row.contact_id]
        self.rows[row.user_id] = [*others, row]
        return row

    def know(self, user_id: UserId, *others: UserId) -> None:
        """The user has these others on the list."""
        self.rows[user_id] = [contact(user_id=user_id, contact_id=other) for other in others]


@dataclass
class MemoryLives:
    """The part of `Lives` that other services use, and what a deletion asks of it: every job is this node's."""

    left: list[tuple[UserId, ConversationId]] = field(default_factory=list)
    deletions: dict[UserId, Deletion] = field(default_factory=dict)

    def note_left(self, user_id: UserId, conversation_id: ConversationId) -> None:
        self.left.append((user_id, conversation_id))

    def deletion(self, user_id: UserId) -> Deletion | None:
        return self.deletions.get(user_id)

    def save_deletion(self, user_id: UserId, deletion: Deletion | None, *, holder: str, until: datetime) -> bool:
        self.deletions.pop(user_id)
        if deletion is not None:
            self.deletions[user_id] = deletion
        return True

    def forget_contacts(self, user_id: UserId, *, limit: int) -> bool:
        return False


@dataclass
class MemoryStore:
    """What the services under test use of a `Store`."""

    log: MemoryLog = field(default_factory=MemoryLog)
    conversations: MemoryConversations = field(default_factory=MemoryConversations)
    queue: MemoryQueue = field(default_factory=MemoryQueue)
    users: MemoryUsers = field(default_factory=MemoryUsers)
    lives: MemoryLives = field(default_factory=MemoryLives)
    contacts: MemoryContacts = field(default_factory=MemoryContacts)
    connections: None = None
    keyrings: None = None
    nodes: None = None

    def __post_init__(self) -> None:
        # One list, so that a test sees the order in which the parts were asked.
        self.queue.calls = self.conversations.calls


@dataclass
class MemoryBus:
    """A bus that notes what it is to deliver; `told` is set by each delivery, so nobody has to sleep.

    `silent` says for how many seconds nothing came from a user.
    """

    online: set[UserId] = field(default_factory=set)
    delivered: list[tuple[list[UserId], bytes]] = field(default_factory=list)
    watched: list[tuple[UserId, bytes, set[UserId]]] = field(default_factory=list)
    only: list[set[UserId] | None] = field(default_factory=list)
    told: Event = field(default_factory=Event)
    unwatched: set[UserId] = field(default_factory=set)
    silent: dict[UserId, float] = field(default_factory=dict)
    signed_out: list[tuple[UserId, Collection[SessionId] | None]] = field(default_factory=list)
    listeners: Listeners = field(default_factory=Listeners)
    changed: list[str] = field(default_factory=list)
    idle: dict[UserId, float] = field(default_factory=dict)
    busy_elsewhere: set[UserId] = field(default_factory=set)

    def deliver(
        self,
        user_ids: Iterable[UserId],
        frame: bytes,
        *,
        skip: ConnectionId | None = None,
        about: About | None = None,
    ) -> set[UserId]:
        users = list(user_ids)
        self.delivered.append((users, frame))
        self.told.set()
        reached = self.online & set(users)
        for told in self.listeners.told if about is not None else ():
            told(about, reached)
        return reached

    def deliver_to_watchers(
        self,
        watched: UserId,
        frame: bytes,
        *,
        hidden_from: Collection[UserId] = (),
        only: Collection[UserId] | None = None,
    ) -> None:
        self.watched.append((watched, frame, set(hidden_from)))
        self.only.append(None if only is None else set(only))
        self.told.set()

    def is_watched(self, user_id: UserId) -> bool:
        return user_id not in self.unwatched

    def connected(self, user_ids: Iterable[UserId]) -> set[UserId]:
        return self.online & set(user_ids)

    def silence(self, user_id: UserId) -> float | None:
        return self.silent.get(user_id)

    def idleness(self, user_id: UserId) -> float | None:
        return self.idle.get(user_id, 0.0) if user_id in self.online else None

    def users(self) -> list[UserId]:
        return sorted(self.online)

    def idles(self, user_id: UserId, *, idle: bool) -> None:
        self.changed.append(f"{user_id} idle" if idle else f"{user_id} back")

    def idle_elsewhere(self, user_id: UserId) -> bool:
        return user_id not in self.busy_elsewhere

    def sign_out(self, user_id: UserId, session_ids: Collection[SessionId] | None) -> None:
        self.signed_out.append((user_id, session_ids))

    def came(self, user_id: UserId) -> None:
        """There is no other node."""

    def left(self, user_id: UserId) -> None:
        """There is no other node."""

    def conversation_changed(self, conversation_id: ConversationId) -> None:
        self.changed.append(conversation_id)

    def user_changed(self, user_id: UserId) -> None:
        self.changed.append(user_id)
