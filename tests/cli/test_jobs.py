"""Jobs on accounts over the real store: what another node left undone is done, once."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from chat_app.errors import NotFound
from chat_app.records import Conversation, User, now
from chat_app.services import Services
from chat_app.services.messages import Draft
from chat_app.store import migrate
from chat_app.store.lives import Export
from tests.cli.site import Site

PASSWORD = "a lighthouse at noon"
SOON = timedelta(seconds=30)
numbers = count(1)


@pytest.fixture
def chat(site: Site) -> Services:
    """The services as a node has them, whose jobs begin when a test says so."""
    place = site.beside("jobs")
    migrate.upgrade(place.settings)
    found: Services = place.app().extensions["chat"]
    return found


def somebody(chat: Services) -> User:
    name = f"jobber{next(numbers)}"
    return chat.accounts.register(name, f"{name}@example.org", PASSWORD)


def say(chat: Services, where: Conversation, sender: User, *texts: str) -> None:
    for text in texts:
        chat.messages.record(where, sender.id, Draft(client_id=f"c-{next(numbers)}", kind="text", content=text))


def test_a_deletion_that_a_node_left_in_the_middle_is_ended(chat: Services) -> None:
    """The node erased some, and died before it wrote how far it was: what stands is not erased twice."""
    ada, bob = somebody(chat), somebody(chat)
    where, _ = chat.conversations.direct(ada.id, bob.id)
    say(chat, where, ada, *"abcde")
    say(chat, where, bob, "mine")
    group = chat.groups.create(ada.id, [bob.id], "group")
    chat.lives.delete(ada, PASSWORD, "erase")
    entries = chat.store.log.range(where.id, 1, 2)
    state = chat.store.lives.deletion(ada.id)
    assert state is not None
    for entry in entries:
        draft = Draft(client_id=f"erase-{entry.seq}", kind="delete", target_id=entry.message_id)
        chat.messages.record(where, ada.id, draft)

    chat.jobs.do_due("deletion")

    chat.upkeep.settle()
    log = chat.store.log.range(where.id, 1, 100)
    assert [entry.content for entry in log if entry.kind == "text"] == [None] * 5 + ["mine"]
    assert sorted(entry.target_id or "" for entry in log if entry.kind == "delete") == sorted(
        entry.message_id for entry in log if entry.sender_id == ada.id and entry.kind == "text"
    )
    assert chat.store.lives.deletion(ada.id) is None
    left = chat.store.conversations.get(group.id)
    assert left is not None and left.member_ids == (bob.id,) and left.participants[0].role == "owner"


def test_a_job_that_another_node_holds_is_left_alone(chat: Services) -> None:
    """Until its lease has run out."""
    ada = somebody(chat)
    chat.lives.delete(ada, PASSWORD, "keep")
    assert chat.store.lives.take(ada.id, "deletion", holder="another", until=now() + SOON)
    chat.jobs.do_due("deletion")
    state = chat.store.lives.deletion(ada.id)
    assert state is not None and state.stage == "leave"

    chat.store.lives.save_deletion(ada.id, state, holder="another", until=now())
    chat.jobs.do_due("deletion")
    assert chat.store.lives.deletion(ada.id) is None


def path_of(chat: Services, user: User, export: Export) -> Path:
    return chat.exports.file(chat.exports.token(user.id, export))


def test_an_export_of_a_node_that_died_is_made_anew(chat: Services) -> None:
    """From its beginning; what the other had written of it is no part of it."""
    ada, bob = somebody(chat), somebody(chat)
    where, _ = chat.conversations.direct(ada.id, bob.id)
    say(chat, where, bob, *map(str, range(450)))
    begun = chat.exports.begin(ada, PASSWORD)
    assert chat.store.lives.take(ada.id, "export", holder="another", until=now() + SOON)
    chat.jobs.do_due("export")
    assert chat.exports.of_user(ada.id).status == "running"
    chat.store.lives.save_export(ada.id, replace(begun, progress=0.5), holder="another", until=now())

    chat.jobs.do_due("export")

    made = chat.exports.of_user(ada.id)
    assert (made.id, made.status, made.progress) == (begun.id, "ready", 1.0)
    path = path_of(chat, ada, made)
    assert path.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    assert [each for each in path.parent.iterdir() if each.suffix == ".part"] == []
    with zipfile.ZipFile(path) as archive:
        log = json.loads(archive.read(f"conversations/{where.id}.json"))
    assert [entry["content"] for entry in log] == [str(number) for number in range(450)]


def test_an_expired_export_is_thrown_away(chat: Services) -> None:
    """Its link opens nothing from that moment on, and the file goes with the next look."""
    ada = somebody(chat)
    chat.exports.begin(ada, PASSWORD)
    chat.jobs.do_due("export")
    made = chat.exports.of_user(ada.id)
    path = path_of(chat, ada, made)
    expired = replace(made, expires_at=now() - SOON)
    chat.store.lives.save_export(ada.id, expired, holder=chat.exports._lease.holder, until=now())
    with pytest.raises(NotFound):
        path_of(chat, ada, made)
    with pytest.raises(NotFound):
        chat.exports.of_user(ada.id)

    chat.jobs.do_due("export")

    assert not path.exists() and chat.store.lives.export(ada.id) is None


def test_an_export_that_fails_says_so(chat: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """And another one can be asked for."""
    ada = somebody(chat)
    chat.exports.begin(ada, PASSWORD)
    with monkeypatch.context() as broken:
        broken.setattr("zipfile.ZipFile", None)
        chat.jobs.do_due("export")
    assert chat.exports.of_user(ada.id).status == "failed"

    chat.exports.begin(ada, PASSWORD)
    chat.jobs.do_due("export")
    assert chat.exports.of_user(ada.id).status == "ready"
