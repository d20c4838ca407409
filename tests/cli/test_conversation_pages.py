"""A page of the list of conversations reads about as much for somebody with ten as with thousands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from bson import ObjectId

from chat_app.records import (
    SHOWN_MEMBERS,
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
from chat_app.store import indexes
from chat_app.store.mongo import open_database
from chat_app.store.mongo.conversations import MongoConversations
from chat_app.types import ConversationId, MessageId, Seq, UserId
from tests.cli.site import Site
from tests.cli.test_names import Reads

ADA, BOB = UserId("a" * 24), UserId("b" * 24)


def group(moment: datetime) -> Conversation:
    """A group of Ada and Bob in which something was said then."""
    members = tuple(Participant(user_id=user, role="member", joined_at=moment) for user in (ADA, BOB))
    return Conversation(
        id=ConversationId(str(ObjectId())),
        kind="group",
        title="G",
        avatar_url=None,
        participants=members,
        cursors={},
        blocked_by=(),
        last_seq=Seq(0),
        last_ordinal=0,
        last_entry=None,
        created_at=moment,
        updated_at=moment,
    )


def store(site: Site, name: str, moments: list[datetime]) -> tuple[MongoConversations, Reads, list[Conversation]]:
    plain = open_database(site.uri, name, timeout=20)
    indexes.make(plain)
    groups = [group(moment) for moment in moments]
    MongoConversations(plain).add_many(groups)
    reads = Reads()
    watched = plain.client.__class__(site.uri, event_listeners=[reads], tz_aware=True).get_database(name)
    ordered = sorted(groups, key=lambda each: (each.updated_at, each.id), reverse=True)
    return MongoConversations(watched), reads, ordered


@pytest.mark.parametrize("spread", [timedelta(hours=1), timedelta(days=30), timedelta(days=2_000)])
def test_a_page_reads_the_same_of_few_as_of_many(site: Site, spread: timedelta) -> None:
    """Whether they were all active today or over years; the first page and one amid."""
    read = {}
    for count in (60, 1_000):
        moments = [now() - spread * (n / count) for n in range(count)]
        name = f"pages_{count}_{spread.days}_{spread.seconds}"
        conversations, reads, ordered = store(site, name, moments)
        first = conversations.page(ADA, after=None, limit=20)
        assert [each.id for each in first] == [each.id for each in ordered[:20]]
        middle = conversations.page(ADA, after=Place(first[-1].updated_at, first[-1].id), limit=20)
        assert [each.id for each in middle] == [each.id for each in ordered[20:40]]
        read[count] = reads.documents
    assert read[1_000] <= 2 * 20 * 10, read


def test_pages_in_a_row_are_the_list(site: Site) -> None:
    """None missing, none twice, also where many moved in one millisecond."""
    moments = [now() - timedelta(days=n // 40) for n in range(130)]
    conversations, _, ordered = store(site, "pages_in_a_row", moments)
    seen: list[Conversation] = []
    while page := conversations.page(ADA, after=Place(seen[-1].updated_at, seen[-1].id) if seen else None, limit=33):
        seen += page
    assert [each.id for each in seen] == [each.id for each in ordered]


def test_members_come_all_at_once_or_not_at_all(site: Site) -> None:
    """One update lets them in, unless one of them is in already or there would be too many."""
    conversations, _, (chat,) = store(site, "members", [now()])
    new = [UserId(f"{n:024x}") for n in range(5)]
    start = Cursor(Seq(7), Seq(7), 3)
    assert conversations.add_members(chat.id, [*new, BOB], start, most=1_000) is None
    assert conversations.add_members(chat.id, new, start, most=6) is None
    conversations.remove_member(chat.id, BOB, role="member", bar=True)
    added = conversations.add_members(chat.id, [*new, BOB], start, most=7)
    assert added is not None
    assert added.member_ids == (ADA, *new, BOB) and added.barred == frozenset()
    assert added.cursor(BOB) == start and added.participants[-1].joined_seq == 7


def test_every_stored_change_counts(site: Site) -> None:
    """By its revision, a cache knows which of two is the later; by its version, an editor what was edited."""
    conversations, _, (chat,) = store(site, "revisions", [now()])
    steps = [
        conversations.update(chat.id, title="new", history="joined"),
        conversations.update_member(chat.id, BOB, pinned=True),
        conversations.set_link(chat.id, "t", ADA),
        conversations.update_member(chat.id, ADA, role="owner"),
        conversations.hand_over(chat.id, ADA, BOB),
        conversations.remove_member(chat.id, ADA, role="admin"),
    ]
    assert [each.revision for each in steps if each] == [1, 2, 3, 4, 5, 6]
    assert [each.version for each in steps if each] == [1] * 6
    assert steps[0] is not None and steps[0].rules == replace(GroupRules(), history="joined")
    assert conversations.update(chat.id, version=0, title="late") is None
    assert conversations.update(chat.id, version=1, title="in time") is not None


def test_a_large_group_is_listed_without_its_members(site: Site) -> None:
    """But with the own cursor and mentions: everything else is as in the group itself."""
    conversations, _, (chat,) = store(site, "large", [now()])
    crowd = [UserId(f"{n:024x}") for n in range(SHOWN_MEMBERS + 1)]
    start = Cursor(Seq(7), Seq(7), 3)
    assert conversations.add_members(chat.id, crowd, start, most=1_000) is not None
    last = Entry(
        message_id=MessageId(chat.id + "0" * 24),
        conversation_id=chat.id,
        sender_id=ADA,
        client_id="c-1",
        kind="text",
        content="hello",
        created_at=now(),
        seq=Seq(9),
    )
    end = End(Position(Seq(9), 4), last)
    conversations.advance({chat.id: {}}, {chat.id: end}, {chat.id: {crowd[0]: [Seq(9)], BOB: [Seq(9)]}})
    whole = conversations.get(chat.id)
    (listed,) = conversations.page(crowd[0], after=None, limit=10)
    assert whole is not None and not whole.bare
    own = replace(whole, cursors={crowd[0]: start}, mentioned={crowd[0]: (Seq(9),)})
    assert listed == replace(own, participants=(), bare=True)
