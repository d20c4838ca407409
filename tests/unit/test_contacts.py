"""The contact list: asked or not, answered or not; and each change reaches the devices of whose list it is."""

from __future__ import annotations

import pytest

from chat_app.errors import InvalidInput, NotFound
from chat_app.types import UserId
from tests.unit.factories import ADA, BOB, CID
from tests.unit.house import House, told


def asking() -> House:
    """Bob wants to be asked."""
    house = House()
    house.person(BOB, username="bob", settings={"contact_requests": True})
    return house


def states(house: House) -> tuple[str, str]:
    """What Ada's list says of Bob, and Bob's of Ada."""
    rows = house.store.contacts
    mine, theirs = rows.get(ADA, BOB), rows.get(BOB, ADA)
    return mine.state if mine else "none", theirs.state if theirs else "none"


def frames_to(house: House, user_id: UserId) -> list[str]:
    """The states that this user's devices were told, in order."""
    frames = [frame for users, frame in house.bus.delivered if users == [user_id]]
    return [frame["contact"]["state"] for frame in told(frames) if frame["type"] == "contact"]


def test_who_does_not_mind_is_a_contact_at_once() -> None:
    """And is not told of whose list they stand on."""
    house = House()
    house.services.contacts.add(ADA, BOB)

    assert states(house) == ("contact", "none")
    assert (frames_to(house, ADA), frames_to(house, BOB)) == (["contact"], [])


def test_who_wants_to_be_asked_is_asked_once() -> None:
    """Asking again brings the other no second request."""
    house = asking()
    house.services.contacts.add(ADA, BOB)
    house.services.contacts.add(ADA, BOB)

    assert states(house) == ("requested", "invited")
    assert (frames_to(house, ADA), frames_to(house, BOB)) == (["requested"], ["invited"])


@pytest.mark.parametrize("by", ["accept", "add"])
def test_accepting_makes_both_contacts(by: str) -> None:
    """To ask who has asked is to accept."""
    house = asking()
    house.services.contacts.add(ADA, BOB)
    getattr(house.services.contacts, by)(BOB, ADA)

    assert states(house) == ("contact", "contact")
    assert (frames_to(house, ADA)[-1], frames_to(house, BOB)[-1]) == ("contact", "contact")


def test_a_declined_request_looks_unanswered() -> None:
    """Neither at once nor when it is asked again does the declined learn of it."""
    house = asking()
    house.services.contacts.add(ADA, BOB)
    house.services.contacts.remove(BOB, ADA)
    again, _ = house.services.contacts.add(ADA, BOB)

    assert again.state == "requested" and states(house) == ("requested", "none")
    assert frames_to(house, ADA) == ["requested"]


def test_a_withdrawn_request_is_gone_on_both_sides() -> None:
    """It cannot be accepted any more."""
    house = asking()
    house.services.contacts.add(ADA, BOB)
    house.services.contacts.remove(ADA, BOB)

    assert states(house) == ("none", "none") and frames_to(house, BOB) == ["invited", "none"]
    with pytest.raises(NotFound):
        house.services.contacts.accept(BOB, ADA)


def test_a_request_to_who_blocked_one_looks_like_any_other() -> None:
    """It reaches nobody, and stays unanswered."""
    house = asking()
    house.services.contacts.change(BOB, ADA, blocked=True)
    house.bus.delivered.clear()
    mine, _ = house.services.contacts.add(ADA, BOB)

    assert mine.state == "requested" and states(house) == ("requested", "none")
    assert frames_to(house, BOB) == []


def test_a_block_ends_open_requests() -> None:
    """Of the one who blocks: theirs is withdrawn, the other's passes out of sight without an answer."""
    house = asking()
    house.services.contacts.add(ADA, BOB)
    house.services.contacts.change(BOB, ADA, blocked=True)
    assert states(house) == ("requested", "none") and frames_to(house, ADA) == ["requested"]

    house = asking()
    house.services.contacts.add(ADA, BOB)
    house.services.contacts.change(ADA, BOB, blocked=True)
    assert states(house) == ("none", "none")


def test_who_stands_on_the_others_list_is_not_asked() -> None:
    """Bob has Ada as a contact: he wants to be known by her."""
    house = asking()
    house.services.contacts.add(BOB, ADA)
    house.services.contacts.add(ADA, BOB)

    assert states(house) == ("contact", "contact")


def test_names_and_favourites_are_for_people_on_the_list() -> None:
    """A block needs nobody on it, and is listed among the blocked alone."""
    house = House()
    with pytest.raises(NotFound):
        house.services.contacts.change(ADA, BOB, favourite=True)
    house.services.contacts.change(ADA, BOB, blocked=True)
    assert house.services.contacts.of_user(ADA) == []
    ((row, _),) = house.services.contacts.of_user(ADA, blocked=True)
    assert (row.contact_id, row.state) == (BOB, "none")
    house.services.contacts.add(ADA, BOB)
    changed, _ = house.services.contacts.change(ADA, BOB, favourite=True, nickname="Bobby")

    assert (changed.favourite, changed.nickname, changed.blocked) == (True, "Bobby", True)


def test_nobody_is_their_own_contact() -> None:
    """Nor blocks themselves."""
    house = House()
    for do in (house.services.contacts.add, house.services.contacts.change):
        with pytest.raises(InvalidInput):
            do(ADA, ADA)


def test_a_block_takes_each_off_the_others_screen_and_nobody_elses() -> None:
    """They see each other go, and come back when it ends; who knows both notices nothing."""
    house = House()
    house.bus.online |= {ADA, BOB}
    for blocked, between in ((True, "offline"), (False, "online")):
        house.bus.watched, house.bus.only = [], []
        house.services.contacts.change(ADA, BOB, blocked=blocked)
        assert house.watching(BOB, ADA) == house.watching(ADA, BOB) == [between]
        assert set(house.watching(CID, ADA) + house.watching(CID, BOB)) == {"online"}


def test_a_new_contact_sees_at_once_who_shows_themselves_to_contacts() -> None:
    """And sees them go when taken off the list; a new nickname is nobody's business."""
    house = House()
    house.person(ADA, settings={"last_seen": "contacts"})
    house.bus.online.add(ADA)
    for change, statuses in (
        (lambda: house.services.contacts.add(ADA, BOB), ["online"]),
        (lambda: house.services.contacts.change(ADA, BOB, nickname="Bobby"), []),
        (lambda: house.services.contacts.remove(ADA, BOB), ["offline"]),
    ):
        house.bus.watched, house.bus.only = [], []
        change()
        assert house.watching(BOB, ADA) == statuses
