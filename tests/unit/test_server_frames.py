"""What the server sends carries the fields that the contract (PROTOCOL.md) names."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat_app.api.shapes import EntryShape
from chat_app.errors import InvalidInput
from chat_app.protocol import conversations, messages, presence, receipts, session, sync, users
from chat_app.protocol.conversations import View
from chat_app.protocol.encoded import encode_entry, live
from chat_app.protocol.errors import error_frame
from chat_app.protocol.wire import encode
from chat_app.records import Cursor
from chat_app.types import ConnectionId, Seq
from tests.unit.factories import ADA, BOB, CHAT, TIME, contact, conversation, entry, public

VIEW = View(conversation(last_entry=entry()), ADA, {ADA: public(ADA), BOB: public(BOB)})
REFUSED = InvalidInput(errors={"content": ["Too long."]}, retry_after=1)

CONTRACT: list[tuple[dict[str, Any], str, str]] = [
    (session.ready(ADA, ConnectionId("x"), 30, TIME), "ready", "user_id connection_id heartbeat_interval server_time"),
    (messages.ack(entry(), "sent"), "ack", "client_id conversation_id message_id seq created_at status"),
    (sync.entries(CHAT, [], 3), "entries", "conversation_id entries last_seq"),
    (live(encode_entry(entry())), "entry", "conversation_id entry"),
    (sync.reset(CHAT, 3), "reset", "conversation_id last_seq"),
    (sync.done(), "sync.done", ""),
    (messages.queue([]), "queue", "entries"),
    (receipts.receipt(CHAT, ADA, Seq(2), Seq(1)), "receipt", "conversation_id user_id delivered_seq read_seq"),
    (presence.typing(CHAT, ADA, active=True), "typing", "conversation_id user_id active"),
    (presence.presence(ADA, "online", None), "presence", "user_id status last_seen"),
    (conversations.changed(VIEW), "conversation", "conversation"),
    (users.contact_changed(contact(), public(BOB)), "contact", "contact"),
    (session.pong(), "pong", ""),
    (
        error_frame(REFUSED, {"id": 1, "client_id": "c"}),
        "error",
        "code detail id client_id field errors retry_after",
    ),
]
ENTRY = (
    "message_id conversation_id seq sender_id client_id kind content reply_to target_id attachments reactions priority "
    "created_at edited_at deleted_at"
)


@pytest.mark.parametrize(("frame", "type_", "named"), CONTRACT, ids=[type_ for _, type_, _ in CONTRACT])
def test_a_frame_carries_the_fields_that_the_contract_names(frame: dict[str, Any], type_: str, named: str) -> None:
    """No fewer, and no more than its documents say."""
    assert frame.keys() == {"type", *named.split()} and frame["type"] == type_
    assert encode(frame)


def test_an_entry_has_every_field_of_the_contract() -> None:
    """`data`, of system entries and reactions, came later and is in the documents."""
    assert messages.entry_fields(entry()).keys() == set(ENTRY.split()) | {"data"} == EntryShape().fields.keys()


def test_an_entry_tells_nobody_from_whom_it_is_kept() -> None:
    """Promise 5: the blocked is not told. Nor is the ordinal anybody's business."""
    told = orjson.dumps(messages.entry_fields(entry(hidden_from=[BOB], ordinal=7_777)))

    assert BOB.encode() not in told and b"7777" not in told


def test_a_user_as_others_see_them_holds_no_secret() -> None:
    """Neither address nor hash nor settings."""
    told = orjson.dumps(users.public_fields(public(ADA, email="ada@secret.example", password_hash="$2b$12$x")))

    assert b"secret" not in told and b"$2b$" not in told and b"settings" not in told


@given(st.integers(0, 100), st.integers(0, 100))
def test_unread_is_a_subtraction_and_never_below_nothing(last: int, read: int) -> None:
    """Last minus read; the cached end may lag behind the cursor."""
    group = conversation(last_ordinal=last, cursors={ADA: Cursor(Seq(0), Seq(0), read)})

    assert View(group, ADA, {}).unread == max(0, last - read)


@given(st.lists(st.integers(1, 9)), st.integers(0, 9))
def test_mentions_after_the_read_cursor_count_once_each(seqs: list[int], read: int) -> None:
    """What upkeep wrote twice after a failure is still one mention."""
    group = conversation(mentioned={ADA: tuple(map(Seq, seqs))}, cursors={ADA: Cursor(Seq(read), Seq(read), 0)})

    assert View(group, ADA, {}).mentions == len({seq for seq in seqs if seq > read})


def test_the_last_entry_is_not_shown_to_whom_it_is_hidden_from() -> None:
    """Promise 5, in lists of conversations."""
    group = conversation(last_entry=entry(hidden_from=[BOB], seq=1))

    assert View(group, BOB, {}).last_entry is None
    assert View(group, ADA, {}).last_entry is not None


def test_members_whom_the_viewer_may_not_know_are_left_out() -> None:
    """A conversation never fails for the sake of a user who is gone."""
    fields = conversations.conversation_fields(View(conversation(), ADA, {ADA: public(ADA)}))

    assert [each["user"]["id"] for each in fields["participants"]] == [ADA]
