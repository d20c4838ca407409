"""Who may write, change and react, whom a message mentions, and where a message is full."""

from __future__ import annotations

from typing import Any

import pytest

from chat_app.errors import ChatError, Conflict, InvalidInput, NotAllowed, NotFound
from chat_app.records import Entry
from chat_app.services.changes import MAX_EMOJI, MAX_REACTIONS
from chat_app.services.messages import MAX_MENTIONS, Ack, Draft
from chat_app.types import ConversationId, MessageId, UserId
from tests.unit.factories import ADA, BOB, CID, TIME
from tests.unit.house import DAN, House, told

FACES = [chr(0x1F600 + place) for place in range(MAX_EMOJI + 1)]


def room(*others: UserId) -> tuple[House, ConversationId]:
    """Ada's group."""
    house = House()
    return house, house.group(ADA, *(others or (BOB, CID)))


@pytest.mark.parametrize("content", ["hello @bob", "@Bob and @BOB!", "well, @bob.", "@bob @nobody @ada"])
def test_a_member_who_is_named_is_mentioned(content: str) -> None:
    """Whatever the case; neither strangers nor oneself."""
    house, chat = room()

    assert house.say(chat, content).mentions == [BOB]


def test_a_name_with_a_dot_ends_before_the_full_stop() -> None:
    """Usernames may hold marks, and not end in one."""
    house, chat = room(DAN)

    assert house.say(chat, "Ask @dan.d.").mentions == [DAN]


def test_who_is_no_member_is_not_mentioned() -> None:
    """They could not read it."""
    house, chat = room(BOB)

    assert house.say(chat, "hello @cid").mentions == []


@pytest.mark.parametrize(("names", "mentioned"), [(MAX_MENTIONS, [BOB]), (MAX_MENTIONS + 1, [])])
def test_too_many_names_mention_nobody(names: int, mentioned: list[UserId]) -> None:
    """A message is no mailing list."""
    house, chat = room()
    content = " ".join(["@bob", *[f"@name{n}" for n in range(names - 1)]])

    assert house.say(chat, content).mentions == mentioned


def test_an_edit_mentions_nobody() -> None:
    """The count of what is unread does not move by what was read."""
    house, chat = room()
    message = house.say(chat)

    assert house.change(message, kind="edit", content="hello @bob").mentions == []


def test_a_mention_is_counted_where_the_conversation_is_shown() -> None:
    """Until it is read; for who is named alone."""
    house, chat = room()
    house.say(chat, "hello @bob")
    house.services.upkeep.settle()
    [(_, _, mentions)] = [call[1:] for call in house.store.conversations.calls if call[0] == "advance"]

    assert mentions == {chat: {BOB: [2]}}


def test_who_is_no_member_may_not_write() -> None:
    """And is not told whether there is such a conversation."""
    house, chat = room()
    for each in (chat, ConversationId("f" * 24)):
        with pytest.raises(NotFound, match="no such conversation"):
            house.services.messages.submit(DAN, each, Draft(client_id="c", kind="text", content="x"), lambda _: None)

    assert len(house.log(chat)) == 1


def test_the_sender_is_told_when_it_stands() -> None:
    """`queued` where nobody is connected, `sent` where somebody is; one's own devices do not count."""
    house, chat = room()
    acks: list[Ack | ChatError] = []
    for online in ({ADA}, {ADA, BOB}):
        house.bus.online = online
        draft = Draft(client_id=f"{len(online)}", kind="text", content="x")
        house.services.messages.submit(ADA, chat, draft, acks.append)
        assert house.services.committer.drain(5)

    assert [ack.status for ack in acks if isinstance(ack, Ack)] == ["queued", "sent"]


def test_who_sends_without_a_socket_is_a_member_and_types_no_more() -> None:
    """As over a socket: the others see the message, and nobody who still writes it."""
    house, chat = room()
    draft = Draft(client_id="c", kind="text", content="x")
    house.services.typing.set(ADA, chat, active=True)
    house.bus.delivered.clear()
    assert house.services.messages.append(ADA, chat, draft).entry.seq == 2
    frames = told([frame for _, frame in house.bus.delivered])
    assert [frame["active"] for frame in frames if frame["type"] == "typing"] == [False]

    with pytest.raises(NotFound, match="no such conversation"):
        house.services.messages.append(DAN, chat, draft)


@pytest.mark.parametrize(
    ("kind", "more"), [("edit", {"content": "x"}), ("delete", {}), ("reaction", {"data": {"emoji": "👍", "on": True}})]
)
def test_only_messages_of_the_same_conversation_can_be_changed(kind: Any, more: dict[str, Any]) -> None:
    """Not those of another one, not changes themselves, and not what is not there."""
    house, chat = room()
    message, elsewhere = house.say(chat), house.say(house.group(ADA))
    change = house.change(message, kind="edit", content="edited")
    for target in (elsewhere.message_id, change.message_id, MessageId(f"{chat}{'0' * 24}"), MessageId("")):
        with pytest.raises(NotFound) as refused:
            house.append(chat, ADA, kind=kind, target_id=target, **more)
        assert (refused.value.errors or {}).keys() == {"message_id"}


@pytest.mark.parametrize("kind", ["edit", "delete"])
def test_only_the_sender_may_change_a_message(kind: Any) -> None:
    """Everybody may react."""
    house, chat = room()
    message = house.say(chat)
    with pytest.raises(NotAllowed):
        house.change(message, BOB, kind=kind, content="x")

    assert house.react(message, "👍", BOB).kind == "reaction"


def test_what_the_system_says_stays() -> None:
    """Not even who caused it may change it."""
    house, chat = room()
    [said] = house.log(chat)

    with pytest.raises(NotAllowed):
        house.change(said, kind="delete")


def test_a_deleted_message_is_neither_edited_nor_reacted_to() -> None:
    """Deleting it once more changes nothing, so it is no mistake."""
    house, chat = room()
    message = house.say(chat)
    house.standing(message.message_id).deleted_at = message.created_at
    with pytest.raises(InvalidInput):
        house.change(message, kind="edit", content="x")
    with pytest.raises(InvalidInput):
        house.react(message, "👍", BOB)

    assert house.change(message, kind="delete").kind == "delete"


def test_a_reply_names_a_message_that_the_sender_can_see() -> None:
    """A hidden one looks like none."""
    house, chat = room()
    message = house.say(chat)
    assert house.say(chat, sender=BOB, reply_to=message.message_id).reply_to == message.message_id
    house.standing(message.message_id).hidden_from = [BOB]

    with pytest.raises(NotFound) as refused:
        house.say(chat, sender=BOB, reply_to=message.message_id)
    assert (refused.value.errors or {}).keys() == {"reply_to"}


def reacted(house: House, chat: ConversationId, reactions: dict[str, list[UserId]]) -> Entry:
    message = house.say(chat)
    house.standing(message.message_id).reactions = reactions
    return message


def test_the_twenty_first_different_reaction_is_refused() -> None:
    """As a conflict; those that stand can be joined, and taken away."""
    house, chat = room()
    full = reacted(house, chat, {face: [CID] for face in FACES[:MAX_EMOJI]})
    with pytest.raises(Conflict) as refused:
        house.react(full, FACES[-1], BOB)

    assert (MAX_EMOJI, refused.value.code, refused.value.status) == (20, "conflict", 409)
    assert house.react(full, FACES[0], BOB) and house.react(full, FACES[0], CID, on=False)


def test_the_twentieth_different_reaction_is_taken() -> None:
    """The limit itself is no more than allowed."""
    house, chat = room()

    assert house.react(reacted(house, chat, {face: [CID] for face in FACES[: MAX_EMOJI - 1]}), FACES[-1], BOB)


def test_the_four_hundred_and_first_reaction_is_refused() -> None:
    """Whatever it is; so a message with all its reactions fits a frame."""
    house, chat = room()
    people = [UserId(f"{n:024x}") for n in range(MAX_REACTIONS)]
    full = reacted(house, chat, {FACES[0]: people[: MAX_REACTIONS // 2], FACES[1]: people[MAX_REACTIONS // 2 :]})
    for face in (FACES[0], FACES[2]):
        with pytest.raises(Conflict, match="400"):
            house.react(full, face, BOB)

    assert house.react(full, FACES[0], people[0], on=False)


def test_the_four_hundredth_reaction_is_taken() -> None:
    """And the message is full then."""
    house, chat = room()
    people = [UserId(f"{n:024x}") for n in range(MAX_REACTIONS - 1)]

    assert house.react(reacted(house, chat, {FACES[0]: people}), FACES[0], BOB)


def test_a_repeat_of_the_reaction_that_filled_a_message_is_a_repeat() -> None:
    """Promise 3: its ack was lost, so it comes again."""
    house, chat = room()
    message = house.say(chat)
    standing = house.standing(message.message_id)
    standing.reactions = {"x": [UserId(f"{place:024x}") for place in range(MAX_REACTIONS - 1)]}
    draft = Draft(client_id="r", kind="reaction", target_id=message.message_id, data={"emoji": "x", "on": True})
    first = house.services.messages.record(house.now(chat), BOB, draft)
    standing.reactions["x"].append(BOB)

    assert house.services.messages.record(house.now(chat), BOB, draft).entry.seq == first.entry.seq


def test_a_repeat_of_an_edit_is_one_though_its_target_was_deleted() -> None:
    """Promise 3 again."""
    house, chat = room()
    message = house.say(chat)
    draft = Draft(client_id="e", kind="edit", content="x", target_id=message.message_id)
    first = house.services.messages.record(house.now(chat), ADA, draft)
    house.standing(message.message_id).deleted_at = TIME

    assert house.services.messages.record(house.now(chat), ADA, draft).entry.seq == first.entry.seq
