"""Conversations as the store keeps them, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId

from chat_app import models
from chat_app.records import Conversation, Cursor, End, GroupRules, Participant, Position
from chat_app.store.mongo.documents import Fields, new_document, object_ids
from chat_app.store.mongo.messages import to_document, to_entry
from chat_app.types import ConversationId, Seq, UserId

MAX_MENTIONS = 100
"""Mentions kept for each member; older ones no longer count."""
RULES = frozenset(each.name for each in dataclasses.fields(GroupRules))


def direct_key(one: UserId, other: UserId) -> str:
    """The key that a pair has, whoever asks."""
    return ":".join(sorted((one, other)))


def cursor_fields(cursors: Mapping[UserId, Cursor]) -> Fields:
    """Cursors by the names of their fields, for `$max`: they never move back."""
    fields: Fields = {}
    for user_id, cursor in cursors.items():
        fields[f"cursors.{user_id}.delivered_seq"] = cursor.delivered_seq
        fields[f"cursors.{user_id}.read_seq"] = cursor.read_seq
        fields[f"cursors.{user_id}.read_ordinal"] = cursor.read_ordinal
    return fields


def end_fields(end: End) -> Fields:
    """The caches of a log's end by the names of their fields, for `$max`."""
    fields: Fields = {"last_seq": end.position.seq, "last_ordinal": end.position.ordinal}
    # Documents compare field by field: with seq in front, $max keeps the later entry.
    if entry := end.entry:
        fields["last_entry"] = {"seq": entry.seq, "entry": to_document(entry)}
        fields["updated_at"] = entry.created_at
    if hidden := end.hidden:
        fields["last_hidden"] = {"seq": hidden.seq, "entry": to_document(hidden)}
    return fields


def shared_fields(changes: Mapping[str, Any]) -> Fields:
    """What is the same for all members, as stored: the rules stand together."""
    return {f"rules.{name}" if name in RULES else name: value for name, value in changes.items()}


def whole_document(conversation: Conversation) -> Fields:
    """The document of a conversation that is stored as it is."""
    fields = new_document(
        models.Conversation,
        kind=conversation.kind,
        title=conversation.title,
        description=conversation.description,
        avatar_url=conversation.avatar_url,
        rules=models.Rules(**dataclasses.asdict(conversation.rules)),
        direct_key=direct_key(*conversation.member_ids) if conversation.kind == "direct" else None,
        participants=[models.Participant(**dataclasses.asdict(each)) for each in conversation.participants],
        cursors={user: models.Cursor(**each._asdict()) for user, each in conversation.cursors.items()},
        mentioned={user: list(seqs) for user, seqs in conversation.mentioned.items()},
        blocked_by=object_ids(conversation.blocked_by),
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
    )
    end = End(Position(conversation.last_seq, conversation.last_ordinal), conversation.last_entry)
    return fields | end_fields(end) | {"_id": ObjectId(conversation.id)}


def mention_fields(mentioned: Mapping[UserId, Sequence[Seq]]) -> Fields:
    """The mentions to be added, for `$push`; the oldest of too many go."""
    return {f"mentioned.{user}": {"$each": list(seqs), "$slice": -MAX_MENTIONS} for user, seqs in mentioned.items()}


def to_conversation(document: Fields) -> Conversation:
    """The conversation of a stored document."""
    last, hidden = document.get("last_entry"), document.get("last_hidden")
    return Conversation(
        id=ConversationId(str(document["_id"])),
        kind=document["kind"],
        title=document.get("title"),
        description=document.get("description"),
        avatar_url=document.get("avatar_url"),
        rules=GroupRules(**document.get("rules", {})),
        revision=document.get("revision", 0),
        version=document.get("version", 0),
        join_token=document.get("join_token"),
        join_maker=UserId(str(document["join_maker"])) if document.get("join_maker") else None,
        barred=frozenset(UserId(str(user)) for user in document.get("barred", ())),
        participants=tuple(_to_participants(document.get("participants", ()))),
        cursors={UserId(user): to_cursor(cursor) for user, cursor in document.get("cursors", {}).items()},
        blocked_by=tuple(UserId(str(user)) for user in document.get("blocked_by", ())),
        frozen={UserId(user): to_cursor(cursor) for user, cursor in document.get("frozen", {}).items()},
        mentioned={UserId(user): tuple(seqs) for user, seqs in document.get("mentioned", {}).items()},
        last_seq=Seq(document.get("last_seq", 0)),
        last_ordinal=document.get("last_ordinal", 0),
        last_entry=to_entry(last["entry"]) if last else None,
        last_hidden=to_entry(hidden["entry"]) if hidden else None,
        created_at=document["created_at"],
        updated_at=document["updated_at"],
    )


def _to_participants(documents: Iterable[Fields]) -> Iterable[Participant]:
    for document in documents:
        yield Participant(
            user_id=UserId(str(document["user_id"])),
            role=document.get("role", "member"),
            joined_at=document["joined_at"],
            joined_seq=Seq(document.get("joined_seq", 0)),
            muted_until=document.get("muted_until"),
            archived=document.get("archived", False),
            pinned=document.get("pinned", False),
            unread_mark=document.get("unread_mark", False),
            notify=document.get("notify", "all"),
        )


def to_cursor(document: Fields) -> Cursor:
    """The cursor of a stored document."""
    return Cursor(
        Seq(document.get("delivered_seq", 0)), Seq(document.get("read_seq", 0)), document.get("read_ordinal", 0)
    )
