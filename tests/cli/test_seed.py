"""`flask seed`: the same people say the same things, and their logs keep every promise of a log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from chat_app.cli.seed.people import person
from chat_app.cli.seed.plan import Plan, chat, outlines
from chat_app.cli.seed.script import dialogues, parse
from chat_app.protocol.messages import MAX_CONTENT, ReactionSetSchema
from chat_app.records import Conversation, Entry
from chat_app.services.passwords import Passwords
from chat_app.store import migrate
from chat_app.types import MESSAGE_KINDS
from tests.cli.site import Site, ended

UNTIL = datetime(2026, 3, 1, 18, tzinfo=UTC)
PLAN = Plan(seed=7, users=8, conversations=16, messages=700, until=UNTIL)
NUMBERS = ("--seed=7", "--users=8", "--conversations=16", "--messages=700", "--until=2026-03-01T18:00:00")

Dump = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def twice(site: Site) -> tuple[Site, Site]:
    """Two databases, each seeded by a command of its own."""
    twice = site.beside("seeded"), site.beside("seeded-too")
    for process in [each.start("seed", *NUMBERS) for each in twice]:
        assert "Added 8 people, 16 conversations, 700 messages." in ended(process).ok()
    return twice


@pytest.fixture(scope="module")
def seeded(twice: tuple[Site, Site]) -> Site:
    """A database seeded by the command itself."""
    return twice[0]


def dump(site: Site) -> Dump:
    """All that people and their logs consist of, but for the salted hash."""
    hidden = {"users": {"password_hash": False}}
    return {
        name: sorted(site.database[name].find({}, hidden.get(name)), key=lambda document: str(document["_id"]))
        for name in ("users", "conversations", "messages")
    }


def logs(site: Site) -> Iterator[tuple[Conversation, list[Entry]]]:
    """Every conversation with its whole log."""
    for document in site.database["conversations"].find({}, {"_id": True}):
        conversation = site.store.conversations.get(document["_id"])
        assert conversation is not None
        yield conversation, site.store.log.range(conversation.id, 0, 100_000)


def test_the_log_has_no_hole_and_counts_its_messages(seeded: Site) -> None:
    """Seqs are 1 to n; each entry knows how many messages there are up to it; time never runs back."""
    for _, log in logs(seeded):
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
        messages = [entry.kind in MESSAGE_KINDS for entry in log]
        assert [entry.ordinal for entry in log] == [sum(messages[: seq + 1]) for seq in range(len(log))]
        assert [entry.created_at for entry in log] == sorted(entry.created_at for entry in log)
        assert not log or log[-1].created_at <= UNTIL


def test_the_caches_of_a_conversation_are_those_of_its_log(seeded: Site) -> None:
    """Its last seq, ordinal, shown entry and mentions are what the log says."""
    for conversation, log in logs(seeded):
        shown = [entry for entry in log if entry.kind in {"text", "system"}][-1]
        assert (conversation.last_seq, conversation.last_ordinal) == (log[-1].seq, log[-1].ordinal)
        assert conversation.last_entry == shown
        assert conversation.updated_at == shown.created_at
        for member, seqs in conversation.mentioned.items():
            assert list(seqs) == [entry.seq for entry in log if member in entry.mentions]


def test_cursors_stay_within_the_log_and_cover_what_one_wrote(seeded: Site) -> None:
    """Nobody has unread messages of their own, and a read ordinal belongs to its seq."""
    for conversation, log in logs(seeded):
        assert set(conversation.cursors) == set(conversation.member_ids)
        for member, cursor in conversation.cursors.items():
            own = [entry.seq for entry in log if entry.sender_id == member]
            assert max(own, default=0) <= cursor.read_seq <= cursor.delivered_seq == conversation.last_seq
            assert cursor.read_ordinal == (log[cursor.read_seq - 1].ordinal if cursor.read_seq else 0)


def test_the_log_replayed_is_what_a_page_shows(seeded: Site) -> None:
    """Edits and reactions are entries of their own, and the messages show exactly their effect."""
    kinds = set()
    for conversation, log in logs(seeded):
        messages = {entry.message_id: entry for entry in log if entry.kind == "text"}
        members = set(conversation.member_ids)
        reactions: dict[tuple[str, str], list[str]] = {}
        edited = {}
        for entry in log:
            kinds.add(entry.kind)
            assert entry.sender_id in members
            assert entry.reply_to is None or messages[entry.reply_to].seq < entry.seq
            if entry.kind in {"edit", "reaction"}:
                assert entry.target_id is not None and messages[entry.target_id].seq < entry.seq
            if entry.kind == "edit":
                edited[entry.target_id] = (entry.content, entry.created_at)
            if entry.kind == "reaction":
                assert entry.data is not None and entry.data["on"] is True
                reactions.setdefault((str(entry.target_id), entry.data["emoji"]), []).append(entry.sender_id)
        assert {k: (m.content, m.edited_at) for k, m in messages.items() if m.edited_at} == edited
        assert {(k, e): u for k, m in messages.items() for e, u in m.reactions.items()} == reactions
    assert kinds == {"text", "system", "edit", "reaction"}


def test_a_deletion_takes_away_all_that_a_seeded_message_said(seeded: Site) -> None:
    """A message that was edited knows its edits, as a live one does."""
    edits = {edit["seq"]: edit for edit in seeded.database["messages"].find({"kind": "edit"})}
    assert edits
    for edit in edits.values():
        target = seeded.database["messages"].find_one({"_id": edit["target_id"]})
        assert target is not None and target["edits"] == [edit["seq"]]


def test_a_second_run_adds_nothing(seeded: Site) -> None:
    """Not a document more, and it says so; the end of the first run is taken when none is given."""
    before = dump(seeded)
    assert "Everything stands already" in seeded.call("seed", *NUMBERS[:-1]).ok()
    assert dump(seeded) == before


def test_the_same_seed_makes_the_same_data(twice: tuple[Site, Site]) -> None:
    """In another process, as on another machine: nothing depends on the clock or on the order of a set."""
    one, other = map(dump, twice)
    assert one == other


def test_an_interrupted_run_is_ended_by_the_next(seeded: Site, site: Site) -> None:
    """Killed between two writes: half a log without its conversation stands, and the next run goes on behind it."""
    half = site.beside("seeded-half")
    migrate.upgrade(half.settings)
    password_hash = Passwords(rounds=4).hash("of the first run")
    half.store.users.add_many([person(7, number, password_hash=password_hash, until=UNTIL) for number in range(8)])
    begun = chat(PLAN, next(iter(outlines(PLAN))))
    half.store.log.append(begun.log[: len(begun.log) // 2])

    assert "with the password of the first run" in half.call("seed", *NUMBERS).ok()

    assert dump(half) == dump(seeded)


def test_more_of_the_same_seed_leaves_what_stands(seeded: Site, site: Site) -> None:
    """Larger numbers later add people and conversations; what was there, or was written since, stays as it is."""
    more = site.beside("seeded-more")
    more.call("seed", *NUMBERS).ok()
    before = dump(more)
    more.call("seed", *NUMBERS, "--users=12", "--conversations=20").ok()
    after = dump(more)
    assert len(after["users"]) == 12
    for name in ("conversations", "messages"):
        assert {str(document) for document in before[name]} <= {str(document) for document in after[name]}


def test_a_name_that_somebody_has_already_is_left_to_them(site: Site) -> None:
    """Real people sign up first: the seeded ones get a number behind their names."""
    taken = site.beside("seeded-taken")
    migrate.upgrade(taken.settings)
    first = person(7, 0, password_hash="x", until=UNTIL)
    taken.call("users", "create", first.username, "--email=real@example.org").ok()

    printed = taken.call("seed", "--seed=7", "--users=3", "--conversations=1", "--messages=5").ok()

    assert f"Sign in as {first.username}2," in printed


def test_a_seeded_user_signs_in_to_a_full_list(seeded: Site) -> None:
    """The line printed at the end works, and there is something to look at: titles, last messages, unread ones."""
    _, how = seeded.call("seed", *NUMBERS).ok().splitlines()
    username, password = how.split("Sign in as ")[1].split(",")[0], how.rpartition(": ")[2]
    client = seeded.app().test_client()
    signed_in = client.post("/api/auth/login", json={"login": username, "password": password}).json
    assert signed_in is not None

    answer = client.get("/api/conversations", headers={"Authorization": f"Bearer {signed_in['access_token']}"}).json

    assert answer is not None
    kinds = {conversation["kind"] for conversation in answer["items"]}
    assert kinds == {"direct", "group"}
    assert len(answer["items"]) == 16
    assert all(conversation["last_entry"]["content"] for conversation in answer["items"])
    assert any(conversation["unread"] for conversation in answer["items"])


def test_production_wants_a_password_that_is_not_in_the_handbook(site: Site) -> None:
    """Or every reader of it could sign in."""
    seeding = site.beside("seeded-production")
    refused = seeding.call("seed", "--users=2", environment="production", secret_key=SecretStr("k" * 32))
    assert "give another --password" in refused.refusal()


def test_everything_in_the_dialogues_could_have_been_sent() -> None:
    """Each reaction is one that the protocol takes, each message fits, and each dialogue has two people or more."""
    for dialogue in (dialogue for theme in dialogues().values() for dialogue in theme):
        assert dialogue.speakers >= 2, dialogue
        for line in dialogue.lines:
            assert 0 < len(line.text) < MAX_CONTENT
            for _, emoji in line.reactions:
                ReactionSetSchema().load({"client_id": "x", "message_id": "x", "emoji": emoji, "on": True})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("== direct\nA: hi\nwho said this?", "line 3 is neither a heading nor a message"),
        ("== direct\nA: hi\nB ^2: answers itself", "line 3 answers one that has not been said yet"),
    ],
)
def test_a_slip_in_the_dialogues_is_told_by_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse(text)
