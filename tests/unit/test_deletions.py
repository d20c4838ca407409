"""An account's deletion comes to its end, whatever became meanwhile of what it takes back."""

from __future__ import annotations

import pytest

from chat_app.records import Entry
from chat_app.services import deletions as module
from chat_app.services.account_jobs import Lease
from chat_app.services.deletions import Deletions
from chat_app.store.lives import Deletion
from chat_app.types import ConversationId
from tests.unit.factories import ADA, BOB, TIME
from tests.unit.house import House


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    """Where nothing pauses, and Ada wants all of hers erased."""
    monkeypatch.setattr(module, "PAUSE", 0)
    house = House()
    house.store.lives.deletions[ADA] = Deletion(messages="erase", stage="erase")
    return house


def delete(house: House, message: Entry) -> None:
    """Let the author take the message back."""
    house.change(message, message.sender_id, kind="delete")
    house.standing(message.message_id).deleted_at = TIME


def erase(house: House) -> None:
    """Do the job."""
    of = house.services
    Deletions(house.store, Lease(), of.conversations, of.groups, of.messages).work(ADA)  # type: ignore[arg-type]


def erased(house: House, chat: ConversationId) -> list[str]:
    """The ids of what Ada's deletions name."""
    return [each.target_id or "" for each in house.log(chat) if each.kind == "delete" and each.sender_id == ADA]


def test_a_reaction_to_what_was_deleted_holds_nothing_up(house: House) -> None:
    """There is nothing to be taken back; what comes after it is erased, and the group is left."""
    chat = house.group(BOB, ADA)
    gone = house.say(chat, sender=BOB)
    house.react(gone, "👍", ADA)
    delete(house, gone)
    mine = house.say(chat, "after it")
    erase(house)

    assert erased(house, chat) == [mine.message_id]
    assert ADA not in house.roles(chat) and house.store.lives.deletions == {}


def test_what_stands_is_taken_back(house: House) -> None:
    """Messages and reactions; an own message that one reacted to goes with the reaction."""
    chat = house.group(BOB, ADA)
    theirs, mine = house.say(chat, sender=BOB), house.say(chat)
    for each in (theirs, mine):
        house.react(each, "👍", ADA)
    erase(house)

    off = [each.target_id for each in house.log(chat) if each.kind == "reaction" and each.data and not each.data["on"]]
    assert erased(house, chat) == [mine.message_id] and theirs.message_id in off
