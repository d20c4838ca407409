"""`Conversations` on the collection `conversations`."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument, UpdateOne
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from chat_app import models
from chat_app.records import (
    SHOWN_MEMBERS,
    Activity,
    Conversation,
    Cursor,
    End,
    Entry,
    GroupRules,
    Participant,
    Place,
    Position,
    now,
)
from chat_app.store.mongo.documents import (
    Fields,
    collection_of,
    inserting_again,
    new_document,
    object_ids,
    raising_unavailable,
)
from chat_app.store.mongo.messages import to_document, to_entry
from chat_app.types import ConversationId, ConversationKind, Role, Seq, UserId

FIRST_WINDOW = timedelta(minutes=1)
WIDER = 8
"""How far back a page looks at first, and how many times as wide a further look may be."""
SKEW = timedelta(days=1)
"""How far ahead other nodes' clocks may be."""
MAX_BARRED = 1_000
"""Of those who were taken out of a group, kept; who was taken out before them may come back by the link."""
MAX_MENTIONS = 100
"""Mentions kept for each member; older ones no longer count."""
RULES = frozenset(each.name for each in dataclasses.fields(GroupRules))
LISTED = """
    kind title description avatar_url rules revision version large blocked_by last_seq last_ordinal last_entry
    last_hidden created_at updated_at
""".split()
"""The fields of a large group that a list needs, beside its members."""
DAWN = timedelta(days=40_000)


@raising_unavailable
class MongoConversations:
    """Who talks with whom, and how far each is."""

    def __init__(self, database: Database[Fields]) -> None:
        self._conversations = collection_of(database, models.Conversation)

    def add(
        self,
        kind: ConversationKind,
        members: Mapping[UserId, Role],
        *,
        blocked_by: Sequence[UserId] = (),
        **shared: Any,
    ) -> tuple[Conversation, bool]:
        created = now()
        key = _direct_key(*members) if kind == "direct" else None
        document = new_document(
            models.Conversation,
            kind=kind,
            direct_key=key,
            participants=[
                models.Participant(user_id=ObjectId(user), role=role, joined_at=created)
                for user, role in members.items()
            ],
            blocked_by=object_ids(blocked_by),
            large=True if len(members) > SHOWN_MEMBERS else None,
            created_at=created,
            updated_at=created,
            rules=models.Rules(**{name: value for name, value in shared.items() if name in RULES}),
            **{name: value for name, value in shared.items() if name not in RULES},
        )
        try:
            self._conversations.insert_one(document)
        except DuplicateKeyError:
            return _to_conversation(self._conversations.find_one({"direct_key": key}) or {}), False
        return _to_conversation(document), True

    def add_many(self, conversations: Sequence[Conversation]) -> None:
        inserting_again(self._conversations, [_whole_document(each) for each in conversations])

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        found = self._conversations.find_one({"_id": ObjectId(conversation_id)})
        return _to_conversation(found) if found else None

    def direct(self, one: UserId, other: UserId) -> Conversation | None:
        found = self._conversations.find_one({"direct_key": _direct_key(one, other)})
        return _to_conversation(found) if found else None

    def of_user(self, user_id: UserId) -> list[Conversation]:
        found = self._conversations.find({"participants.user_id": ObjectId(user_id)})
        return [_to_conversation(document) for document in found]

    def active_since(self, time: datetime) -> list[Activity]:
        found = self._conversations.find(
            {"updated_at": {"$gte": time, "$lt": now() + SKEW}}, {"last_seq": True, "participants.user_id": True}
        )
        return [
            Activity(
                ConversationId(str(document["_id"])),
                Seq(document["last_seq"]),
                tuple(UserId(str(each["user_id"])) for each in document["participants"]),
            )
            for document in found
        ]

    def page(self, user_id: UserId, *, after: Place | None, limit: int) -> list[Conversation]:
        bare = self._newest(user_id, after, limit)
        small = [document["_id"] for document in bare if not document.get("large")]
        whole = {document["_id"]: document for document in self._conversations.find({"_id": {"$in": small}})}
        # Large groups stay bare: their members make documents of 150 KB.
        return [
            _to_conversation(whole[document["_id"]])
            if document["_id"] in whole
            else dataclasses.replace(_to_conversation(document), bare=True)
            for document in bare
        ]

    def _newest(self, user_id: UserId, after: Place | None, limit: int) -> list[Fields]:
        """The next of the list, newest first, without their members."""
        fields = [*LISTED, f"cursors.{user_id}", f"mentioned.{user_id}"]
        end = after.updated_at + timedelta(milliseconds=1) if after else now() + SKEW
        begin = end - FIRST_WINDOW if after else now() - FIRST_WINDOW
        width, dawn, found = FIRST_WINDOW, end - DAWN, list[Fields]()
        # Stretch by stretch: for a sort with a limit the embedded store would fetch all that the user has
        # (docs/decisions/0007). So a page reads about as many as it shows, of ten as of thousands.
        while len(found) < limit and end > dawn:
            query = {"participants.user_id": ObjectId(user_id), "updated_at": {"$gte": begin, "$lt": end}}
            stretch = sorted(self._conversations.find(query, fields), key=_place, reverse=True)
            found += [each for each in stretch if after is None or _place(each) < (after.updated_at, after.id)]
            # As wide as the rest of the page needs, if it goes on as it was here.
            wider = min((limit - len(found)) / len(stretch), WIDER) if stretch else WIDER
            width = min(max(width * wider, FIRST_WINDOW), DAWN)
            begin, end = max(begin - width, dawn), begin
        return found[:limit]

    def update(
        self, conversation_id: ConversationId, *, version: int | None = None, **changes: Any
    ) -> Conversation | None:
        condition: Fields = {"_id": ObjectId(conversation_id)}
        if version is not None:
            # Absent stands for 0.
            condition["version"] = version or {"$in": [0, None]}
        return self._change(condition, {"$set": _shared_fields(changes), "$inc": {"version": 1}})

    def set_link(self, conversation_id: ConversationId, token: str | None, maker: UserId | None) -> Conversation | None:
        fields = {"join_token": token, "join_maker": ObjectId(maker) if maker else None}
        return self._change({"_id": ObjectId(conversation_id)}, {"$set": fields})

    def update_member(self, conversation_id: ConversationId, user_id: UserId, **changes: Any) -> Conversation | None:
        # Not findAndModify: the embedded store knows the positional operator only in updates.
        self._conversations.update_one(
            {"_id": ObjectId(conversation_id), "participants.user_id": ObjectId(user_id)},
            {"$set": {f"participants.$.{name}": value for name, value in changes.items()}, "$inc": {"revision": 1}},
        )
        return self.get(conversation_id)

    def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId], start: Cursor, *, most: int
    ) -> Conversation | None:
        added = object_ids(user_ids)
        joined = {"role": "member", "joined_at": now(), "joined_seq": start.read_seq}
        # All in one update, on the condition that none of them is a member yet: two invitations are one membership.
        group = self._change(
            {
                "_id": ObjectId(conversation_id),
                "participants.user_id": {"$nin": added},
                f"participants.{most - len(added)}": {"$exists": False},
            },
            {
                "$push": {"participants": {"$each": [{"user_id": each, **joined} for each in added]}},
                "$max": _cursor_fields(dict.fromkeys(user_ids, start)),
                "$pull": {"barred": {"$in": added}},
            },
        )
        if group is not None and len(group.participants) > SHOWN_MEMBERS:
            self._conversations.update_one({"_id": ObjectId(conversation_id), "large": None}, {"$set": {"large": True}})
        return group

    def hand_over(self, conversation_id: ConversationId, owner: UserId, heir: UserId) -> Conversation | None:
        result = self._conversations.update_one(
            {
                "_id": ObjectId(conversation_id),
                "participants": {"$elemMatch": {"user_id": ObjectId(owner), "role": "owner"}},
            },
            {
                "$set": {"participants.$[owner].role": "admin", "participants.$[heir].role": "owner"},
                "$inc": {"revision": 1},
            },
            array_filters=[{"owner.user_id": ObjectId(owner)}, {"heir.user_id": ObjectId(heir)}],
        )
        return self.get(conversation_id) if result.matched_count else None

    def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, *, bar: bool = False
    ) -> Conversation | None:
        barred = {"$push": {"barred": {"$each": [ObjectId(user_id)], "$slice": -MAX_BARRED}}} if bar else {}
        return self._change(
            {"_id": ObjectId(conversation_id)},
            {
                "$pull": {"participants": {"user_id": ObjectId(user_id)}},
                "$unset": {f"cursors.{user_id}": "", f"mentioned.{user_id}": ""},
                **barred,
            },
        )

    def set_blocked(self, one: UserId, other: UserId, *, blocked: bool) -> Conversation | None:
        key = {"direct_key": _direct_key(one, other)}
        before = self._conversations.find_one(key, {"cursors": True, "blocked_by": True})
        if before is None:
            return None
        if blocked:
            still = {} if before.get("blocked_by") else {"$set": {"frozen": before.get("cursors", {})}}
            return self._change(key, {"$addToSet": {"blocked_by": ObjectId(one)}, **still})
        others = [each for each in before.get("blocked_by", ()) if each != ObjectId(one)]
        thaw = {} if others else {"$unset": {"frozen": ""}}
        return self._change(key, {"$pull": {"blocked_by": ObjectId(one)}, **thaw})

    def advance(
        self,
        cursors: Mapping[ConversationId, Mapping[UserId, Cursor]],
        ends: Mapping[ConversationId, End],
        mentions: Mapping[ConversationId, Mapping[UserId, Sequence[Seq]]],
    ) -> None:
        updates = []
        for conversation_id in cursors.keys() | ends.keys():
            maxima = _cursor_fields(cursors.get(conversation_id, {}))
            if end := ends.get(conversation_id):
                maxima |= _end_fields(end)
            update = {"$max": maxima}
            if mentioned := mentions.get(conversation_id):
                update["$push"] = _mention_fields(mentioned)
            updates.append(UpdateOne({"_id": ObjectId(conversation_id)}, update))
        if updates:
            self._conversations.bulk_write(updates, ordered=False)

    def cursors(self, of: Mapping[ConversationId, Collection[UserId]]) -> dict[ConversationId, dict[UserId, Cursor]]:
        wanted = {f"cursors.{user_id}": True for users in of.values() for user_id in users}
        found = self._conversations.find({"_id": {"$in": object_ids(of)}}, wanted)
        return {
            conversation_id: {
                user_id: _to_cursor(document.get("cursors", {}).get(user_id, {})) for user_id in of[conversation_id]
            }
            for document in found
            for conversation_id in [ConversationId(str(document["_id"]))]
        }

    def amend_last(self, entry: Entry) -> None:
        cache = "last_hidden" if entry.hidden_from else "last_entry"
        self._conversations.update_one(
            {"_id": ObjectId(entry.conversation_id), f"{cache}.seq": entry.seq},
            {"$set": {f"{cache}.entry": to_document(entry)}},
        )

    def _change(self, condition: Fields, update: Fields) -> Conversation | None:
        update["$inc"] = {"revision": 1} | update.get("$inc", {})
        found = self._conversations.find_one_and_update(condition, update, return_document=ReturnDocument.AFTER)
        return _to_conversation(found) if found else None


def _place(document: Fields) -> tuple[datetime, str]:
    return document["updated_at"], str(document["_id"])


def _direct_key(one: UserId, other: UserId) -> str:
    return ":".join(sorted((one, other)))


def _cursor_fields(cursors: Mapping[UserId, Cursor]) -> Fields:
    fields: Fields = {}
    for user_id, cursor in cursors.items():
        fields[f"cursors.{user_id}.delivered_seq"] = cursor.delivered_seq
        fields[f"cursors.{user_id}.read_seq"] = cursor.read_seq
        fields[f"cursors.{user_id}.read_ordinal"] = cursor.read_ordinal
    return fields


def _end_fields(end: End) -> Fields:
    fields: Fields = {"last_seq": end.position.seq, "last_ordinal": end.position.ordinal}
    # Documents compare field by field: with seq in front, $max keeps the later entry.
    if entry := end.entry:
        fields["last_entry"] = {"seq": entry.seq, "entry": to_document(entry)}
        fields["updated_at"] = entry.created_at
    if hidden := end.hidden:
        fields["last_hidden"] = {"seq": hidden.seq, "entry": to_document(hidden)}
    return fields


def _shared_fields(changes: Mapping[str, Any]) -> Fields:
    """What is the same for all members, as stored: the rules stand together."""
    return {f"rules.{name}" if name in RULES else name: value for name, value in changes.items()}


def _whole_document(conversation: Conversation) -> Fields:
    fields = new_document(
        models.Conversation,
        kind=conversation.kind,
        title=conversation.title,
        description=conversation.description,
        avatar_url=conversation.avatar_url,
        rules=models.Rules(**dataclasses.asdict(conversation.rules)),
        direct_key=_direct_key(*conversation.member_ids) if conversation.kind == "direct" else None,
        participants=[models.Participant(**dataclasses.asdict(each)) for each in conversation.participants],
        cursors={user: models.Cursor(**each._asdict()) for user, each in conversation.cursors.items()},
        mentioned={user: list(seqs) for user, seqs in conversation.mentioned.items()},
        blocked_by=object_ids(conversation.blocked_by),
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
    )
    end = End(Position(conversation.last_seq, conversation.last_ordinal), conversation.last_entry)
    return fields | _end_fields(end) | {"_id": ObjectId(conversation.id)}


def _mention_fields(mentioned: Mapping[UserId, Sequence[Seq]]) -> Fields:
    return {f"mentioned.{user}": {"$each": list(seqs), "$slice": -MAX_MENTIONS} for user, seqs in mentioned.items()}


def _to_conversation(document: Fields) -> Conversation:
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
        cursors={UserId(user): _to_cursor(cursor) for user, cursor in document.get("cursors", {}).items()},
        blocked_by=tuple(UserId(str(user)) for user in document.get("blocked_by", ())),
        frozen={UserId(user): _to_cursor(cursor) for user, cursor in document.get("frozen", {}).items()},
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


def _to_cursor(document: Fields) -> Cursor:
    return Cursor(
        Seq(document.get("delivered_seq", 0)), Seq(document.get("read_seq", 0)), document.get("read_ordinal", 0)
    )
