"""Who may change a group; and each change is an entry that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chat_app.errors import ChangedMeanwhile, InvalidInput, NotAccepted, NotAllowed, NotFound, Unavailable
from chat_app.services import groups as module
from chat_app.types import ConversationId, UserId
from tests.unit.factories import ADA, BOB, CID, TIME
from tests.unit.house import DAN, House


def group(*others: UserId) -> tuple[House, ConversationId]:
    """Ada is its owner, Bob an admin, Cid a member, and Dan none."""
    house = House()
    chat = house.group(ADA, *(others or (BOB, CID)))
    if len(house.roles(chat)) > 2:
        house.services.groups.set_role(chat, ADA, BOB, "admin")
    return house, chat


def said(house: House, chat: ConversationId) -> dict[str, Any]:
    """The last entry of the log."""
    last = house.log(chat)[-1]
    return {"kind": last.kind, "by": last.sender_id} | (last.data or {})


def test_who_makes_a_group_owns_it() -> None:
    """Each of the others is a member once, however often named."""
    house = House()
    chat = house.group(ADA, BOB, CID, BOB, ADA)

    assert house.roles(chat) == {ADA: "owner", BOB: "member", CID: "member"}
    assert said(house, chat) == {"kind": "system", "by": ADA, "event": "created", "title": "group"}


@pytest.mark.parametrize("more", [{"deactivated_at": TIME}, None])
def test_only_people_who_are_there_can_be_brought_in(more: dict[str, Any] | None) -> None:
    """Who has left the site looks like nobody."""
    house, chat = group()
    stranger = house.person(DAN, **more).id if more else UserId("f" * 24)
    for bring in (lambda: house.group(ADA, BOB, stranger), lambda: house.services.groups.invite(chat, ADA, [stranger])):
        with pytest.raises(NotFound, match="no such user"):
            bring()

    assert stranger not in house.roles(chat) and len(house.store.conversations.known) == 1


def test_a_group_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its owner; made so or grown so."""
    monkeypatch.setattr(module, "MAX_MEMBERS", 3)
    house = House()
    chat = house.group(ADA, BOB)
    for grow in (lambda: house.group(ADA, BOB, CID, DAN), lambda: house.services.groups.invite(chat, ADA, [CID, DAN])):
        with pytest.raises(InvalidInput):
            grow()

    assert len(house.services.groups.invite(chat, ADA, [CID, BOB]).participants) == 3


RULES: list[tuple[str, Callable[[House, ConversationId, UserId], object], set[UserId]]] = [
    ("rename", lambda house, chat, by: house.services.groups.change(chat, by, title="new"), {ADA, BOB}),
    ("invite", lambda house, chat, by: house.services.groups.invite(chat, by, [DAN]), {ADA, BOB}),
    ("appoint", lambda house, chat, by: house.services.groups.set_role(chat, by, CID, "admin"), {ADA}),
    ("remove a member", lambda house, chat, by: house.services.groups.remove(chat, by, CID), {ADA, BOB}),
    ("remove the admin", lambda house, chat, by: house.services.groups.remove(chat, by, BOB), {ADA}),
    ("remove the owner", lambda house, chat, by: house.services.groups.remove(chat, by, ADA), set()),
]


@pytest.mark.parametrize("by", [ADA, BOB, CID], ids=["owner", "admin", "member"])
@pytest.mark.parametrize(("do", "may"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_each_role_may_what_it_may(
    do: Callable[[House, ConversationId, UserId], object], may: set[UserId], by: UserId
) -> None:
    """What is refused changes nothing, and no entry says that it was tried. Who leaves needs no role."""
    house, chat = group()
    roles, entries = house.roles(chat), len(house.log(chat))
    leaves = (do, by) in [(RULES[3][1], CID), (RULES[4][1], BOB), (RULES[5][1], ADA)]
    if by in may or leaves:
        do(house, chat, by)
        # Whom the owner's leaving makes owner is said as well.
        assert len(house.log(chat)) == entries + (2 if by == ADA and leaves else 1)
    else:
        with pytest.raises(NotAllowed):
            do(house, chat, by)
        assert (house.roles(chat), len(house.log(chat))) == (roles, entries)


def test_an_admin_does_not_take_another_admin_out() -> None:
    """Only somebody of a higher role may."""
    house, chat = group()
    house.services.groups.set_role(chat, ADA, CID, "admin")
    with pytest.raises(NotAllowed, match="higher role"):
        house.services.groups.remove(chat, BOB, CID)

    assert CID in house.roles(chat)


@pytest.mark.parametrize("rule", RULES, ids=[rule[0] for rule in RULES])
def test_who_is_no_member_finds_no_group(rule: tuple[str, Callable[..., object], set[UserId]]) -> None:
    """Promise 4."""
    house, chat = group()

    with pytest.raises(NotFound, match="no such conversation"):
        rule[1](house, chat, DAN)


@pytest.mark.parametrize("rule", RULES[:3], ids=[rule[0] for rule in RULES[:3]])
def test_a_direct_conversation_is_no_group(rule: tuple[str, Callable[..., object], set[UserId]]) -> None:
    """It always has its two members."""
    house = House()
    direct, _ = house.store.conversations.add("direct", {ADA: "member", BOB: "member"})

    with pytest.raises(NotAllowed, match="direct"):
        rule[1](house, direct.id, ADA)


def test_a_new_member_begins_at_the_end() -> None:
    """With nothing unread; the older messages can be read all the same."""
    house, chat = group()
    house.say(chat)
    end = len(house.log(chat))
    house.services.groups.invite(chat, ADA, [DAN])

    cursor = house.now(chat).cursor(DAN)
    assert (cursor.read_seq, cursor.delivered_seq, cursor.read_ordinal) == (end, end, 1)
    assert said(house, chat) == {"kind": "system", "by": ADA, "event": "added", "user_ids": [DAN]}


def test_inviting_members_changes_nothing() -> None:
    """A repeat after a lost answer is no second invitation."""
    house, chat = group()
    entries = len(house.log(chat))
    house.services.groups.invite(chat, ADA, [BOB, CID])

    assert len(house.log(chat)) == entries


@pytest.mark.parametrize(
    ("change", "event"),
    [
        ({"title": "new"}, "renamed"),
        ({"description": "walks"}, "described"),
        ({"avatar_url": "/a.png"}, "pictured"),
        ({"history": "joined"}, "history"),
        ({"who_may_write": "admins"}, "permissions"),
        ({"who_may_add": "members", "who_may_rename": "members"}, "permissions"),
    ],
)
def test_each_change_is_said_once(change: dict[str, str], event: str) -> None:
    """With its new value, and nothing where it changes nothing."""
    house, chat = group()
    house.services.groups.change(chat, ADA, **change)
    assert said(house, chat) == {"kind": "system", "by": ADA, "event": event} | change
    entries = len(house.log(chat))
    house.services.groups.change(chat, ADA, **change)

    assert len(house.log(chat)) == entries


@pytest.mark.parametrize("more", [{"blocked": frozenset({ADA})}, {"settings": {"who_may_add": "contacts"}}])
def test_a_block_refuses_like_a_setting(more: dict[str, Any]) -> None:
    """The blocked is not told: both answers are the same, to the letter."""
    house, chat = group()
    stranger = house.person(DAN, **more).id
    with pytest.raises(NotAccepted) as refused:
        house.services.groups.invite(chat, ADA, [stranger])

    assert refused.value.detail == "Somebody there does not let you add them to groups."
    assert refused.value.errors == {"participant_ids": [f"{DAN} can't be added by you."]}


RULED: list[tuple[str, Callable[[House, ConversationId, UserId], object]]] = [
    ("who_may_write", lambda house, chat, by: house.say(chat, sender=by)),
    ("who_may_add", lambda house, chat, by: house.services.groups.invite(chat, by, [DAN])),
    ("who_may_rename", lambda house, chat, by: house.services.groups.change(chat, by, description="new")),
]


@pytest.mark.parametrize(("rule", "do"), RULED, ids=[rule for rule, _ in RULED])
def test_a_rule_says_who_may(rule: str, do: Callable[[House, ConversationId, UserId], object]) -> None:
    """Members too, or admins and the owner alone; no rule lets a member change the rules."""
    house, chat = group()
    house.services.groups.change(chat, BOB, **{rule: "admins"})
    with pytest.raises(NotAllowed):
        do(house, chat, CID)
    do(house, chat, BOB)
    house.services.groups.change(chat, BOB, **{rule: "members"})
    do(house, chat, CID)
    with pytest.raises(NotAllowed):
        house.services.groups.change(chat, CID, **{rule: "admins"})


def test_who_may_not_write_still_reacts_and_takes_back() -> None:
    """But does not edit: that is writing as well."""
    house, chat = group()
    mine = house.say(chat, sender=CID)
    house.services.groups.change(chat, ADA, who_may_write="admins")
    with pytest.raises(NotAllowed):
        house.change(mine, CID, kind="edit", content="again")
    house.react(mine, "👍", CID)
    house.change(mine, CID, kind="delete")


def test_a_change_on_top_of_another_one_is_refused() -> None:
    """Two admins with the same dialog open: the second is told, and nothing is overwritten."""
    house, chat = group()
    version = house.now(chat).version
    house.services.groups.change(chat, ADA, version=version, title="first")
    with pytest.raises(ChangedMeanwhile):
        house.services.groups.change(chat, BOB, version=version, title="second")
    house.services.groups.change(chat, BOB, version=version + 1, title="third")

    assert house.now(chat).title == "third"


def test_handing_the_group_over_leaves_one_owner() -> None:
    """The one before is an admin, and may not take it back."""
    house, chat = group()
    house.services.groups.set_role(chat, ADA, CID, "owner")

    assert house.roles(chat) == {ADA: "admin", BOB: "admin", CID: "owner"}
    assert said(house, chat) == {"kind": "system", "by": ADA, "event": "role", "user_ids": [CID], "role": "owner"}
    with pytest.raises(NotAllowed):
        house.services.groups.set_role(chat, ADA, ADA, "owner")


def test_the_owner_does_not_step_down_into_nothing() -> None:
    """A group without an owner could never be changed again."""
    house, chat = group()
    with pytest.raises(NotAllowed):
        house.services.groups.set_role(chat, ADA, ADA, "member")

    assert house.roles(chat)[ADA] == "owner"


@pytest.mark.parametrize("stranger", [DAN, UserId("f" * 24)])
def test_what_is_no_member_has_no_role_and_is_not_taken_out(stranger: UserId) -> None:
    """Whether there is such a user or not."""
    house, chat = group()
    for do in (
        lambda: house.services.groups.set_role(chat, ADA, stranger, "admin"),
        lambda: house.services.groups.remove(chat, ADA, stranger),
    ):
        with pytest.raises(NotFound, match="no such member"):
            do()


@pytest.mark.parametrize(
    ("admin", "heir"), [(None, BOB), (CID, CID)], ids=["the longest member", "the admin before the longest member"]
)
def test_an_owner_who_leaves_is_followed(admin: UserId | None, heir: UserId) -> None:
    """By the highest, then the longest member."""
    house = House()
    chat = house.group(ADA, BOB, CID)
    if admin:
        house.services.groups.set_role(chat, ADA, admin, "admin")
    house.services.groups.remove(chat, ADA, ADA)

    assert house.roles(chat)[heir] == "owner" and list(house.roles(chat).values()).count("owner") == 1
    assert ADA not in house.roles(chat)
    last, before = house.log(chat)[-1], house.log(chat)[-2]
    assert (before.data, last.data) == (
        {"event": "role", "user_ids": [heir], "role": "owner"},
        {"event": "left", "user_ids": [ADA]},
    )


def test_the_last_one_may_leave() -> None:
    """Nobody follows."""
    house = House()
    chat = house.group(ADA)
    house.services.groups.remove(chat, ADA, ADA)

    assert house.roles(chat) == {} and said(house, chat)["event"] == "left"


def test_who_leaves_is_told_with_the_others() -> None:
    """Their other devices show it too; after that nothing reaches them."""
    house, chat = group()
    house.services.groups.remove(chat, ADA, CID)
    told_of_it = house.bus.delivered[-1][0]
    house.say(chat)

    assert said(house, chat)["kind"] == "text"
    assert CID in told_of_it and CID not in house.bus.delivered[-1][0]
    with pytest.raises(NotFound):
        house.services.conversations.of_member(chat, CID)


def test_who_is_not_the_owner_any_more_hands_nothing_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hand-overs at once make one new owner: the second finds that the first was faster."""
    house, chat = group()
    before = house.now(chat)
    house.services.groups.set_role(chat, ADA, BOB, "owner")
    monkeypatch.setattr(house.services.conversations, "of_member", lambda *_: before)
    with pytest.raises(NotAllowed):
        house.services.groups.set_role(chat, ADA, CID, "owner")

    assert [user for user, role in house.roles(chat).items() if role == "owner"] == [BOB]


def test_leaving_is_said_once_though_it_took_two_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log says what happened, not what was tried."""
    house, chat = group()
    remove = house.store.conversations.remove_member

    def stumbles(*_: Any, **__: Any) -> Any:
        monkeypatch.setattr(house.store.conversations, "remove_member", remove)
        raise Unavailable

    monkeypatch.setattr(house.store.conversations, "remove_member", stumbles)
    with pytest.raises(Unavailable):
        house.services.groups.remove(chat, BOB, BOB)
    house.services.groups.remove(chat, BOB, BOB)

    assert [entry.data["event"] for entry in house.log(chat) if entry.data].count("left") == 1


@pytest.mark.parametrize("how", ["the heir leaves", "the heir is an owner by then"])
def test_a_group_keeps_an_owner_though_the_heir_leaves_in_that_moment(
    monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Another one follows: nobody could appoint an owner afterwards."""
    house, chat = group()
    hand_over, groups = house.store.conversations.hand_over, house.services.groups
    leaves = how == "the heir leaves"

    def meanwhile(*those: Any) -> Any:
        monkeypatch.setattr(house.store.conversations, "hand_over", hand_over)
        if leaves:
            groups.remove(chat, BOB, BOB)
        return hand_over(*those)

    monkeypatch.setattr(house.store.conversations, "hand_over", meanwhile)
    if leaves:
        groups.remove(chat, ADA, ADA)
    else:
        before = house.now(chat)
        groups.remove(chat, ADA, ADA)
        with monkeypatch.context() as late:
            # Bob knows the group as it was before he came to own it.
            late.setattr(house.services.conversations, "of_member", lambda *_: before)
            groups.remove(chat, BOB, BOB)

    assert house.roles(chat) == {CID: "owner"}


def test_who_has_left_does_not_become_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner is told that there is no such member, and stays."""
    house, chat = group()
    before = house.now(chat)
    house.services.groups.remove(chat, CID, CID)
    monkeypatch.setattr(house.services.conversations, "of_member", lambda *_: before)
    with pytest.raises(NotFound, match="no such member"):
        house.services.groups.set_role(chat, ADA, CID, "owner")

    assert house.roles(chat)[ADA] == "owner"
