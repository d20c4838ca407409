"""Who owns a group, over the real store: of several who come and go at once, one does."""

from __future__ import annotations

from chat_app.store import indexes
from chat_app.store.mongo import open_database
from chat_app.store.mongo.conversations import MongoConversations
from chat_app.types import UserId
from tests.cli.site import Site

ADA, BOB, CID = UserId("a" * 24), UserId("b" * 24), UserId("c" * 24)


def test_a_group_is_handed_to_members_alone_and_its_owner_goes_last(site: Site) -> None:
    """Each step on the condition that it is still as it was when it was decided."""
    database = open_database(site.uri, "owners", timeout=20)
    indexes.make(database)
    store = MongoConversations(database)
    group, _ = store.add("group", {ADA: "owner", BOB: "member", CID: "member"}, title="G")

    assert store.remove_member(group.id, BOB, role="admin") is None, "that is not Bob's role"
    assert store.remove_member(group.id, ADA, role="owner") is None, "others are left"
    assert store.remove_member(group.id, BOB, role="member") is not None
    assert store.hand_over(group.id, ADA, BOB) is None, "Bob has left"
    assert store.hand_over(group.id, CID, ADA) is None, "Cid owns nothing"
    handed = store.hand_over(group.id, ADA, CID)
    assert handed is not None and {each.user_id: each.role for each in handed.participants} == {
        ADA: "admin",
        CID: "owner",
    }
    assert store.remove_member(group.id, ADA, role="admin") is not None
    last = store.remove_member(group.id, CID, role="owner")
    assert last is not None and last.participants == ()
