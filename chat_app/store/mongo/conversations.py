"""`Conversations` on the collection `conversations`."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
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
    Place,
    now,
)
from chat_app.store.mongo.conversation_documents import (
    RULES,
    cursor_fields,
    direct_key,
    end_fields,
    mention_fields,
    shared_fields,
    to_conversation,
    to_cursor,
    whole_document,
)
from chat_app.store.mongo.documents import (
    Fields,
    collection_of,
    inserting_again,
    new_document,
    object_ids,
    raising_unavailable,
    readable,
)
from chat_app.store.mongo.messages import to_document
from chat_app.types import ConversationId, ConversationKind, Role, Seq, UserId

FIRST_WINDOW = timedelta(minutes=1)
WIDER = 8
"""How far back a page looks at first, and how many times as wide a further look may be."""
SKEW = timedelta(days=1)
"""How far ahead other nodes' clocks may be."""
MAX_BARRED = 1_000
"""Of those who were taken out of a group, kept; who was taken out before them may come back by the link."""
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
        key = direct_key(*members) if kind == "direct" else None
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
            return to_conversation(self._conversations.find_one({"direct_key": key}) or {}), False
        return to_conversation(document), True

    def add_many(self, conversations: Sequence[Conversation]) -> None:
        inserting_again(self._conversations, [whole_document(each) for each in conversations])

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        found = self._conversations.find({"_id": ObjectId(conversation_id)})
        return next(readable(to_conversation, found, "conversations"), None)

    def direct(self, one: UserId, other: UserId) -> Conversation | None:
        found = self._conversations.find_one({"direct_key": direct_key(one, other)})
        return to_conversation(found) if found else None

    def of_user(self, user_id: UserId) -> list[Conversation]:
        found = self._conversations.find({"participants.user_id": ObjectId(user_id)})
        return list(readable(to_conversation, found, "conversations"))

    def active_since(self, time: datetime) -> list[Activity]:
        found = self._conversations.find(
            {"updated_at": {"$gte": time, "$lt": now() + SKEW}}, {"last_seq": True, "participants.user_id": True}
        )
        return list(readable(_to_activity, found, "conversations"))

    def page(self, user_id: UserId, *, after: Place | None, limit: int) -> list[Conversation]:
        bare = self._newest(user_id, after, limit)
        small = [ObjectId(conversation.id) for conversation, large in bare if not large]
        found = self._conversations.find({"_id": {"$in": small}})
        whole = {conversation.id: conversation for conversation in readable(to_conversation, found, "conversations")}
        # Large groups stay bare: their members make documents of 150 KB.
        return [whole.get(conversation.id, conversation) for conversation, _ in bare]

    def _newest(self, user_id: UserId, after: Place | None, limit: int) -> list[tuple[Conversation, bool]]:
        """The next of the list, newest first, without their members, and whether each is large."""
        fields = [*LISTED, f"cursors.{user_id}", f"mentioned.{user_id}"]
        end = after.updated_at + timedelta(milliseconds=1) if after else now() + SKEW
        begin = end - FIRST_WINDOW if after else now() - FIRST_WINDOW
        width, dawn, found = FIRST_WINDOW, end - DAWN, list[tuple[Conversation, bool]]()
        # Stretch by stretch: for a sort with a limit the embedded store would fetch all that the user has
        # (docs/decisions/0007). So a page reads about as many as it shows, of ten as of thousands.
        while len(found) < limit and end > dawn:
            query = {"participants.user_id": ObjectId(user_id), "updated_at": {"$gte": begin, "$lt": end}}
            stretch = sorted(self._conversations.find(query, fields), key=_place, reverse=True)
            behind = [each for each in stretch if after is None or _place(each) < (after.updated_at, after.id)]
            found += readable(_to_listed, behind, "conversations")
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
        return self._change(condition, {"$set": shared_fields(changes), "$inc": {"version": 1}})

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
                "participants.user_id": {"$not": {"$in": added}},
                f"participants.{most - len(added)}": {"$exists": False},
            },
            {
                "$push": {"participants": {"$each": [{"user_id": each, **joined} for each in added]}},
                "$max": cursor_fields(dict.fromkeys(user_ids, start)),
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
                "participants": {"$all": [_has(owner, "owner"), {"$elemMatch": {"user_id": ObjectId(heir)}}]},
            },
            {
                "$set": {"participants.$[owner].role": "admin", "participants.$[heir].role": "owner"},
                "$inc": {"revision": 1},
            },
            array_filters=[{"owner.user_id": ObjectId(owner)}, {"heir.user_id": ObjectId(heir)}],
        )
        return self.get(conversation_id) if result.matched_count else None

    def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, *, role: Role, bar: bool = False
    ) -> Conversation | None:
        alone = {"participants.1": {"$exists": False}} if role == "owner" else {}
        barred = {"$push": {"barred": {"$each": [ObjectId(user_id)], "$slice": -MAX_BARRED}}} if bar else {}
        return self._change(
            {"_id": ObjectId(conversation_id), "participants": _has(user_id, role), **alone},
            {
                "$pull": {"participants": {"user_id": ObjectId(user_id)}},
                "$unset": {f"cursors.{user_id}": "", f"mentioned.{user_id}": ""},
                **barred,
            },
        )

    def set_blocked(self, one: UserId, other: UserId, *, blocked: bool) -> Conversation | None:
        key = {"direct_key": direct_key(one, other)}
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
            maxima = cursor_fields(cursors.get(conversation_id, {}))
            if end := ends.get(conversation_id):
                maxima |= end_fields(end)
            update = {"$max": maxima}
            if mentioned := mentions.get(conversation_id):
                update["$push"] = mention_fields(mentioned)
            updates.append(UpdateOne({"_id": ObjectId(conversation_id)}, update))
        if updates:
            self._conversations.bulk_write(updates, ordered=False)

    def cursors(self, of: Mapping[ConversationId, Collection[UserId]]) -> dict[ConversationId, dict[UserId, Cursor]]:
        wanted = {f"cursors.{user_id}": True for users in of.values() for user_id in users}
        found = self._conversations.find({"_id": {"$in": object_ids(of)}}, wanted)
        return {
            conversation_id: {
                user_id: to_cursor(document.get("cursors", {}).get(user_id, {})) for user_id in of[conversation_id]
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
        return to_conversation(found) if found else None


def _has(user_id: UserId, role: Role) -> Fields:
    """The condition that among the participants is that one, in that role."""
    return {"$elemMatch": {"user_id": ObjectId(user_id), "role": role}}


def _to_listed(document: Fields) -> tuple[Conversation, bool]:
    return dataclasses.replace(to_conversation(document), bare=True), bool(document.get("large"))


def _to_activity(document: Fields) -> Activity:
    return Activity(
        ConversationId(str(document["_id"])),
        Seq(document["last_seq"]),
        tuple(UserId(str(each["user_id"])) for each in document["participants"]),
    )


def _place(document: Fields) -> tuple[datetime, str]:
    return document["updated_at"], str(document["_id"])
