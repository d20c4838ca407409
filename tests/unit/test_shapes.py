"""The JSON that is made and the shapes that are documented say the same, field by field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import RAISE

from chat_app.api import auth, shapes, sign_in_shapes, tokens
from chat_app.protocol.conversations import View, conversation_fields
from chat_app.protocol.messages import ack, entry_fields
from chat_app.protocol.users import PublicUser, Reachability, contact_fields, own_fields, public_fields
from chat_app.records import AccessToken, Contact, Conversation, Cursor, Entry, GroupRules, Participant, Session, User

HEX = st.text("0123456789abcdef", min_size=24, max_size=24)
TEXT = st.text(max_size=10)
TIME = st.datetimes(timezones=st.just(UTC))
SEQ = st.integers(0, 2**53 - 1)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


ENTRY = st.builds(
    Entry,
    message_id=st.text(min_size=1, max_size=64),
    conversation_id=HEX,
    sender_id=HEX,
    client_id=TEXT,
    kind=st.sampled_from(["text", "file", "system", "edit", "delete", "reaction"]),
    created_at=TIME,
    seq=SEQ,
    ordinal=SEQ,
    content=maybe(TEXT),
    data=maybe(st.dictionaries(TEXT, TEXT, max_size=2)),
    reply_to=maybe(TEXT),
    target_id=maybe(TEXT),
    attachments=st.lists(st.dictionaries(TEXT, TEXT, max_size=2), max_size=2),
    reactions=st.dictionaries(TEXT, st.lists(HEX, max_size=2), max_size=2),
    priority=st.sampled_from(["low", "normal", "high"]),
    hidden_from=st.lists(HEX, max_size=2),
    mentions=st.lists(HEX, max_size=2),
    edited_at=maybe(TIME),
    deleted_at=maybe(TIME),
)
SESSION = st.builds(
    Session,
    id=HEX,
    refresh_hash=TEXT,
    device=TEXT,
    address=TEXT,
    created_at=TIME,
    last_used_at=TIME,
    expires_at=TIME,
)
ACCESS_TOKEN = st.builds(
    AccessToken,
    id=HEX,
    name=TEXT,
    scopes=st.lists(st.sampled_from(["read", "write"]), min_size=1).map(tuple),
    secret_hash=TEXT,
    created_at=TIME,
    last_used_at=maybe(TIME),
    expires_at=maybe(TIME),
)
USER = st.builds(
    User,
    id=HEX,
    username=TEXT,
    email=st.just("ada@example.org"),
    email_verified=st.booleans(),
    password_hash=TEXT,
    display_name=TEXT,
    bio=maybe(TEXT),
    avatar_url=maybe(TEXT),
    settings=st.fixed_dictionaries({}, optional={"read_receipts": st.booleans(), "theme": st.just("dark")}),
    role=st.sampled_from(["user", "moderator", "admin"]),
    last_seen=maybe(TIME),
    sessions=st.just(()),
    created_at=TIME,
    deactivated_at=maybe(TIME),
)
PUBLIC = st.builds(
    PublicUser, USER, st.builds(Reachability, st.sampled_from(["online", "away", "offline"]), maybe(TIME))
)
CONTACT = st.builds(
    Contact,
    user_id=HEX,
    contact_id=HEX,
    nickname=maybe(TEXT),
    state=st.sampled_from(["contact", "requested", "invited", "none"]),
    favourite=st.booleans(),
    blocked=st.booleans(),
    created_at=TIME,
)


@st.composite
def views(draw: st.DrawFn) -> View:
    """A conversation of up to three, one of whom looks at it."""
    people = {public.user.id: public for public in draw(st.lists(PUBLIC, min_size=1, max_size=3))}
    members = st.builds(
        Participant,
        user_id=st.sampled_from(sorted(people)),
        role=st.sampled_from(["owner", "admin", "member"]),
        joined_at=TIME,
        muted_until=maybe(TIME),
        archived=st.booleans(),
        pinned=st.booleans(),
        joined_seq=SEQ,
        unread_mark=st.booleans(),
        notify=st.sampled_from(["all", "mentions", "nothing"]),
    )
    conversation = st.builds(
        Conversation,
        id=HEX,
        kind=st.sampled_from(["direct", "group"]),
        title=maybe(TEXT),
        description=maybe(TEXT),
        rules=st.builds(GroupRules, history=st.sampled_from(["all", "joined"])),
        avatar_url=maybe(TEXT),
        participants=st.lists(members, min_size=1, max_size=3).map(tuple),
        cursors=st.dictionaries(st.sampled_from(sorted(people)), st.builds(Cursor, SEQ, SEQ, SEQ)),
        blocked_by=st.just(()),
        mentioned=st.dictionaries(st.sampled_from(sorted(people)), st.lists(SEQ, max_size=3).map(tuple)),
        last_seq=SEQ,
        last_ordinal=SEQ,
        last_entry=maybe(ENTRY),
        created_at=TIME,
        updated_at=TIME,
    )
    return View(draw(conversation), draw(st.sampled_from(sorted(people))), people)


def answered_ack(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in ack(entry, "sent").items() if name != "type"}


MADE: dict[type[shapes.Shape], tuple[Callable[[Any], dict[str, Any]], st.SearchStrategy[Any]]] = {
    shapes.PresenceShape: (lambda public: public_fields(public)["presence"], PUBLIC),
    shapes.UserShape: (public_fields, PUBLIC),
    shapes.OwnUserShape: (own_fields, PUBLIC),
    shapes.SettingsShape: (lambda public: own_fields(public)["settings"], PUBLIC),
    shapes.NotificationsShape: (lambda public: own_fields(public)["settings"]["notifications"], PUBLIC),
    shapes.ContactShape: (lambda pair: contact_fields(*pair), st.tuples(CONTACT, PUBLIC)),
    shapes.EntryShape: (entry_fields, ENTRY),
    shapes.AckShape: (answered_ack, ENTRY),
    shapes.ConversationShape: (conversation_fields, views()),
    shapes.ParticipantShape: (lambda view: conversation_fields(view)["participants"][0], views()),
    sign_in_shapes.SessionShape: (auth._session_fields, SESSION),
    sign_in_shapes.AccessTokenShape: (tokens.access_token_fields, ACCESS_TOKEN),
}
OF_VIEWS = {
    sign_in_shapes.SignedInShape,
    sign_in_shapes.NewAccessTokenShape,
    shapes.LogPageShape,
    shapes.JoinLinkShape,
    shapes.InvitationShape,
    sign_in_shapes.FactorsShape,
    sign_in_shapes.EnrolmentShape,
    sign_in_shapes.RecoveryCodesShape,
    sign_in_shapes.PasskeyShape,
    sign_in_shapes.PasskeyOptionsShape,
    sign_in_shapes.PasskeyRequestShape,
}
"""Put together by the views themselves, out of the shapes above: tests/integration holds them against the document."""
LISTS = {
    sign_in_shapes.SessionsShape: sign_in_shapes.SessionShape,
    sign_in_shapes.AccessTokensShape: sign_in_shapes.AccessTokenShape,
    shapes.UsersShape: shapes.UserShape,
    shapes.ContactsShape: shapes.ContactShape,
    shapes.ConversationsShape: shapes.ConversationShape,
    shapes.ParticipantsShape: shapes.ParticipantShape,
}


@pytest.fixture(autouse=True)
def somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of sessions marks the one that asks, which a request would tell."""
    monkeypatch.setattr(auth, "caller_session", lambda: "a" * 24)


def test_every_documented_shape_is_held_against_what_is_made() -> None:
    """A new shape fails here until it is named above."""
    documented = {
        shape
        for shape in (vars(shapes) | vars(sign_in_shapes)).values()
        if isinstance(shape, type) and issubclass(shape, shapes.Shape) and shape is not shapes.Shape
    }

    assert documented == MADE.keys() | LISTS.keys() | OF_VIEWS


@pytest.mark.parametrize("shape", MADE, ids=lambda shape: shape.__name__)
def test_what_is_made_is_what_is_documented(shape: type[shapes.Shape]) -> None:
    """No field is missing, none is extra, and each is of its type, nested ones too."""
    make, values = MADE[shape]

    @settings(max_examples=15)
    @given(values)
    def agrees(value: Any) -> None:
        made = orjson.loads(orjson.dumps(make(value), option=orjson.OPT_UTC_Z))
        assert made.keys() == shape().fields.keys()
        shape(unknown=RAISE).load(made)

    agrees()


@pytest.mark.parametrize("shape", MADE, ids=lambda shape: shape.__name__)
def test_no_documented_field_may_be_left_out(shape: type[shapes.Shape]) -> None:
    """Null where there is nothing, so that clients need one check and not two."""
    assert all(field.required for field in shape().fields.values())


@pytest.mark.parametrize(("shape", "item"), LISTS.items(), ids=lambda shape: shape.__name__)
def test_lists_are_items_and_the_next_cursor(shape: type[shapes.Shape], item: type[shapes.Shape]) -> None:
    """Every list pages the same way."""
    fields = shape().fields

    assert fields.keys() == {"items", "next_cursor"}
    assert type(fields["items"].inner.schema) is item
