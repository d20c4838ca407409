"""Conversations as JSON, each as one of its members sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chat_app.protocol.messages import entry_fields
from chat_app.protocol.settings import hides_reading
from chat_app.protocol.users import PublicUser, public_fields
from chat_app.records import BEFORE, Conversation, Entry, Participant
from chat_app.types import UserId


@dataclass(frozen=True, slots=True)
class View:
    """A conversation as one of its members sees it, with the people in it."""

    conversation: Conversation
    viewer: UserId
    people: Mapping[UserId, PublicUser]

    @property
    def last_entry(self) -> Entry | None:
        """The last entry that the viewer may see."""
        entries = (self.conversation.last_entry, self.conversation.last_hidden)
        seen = [entry for entry in entries if entry is not None and self.viewer not in entry.hidden_from]
        return max(seen, key=lambda entry: entry.seq, default=None)

    @property
    def hides_reading(self) -> bool:
        """Whether the viewer keeps to themselves how far they have read, and so sees it of nobody."""
        own = self.people.get(self.viewer)
        return own is not None and hides_reading(own.user.settings)

    @property
    def unread(self) -> int:
        """Messages after the viewer's read cursor: last minus read, never counted."""
        return max(0, self.conversation.last_ordinal - self.conversation.cursor(self.viewer).read_ordinal)

    @property
    def mentions(self) -> int:
        """Messages after the viewer's read cursor that name the viewer."""
        read = self.conversation.cursor(self.viewer).read_seq
        return len({seq for seq in self.conversation.mentioned.get(self.viewer, ()) if seq > read})


def conversation_fields(view: View) -> dict[str, Any]:
    """`conversation`, as the viewer sees it."""
    conversation = view.conversation
    own = conversation.member(view.viewer)
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "title": conversation.title,
        "avatar_url": conversation.avatar_url,
        "participants": [
            _participant_fields(view, participant)
            for participant in conversation.participants
            if participant.user_id in view.people
        ],
        "last_seq": conversation.last_seq,
        "last_entry": entry_fields(view.last_entry) if view.last_entry else None,
        "unread": view.unread,
        "mentions": view.mentions,
        "muted_until": own.muted_until if own else None,
        "archived": own.archived if own else False,
        "pinned": own.pinned if own else False,
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
    }


def changed(view: View) -> dict[str, Any]:
    """`conversation`: created or changed."""
    return {"type": "conversation", "conversation": conversation_fields(view)}


def _participant_fields(view: View, participant: Participant) -> dict[str, Any]:
    cursor = view.conversation.shown_cursor(participant.user_id, view.viewer)
    person = view.people[participant.user_id]
    hidden = participant.user_id != view.viewer and (view.hides_reading or hides_reading(person.user.settings))
    return {
        "user": public_fields(person),
        "role": participant.role,
        "joined_at": participant.joined_at,
        "delivered_seq": cursor.delivered_seq,
        "read_seq": BEFORE if hidden else cursor.read_seq,
    }
