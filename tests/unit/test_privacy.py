"""What users set keeps others out, on every way in."""

from __future__ import annotations

import pytest

from chat_app.errors import NotAccepted
from chat_app.protocol.conversations import View, conversation_fields
from chat_app.protocol.users import PublicUser
from chat_app.records import Cursor, Entry
from chat_app.services.presence import HIDDEN
from chat_app.services.privacy import Privacy
from chat_app.types import ConversationId, Seq, UserId
from tests.unit.factories import ADA, BOB, CID, TIME, conversation, user
from tests.unit.house import House, told


def knows(house: House, owner: UserId, *others: UserId) -> None:
    """The owner's contact list."""
    house.store.contacts.know(owner, *others)
    house.services.presence.forget(owner)


def set_up(house: House, user_id: UserId, **settings: object) -> None:
    house.person(user_id, settings=settings)
    house.services.presence.forget(user_id)


def direct(house: House, one: UserId, other: UserId) -> ConversationId:
    """A conversation that the first opened."""
    chat, _ = house.store.conversations.add("direct", {one: "member", other: "member"})
    return chat.id


def test_strangers_may_not_write_to_who_hears_contacts_alone() -> None:
    """Neither open a conversation nor go on in one that they once opened."""
    house = House()
    chat = direct(house, BOB, ADA)
    set_up(house, ADA, who_may_write="contacts")

    with pytest.raises(NotAccepted):
        house.say(chat, sender=BOB)
    with pytest.raises(NotAccepted):
        Privacy(house.store).check_opening(BOB, ADA)  # type: ignore[arg-type]
    knows(house, ADA, BOB)
    assert house.say(chat, sender=BOB).seq == 1
    Privacy(house.store).check_opening(BOB, ADA)  # type: ignore[arg-type]


def test_who_was_written_to_may_answer() -> None:
    """Who opens a conversation hears the other, contact or not."""
    house = House()
    chat = direct(house, ADA, BOB)
    set_up(house, ADA, who_may_write="contacts")

    assert house.say(chat, sender=BOB).seq == 1


def test_neither_edits_nor_reactions_are_a_way_around() -> None:
    """What one may take back is one's own word."""
    house = House()
    chat = direct(house, BOB, ADA)
    said = house.say(chat, sender=BOB)
    set_up(house, ADA, who_may_write="contacts")

    with pytest.raises(NotAccepted):
        house.change(said, BOB, kind="edit", content="And another thing.")
    with pytest.raises(NotAccepted):
        house.react(said, "👍", BOB)
    assert house.change(said, BOB, kind="delete").kind == "delete"


def test_nobody_is_written_to_after_deletion() -> None:
    """It would wait for ever."""
    house = House()
    chat = direct(house, ADA, BOB)
    house.person(ADA, deleted_at=TIME, deactivated_at=TIME)

    with pytest.raises(NotAccepted):
        house.say(chat, sender=BOB)


@pytest.mark.parametrize(("allowed", "contact_may"), [("contacts", True), ("nobody", False)])
def test_who_may_be_added_to_groups_is_theirs_to_say(allowed: str, contact_may: bool) -> None:
    """In a new group as in one that stands; the refusal names whom."""
    house = House()
    set_up(house, BOB, who_may_add=allowed)
    group = house.group(ADA, CID)

    with pytest.raises(NotAccepted) as refused:
        house.group(ADA, BOB)
    assert BOB in str(refused.value.errors)
    with pytest.raises(NotAccepted):
        house.services.groups.invite(group, ADA, [BOB])
    knows(house, BOB, ADA)
    if contact_may:
        house.services.groups.invite(group, ADA, [BOB])
    assert (BOB in house.roles(group)) is contact_may


def test_contacts_alone_see_who_is_here() -> None:
    """`last_seen: contacts`, when asked and when told."""
    house = House()
    set_up(house, ADA, last_seen="contacts")
    knows(house, ADA, BOB)
    house.bus.online.add(ADA)
    house.services.presence.came(ADA)
    seen = house.services.presence.of

    assert house.bus.only == [{BOB}]
    assert seen(BOB, [ADA])[ADA].status == "online" and seen(CID, [ADA])[ADA] == HIDDEN
    assert seen(ADA, [ADA])[ADA].status == "online"


def test_a_new_contact_counts_at_once() -> None:
    """And one who is taken off the list no longer."""
    house = House()
    set_up(house, ADA, last_seen="contacts")
    house.bus.online.add(ADA)
    assert house.services.presence.of(BOB, [ADA])[ADA] == HIDDEN
    knows(house, ADA, BOB)
    assert house.services.presence.of(BOB, [ADA])[ADA].status == "online"


def test_hiding_is_told_to_who_watches() -> None:
    """All but those who still may see them, to whom nothing changes."""
    house = House()
    house.bus.online.add(ADA)
    set_up(house, ADA, last_seen="contacts")
    knows(house, ADA, BOB)
    house.services.presence.audience_changed(ADA)

    assert house.watching(BOB, ADA) == ["online"] and house.watching(CID, ADA) == ["offline"]


def receipts(house: House) -> list[tuple[set[UserId], int, int]]:
    """To whom, delivered, read."""
    found = []
    for users, frame in house.bus.delivered:
        [read] = told([frame])
        if read["type"] == "receipt":
            found.append((set(users), read["delivered_seq"], read["read_seq"]))
    return found


def confirm(house: House, chat: ConversationId, reader: UserId, delivered: int, read: int) -> None:
    house.services.receipts.confirm(reader, chat, Seq(delivered), Seq(read))
    house.services.upkeep.settle()


@pytest.mark.parametrize("hides", [ADA, BOB])
def test_receipts_are_a_give_and_take(hides: UserId) -> None:
    """Whoever of the two hides: the other hears what was delivered, never what was read."""
    house = House()
    chat = direct(house, ADA, BOB)
    house.bus.online |= {ADA, BOB}
    house.say(chat)
    set_up(house, hides, read_receipts=False)
    confirm(house, chat, BOB, 1, 1)

    assert receipts(house) == [({BOB}, 1, 1), ({ADA}, 1, 0)]


def test_reading_alone_is_not_told_when_it_is_hidden() -> None:
    """A second frame with the same delivered_seq would say that something was read."""
    house = House()
    chat = direct(house, ADA, BOB)
    house.bus.online |= {ADA, BOB}
    house.say(chat)
    set_up(house, BOB, read_receipts=False)
    confirm(house, chat, BOB, 1, 0)
    confirm(house, chat, BOB, 1, 1)

    assert [each for each in receipts(house) if ADA in each[0]] == [({ADA}, 1, 0)]


@pytest.mark.parametrize(("hides", "shown"), [(None, 3), (ADA, 0), (BOB, 0)])
def test_the_conversation_shows_no_hidden_reading(hides: UserId | None, shown: int) -> None:
    """One's own cursor is always one's own to see."""
    people = {each: PublicUser(user(each, settings={"read_receipts": each != hides}), HIDDEN) for each in (ADA, BOB)}
    chat = conversation(cursors={ADA: Cursor(Seq(4), Seq(4), 4), BOB: Cursor(Seq(4), Seq(3), 3)})
    own, other = conversation_fields(View(chat, ADA, people))["participants"]

    assert (own["read_seq"], other["read_seq"], other["delivered_seq"]) == (4, shown, 4)


def test_a_repeat_of_what_stands_is_acknowledged_all_the_same() -> None:
    """It was accepted when it was sent."""
    house = House()
    chat = direct(house, BOB, ADA)
    first = house.say(chat, sender=BOB)
    set_up(house, ADA, who_may_write="contacts")
    house.written -= 1
    again: Entry = house.say(chat, sender=BOB)

    assert again.seq == first.seq


def test_who_is_not_heard_is_not_seen_to_write() -> None:
    """Typing would tell of words that never come."""
    house = House()
    chat = direct(house, BOB, ADA)
    set_up(house, ADA, who_may_write="contacts")
    house.services.typing.set(BOB, chat, active=True)
    assert house.bus.delivered == []

    knows(house, ADA, BOB)
    house.services.typing.set(BOB, chat, active=True)
    assert len(house.bus.delivered) == 1
    house.services.typing.set(BOB, chat, active=False)
