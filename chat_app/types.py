"""The names of things that are strings and numbers on the wire but must not be mixed up in code."""

from __future__ import annotations

from typing import Literal, NewType

UserId = NewType("UserId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
SessionId = NewType("SessionId", str)
"""A signed-in device, or a personal access token: what a connection stands and falls with."""
ConnectionId = NewType("ConnectionId", str)
NodeId = NewType("NodeId", str)
"""A process that serves, from its start to its end."""
Seq = NewType("Seq", int)
"""A place in a conversation's log: 1, 2, 3, … without holes; 0 is before the first."""

Kind = Literal["text", "file", "system", "edit", "delete", "reaction"]
Priority = Literal["low", "normal", "high"]
ConversationKind = Literal["direct", "group"]
Role = Literal["owner", "admin", "member"]
Audience = Literal["members", "admins"]
"""Who may do a thing in a group: all its members, or its admins and owner."""
HistoryRule = Literal["all", "joined"]
"""What members see of a group's log: all of it, or what came after they joined."""
Notify = Literal["all", "mentions", "nothing"]
ContactState = Literal["contact", "requested", "invited", "none"]
"""On the list; asked and not answered; asked by the other; not on the list (a row for the sake of a block, say)."""
Scope = Literal["read", "write"]
PresenceStatus = Literal["online", "away", "offline"]

MESSAGE_KINDS: frozenset[Kind] = frozenset({"text", "file"})
"""The kinds that a person reads, and that count as unread."""
CHANGE_KINDS: frozenset[Kind] = frozenset({"edit", "delete", "reaction"})
"""The kinds that change an earlier entry, named by `target_id`."""
