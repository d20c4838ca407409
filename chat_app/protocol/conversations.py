"""Conversations as JSON, each as one of its members sees it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chat_app.protocol.messages import entry_fields
from chat_app.protocol.settings import hides_reading
from chat_app.protocol.users import PublicUser, public_fields
from chat_app.records import BEFORE, SHOWN_MEMBERS, Conversation, Entry, Participant
from chat_app.types import Seq, UserId


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
        seen = [
            entry
            for entry in entries
            if entry is not None and self.viewer not in entry.hidden_from and entry.seq > self.start
        ]
        last = max(seen, key=lambda entry: entry.seq, default=None)
        return last.seen_by(self.viewer) if last is not None else None

    @property
    def start(self) -> Seq:
        """The last seq of which the viewer sees nothing."""
        return self.conversation.start(self.viewer)

    @property
    def participants(self) -> list[Participant]:
        """The members that are told together with the conversation: all, or of a large group its first and oneself."""
        shown = {self.viewer, *shown_members(self.conversation)}
        return [each for each in self.conversation.participants if each.user_id in shown]

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
        "description": conversation.description,
        "avatar_url": conversation.avatar_url,
        **_rules_fields(conversation),
        "participants": participants_fields(view, view.participants),
        "participant_count": len(conversation.participants),
        "first_seq": view.start + 1,
        # The cached end may lag behind the place where the viewer came in.
        "last_seq": max(conversation.last_seq, view.start),
        "last_entry": entry_fields(view.last_entry) if view.last_entry else None,
        "unread": view.unread,
        "mentions": view.mentions,
        "muted_until": own.muted_until if own else None,
        "archived": own.archived if own else False,
        "pinned": own.pinned if own else False,
        "unread_mark": own.unread_mark if own else False,
        "notify": own.notify if own else "all",
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
    }


def changed(view: View) -> dict[str, Any]:
    """`conversation`: created or changed."""
    return {"type": "conversation", "conversation": conversation_fields(view)}


def participants_fields(view: View, members: Iterable[Participant]) -> list[dict[str, Any]]:
    """`participants`: those of the members whom the viewer may know, with how far each is."""
    return [_participant_fields(view, member) for member in members if member.user_id in view.people]


def shown_members(conversation: Conversation) -> list[UserId]:
    """The members that are told with a conversation to everybody: all, or of a large group the first to come.

    Who wrote last is among them, for the list shows their name.
    """
    shown = list(conversation.member_ids[:SHOWN_MEMBERS])
    last = conversation.last_entry
    return [*shown, last.sender_id] if last is not None else shown


def _rules_fields(conversation: Conversation) -> dict[str, Any]:
    rules = dataclasses.asdict(conversation.rules)
    return rules if conversation.kind == "group" else dict.fromkeys(rules)


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
