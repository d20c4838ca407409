"""Join links: for whoever has one, until it is taken back."""

from __future__ import annotations

import pytest

from chat_app.errors import NotAllowed, NotFound
from chat_app.types import ConversationId
from tests.unit.factories import ADA, BOB, CID
from tests.unit.house import DAN, House


def linked() -> tuple[House, ConversationId, str]:
    house = House()
    chat = house.group(ADA, BOB)
    return house, chat, house.services.join_links.make(chat, ADA)


def test_a_link_lets_whoever_has_it_in_once() -> None:
    """It is said in the log, by who came; coming again changes nothing."""
    house, chat, token = linked()
    for _ in range(2):
        assert house.services.join_links.join(token, DAN).id == chat

    last = house.log(chat)[-1]
    assert (last.sender_id, last.data) == (DAN, {"event": "joined", "user_ids": [DAN]})
    assert house.roles(chat)[DAN] == "member" and len(house.log(chat)) == 3


def test_making_and_revoking_are_said_in_the_log() -> None:
    """All members know whether strangers can come in; revoking twice is one revocation."""
    house, chat, _ = linked()
    house.services.join_links.revoke(chat, ADA)
    house.services.join_links.revoke(chat, ADA)

    assert [entry.data for entry in house.log(chat)[1:]] == [
        {"event": "join_link", "on": True},
        {"event": "join_link", "on": False},
    ]


@pytest.mark.parametrize("end", ["revoked", "replaced", "altered", "cut", "elsewhere", "empty"])
def test_a_link_that_is_none_leads_nowhere(end: str) -> None:
    """All look the same, and like that of a group that never was."""
    house, chat, token = linked()
    if end == "revoked":
        house.services.join_links.revoke(chat, ADA)
    if end == "replaced":
        assert house.services.join_links.make(chat, ADA) != token
    wrong = {"altered": token[:-1] + "~", "cut": token[:24], "elsewhere": "f" * 24 + token[24:], "empty": ""}
    for follow in (house.services.join_links.group_of, house.services.join_links.join):
        with pytest.raises(NotFound, match="leads nowhere"):
            follow(wrong.get(end, token), DAN)

    assert DAN not in house.roles(chat)


def test_who_was_taken_out_does_not_come_back_by_the_link() -> None:
    """Unless somebody adds them; who left by themselves may come back."""
    house, _, token = linked()
    chat = house.services.join_links.join(token, DAN).id
    house.services.groups.remove(chat, DAN, DAN)
    house.services.join_links.join(token, DAN)
    house.services.groups.remove(chat, ADA, DAN)
    with pytest.raises(NotFound, match="leads nowhere"):
        house.services.join_links.join(token, DAN)
    house.services.groups.invite(chat, ADA, [DAN])
    house.services.groups.remove(chat, DAN, DAN)

    assert DAN in house.services.join_links.join(token, DAN).member_ids


def test_whom_the_links_maker_has_blocked_finds_nothing() -> None:
    """Like a link that was taken back: the blocked is not told."""
    house, chat, token = linked()
    house.person(ADA, blocked=frozenset({DAN}))
    with pytest.raises(NotFound, match="leads nowhere"):
        house.services.join_links.join(token, DAN)

    assert DAN not in house.roles(chat) and house.services.join_links.group_of(token, CID).id == chat


def test_only_admins_make_see_and_revoke_it() -> None:
    """A member who wants somebody in asks one; a stranger is not told that there is a group."""
    house, chat, token = linked()
    links = house.services.join_links
    for do in (links.make, links.of_group, links.revoke):
        with pytest.raises(NotAllowed):
            do(chat, BOB)
        with pytest.raises(NotFound):
            do(chat, DAN)
    house.services.groups.set_role(chat, ADA, BOB, "admin")

    assert links.of_group(chat, BOB) == token


def test_a_direct_conversation_has_no_link() -> None:
    """It always has its two members."""
    house = House()
    direct, _ = house.store.conversations.add("direct", {ADA: "member", BOB: "member"})
    with pytest.raises(NotAllowed):
        house.services.join_links.make(direct.id, ADA)
