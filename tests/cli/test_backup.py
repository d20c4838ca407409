"""`flask backup` and `flask restore`: what comes back is what stood, whatever happened meanwhile."""

from __future__ import annotations

import errno
import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from pydantic import SecretStr

from chat_app import models
from chat_app.cli.backup.back import copy_back, whole
from chat_app.cli.backup.out import copy_out
from chat_app.errors import Unavailable
from chat_app.records import now
from chat_app.store.backup import dump, parts
from chat_app.store.backup.load import Load
from chat_app.store.backup.parts import PartWriter
from chat_app.types import UserId
from tests.cli.round_trip import COPIED, check_copy, documents, ends_of, written_to
from tests.cli.site import Site

SEEDED = ("seed", "--users=12", "--conversations=15", "--messages=300", "--seed=3")

MADE_AGAIN = {"message_queue", "name_rungs"}
TRUE_OF_NOW_ALONE = {"active_connections"}


@pytest.fixture(scope="module")
def seeded(site: Site) -> Site:
    """A database with people and logs, which no test changes but by adding to it."""
    seeded = site.beside("to-copy")
    seeded.call(*SEEDED).ok()
    return seeded


@pytest.fixture(scope="module")
def copied(seeded: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it in several parts, made by the command."""
    folder = tmp_path_factory.mktemp("backups") / "whole"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dump, "SIZE", 40_000)
        said = seeded.call("backup", str(folder)).ok()
    assert said.startswith("Copied 12 accounts, 15 conversations and ")
    return folder


def back_up(site: Site, folder: Path) -> Path:
    """What the command does, without its application, which takes half a second to make."""
    copy_out(site.settings.model_copy(update={"mongodb_uri": SecretStr(site.uri)}), folder)
    return folder


def bring_back(site: Site, folder: Path) -> list[str]:
    """The same; returns what is wrong with it."""
    settings = site.settings.model_copy(update={"mongodb_uri": SecretStr(site.uri)})
    return copy_back(settings, folder, whole(folder))


def another(copied: Path, site: Site, name: str) -> Site:
    """A database like the seeded one, to do with what a test likes."""
    assert bring_back(site.beside(name), copied) == []
    return site.beside(name)


def test_what_is_restored_is_what_stood(seeded: Site, copied: Path) -> None:
    """Document by document, of every collection that is copied; and the database passes its check."""
    copy = seeded.beside("restored")

    said = copy.flask("restore", str(copied)).ok()

    assert "Every log is without a gap" in said
    for name in COPIED:
        assert documents(copy, name) == documents(seeded, name), name
    assert copy.call("db", "check", "--logs").code == 0
    assert "restores" not in copy.database.list_collection_names()


def test_a_backup_made_while_people_write_is_of_one_moment(site: Site, copied: Path, tmp_path: Path) -> None:
    """No hole, no effect without its cause, nothing missing that stood when it began, and nobody's cursor beyond it."""
    busy, copy = another(copied, site, "busy"), site.beside("busy-copy")
    ends = ends_of(busy)

    with written_to(busy) as writers:
        back_up(busy, tmp_path / "backup")
    assert writers.written > 0
    assert bring_back(copy, tmp_path / "backup") == []

    check_copy(busy, copy, ends)


def test_a_backup_goes_on_where_a_full_disk_ended_it(
    seeded: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal says so; what stands is not written again, and the whole is as good as one made in one go."""
    folder, finish = tmp_path / "backup", PartWriter.finish
    monkeypatch.setattr(dump, "SIZE", 40_000)

    def full(writer: PartWriter) -> parts.Part:
        if len(list(folder.glob("*.gz"))) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return finish(writer)

    with monkeypatch.context() as patch:
        patch.setattr(PartWriter, "finish", full)
        refused = seeded.call("backup", str(folder))
    assert "No space left on device" in refused.refusal_at_the_end()
    assert "the same command goes on" in refused.refusal_at_the_end()
    assert "holds no finished backup" in seeded.beside("none").call("restore", str(folder)).refusal_at_the_end()
    first = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.gz")}

    seeded.call("backup", str(folder)).ok()

    assert len(first) == 2
    assert first.items() <= {path.name: path.stat().st_mtime_ns for path in folder.glob("*.gz")}.items()
    copy = seeded.beside("resumed")
    assert bring_back(copy, folder) == []
    assert all(documents(copy, name) == documents(seeded, name) for name in COPIED)


def test_a_restore_goes_on_where_it_was(seeded: Site, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store went away in the middle of a part: the same command does the rest, and doubles nothing."""
    copy, loaded, load = seeded.beside("interrupted"), list[str](), Load._put

    def fails(self: Load, waiting: dict[str, list[dict[str, Any]]]) -> None:
        load(self, waiting)
        loaded.append("a portion")
        if len(loaded) == 3:
            raise Unavailable("The store did not answer in time.")

    monkeypatch.setattr(Load, "_put", fails)
    assert "did not answer" in copy.call("restore", str(copied)).refusal_at_the_end()
    assert copy.database["messages"].estimated_document_count() > 0

    assert bring_back(copy, copied) == []

    assert all(documents(copy, name) == documents(seeded, name) for name in COPIED)


def test_a_backup_for_every_night_keeps_the_last_days(seeded: Site, tmp_path: Path) -> None:
    """Whole ones count; what was never finished goes, and what is not a day's folder is left alone."""
    for day in (1, 2, 3):
        finished = tmp_path / f"2026-01-0{day}"
        finished.mkdir()
        (finished / "manifest.json").touch()
    (tmp_path / "2026-01-04").mkdir()
    (tmp_path / "by hand").mkdir()

    said = seeded.call("backup", "--keep=3", str(tmp_path)).ok()

    today = now().date().isoformat()
    assert {path.name for path in tmp_path.iterdir()} == {"2026-01-02", "2026-01-03", today, "by hand"}
    assert f"It is whole. 3 backups in {tmp_path}." in said
    again = seeded.call("backup", "--keep=3", str(tmp_path)).ok()
    assert "Copied" not in again and "It is whole." in again, "begun again after it was done"


def test_a_database_with_data_is_left_alone(seeded: Site, copied: Path) -> None:
    """Nothing is mixed: a restore wants an empty database."""
    assert "to-copy holds users already" in seeded.call("restore", str(copied)).refusal_at_the_end()


def test_a_database_without_a_chat_is_not_copied(tmp_path: Path, site: Site) -> None:
    """As when DATA_DIR or MONGODB_DATABASE names another one: a backup of nothing would be missed too late."""
    refusal = site.beside("never-used").call("backup", str(tmp_path / "copy")).refusal_at_the_end()
    assert "there is no chat in this database" in refusal


@pytest.fixture
def spoilt(copied: Path, tmp_path: Path) -> Path:
    """A backup to be damaged."""
    for path in copied.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_a_damaged_file_is_named_and_nothing_is_used(seeded: Site, spoilt: Path) -> None:
    """One flipped bit, a file that is gone, a manifest that was changed: a sentence with the file's name."""
    empty = seeded.beside("untouched")
    victim = spoilt / "00002.ndjson.gz"
    whole = victim.read_bytes()

    victim.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    assert f"{victim} is damaged" in empty.call("restore", str(spoilt)).refusal_at_the_end()
    victim.unlink()
    assert (
        f"{victim} can't be read (No such file or directory)"
        in empty.call("restore", "--check", str(spoilt)).refusal_at_the_end()
    )
    victim.write_bytes(whole)
    assert "The backup is whole: 12 accounts" in empty.call("restore", "--check", str(spoilt)).ok()
    manifest = spoilt / "manifest.json"
    manifest.write_text(manifest.read_text().replace("began_at", "begun_at"))
    assert f"{manifest} is damaged" in empty.call("restore", str(spoilt)).refusal_at_the_end()

    assert empty.database.list_collection_names() == []


def test_the_secret_key_travels_apart_or_not_at_all(seeded: Site, tmp_path: Path) -> None:
    """It is in no file of the backup; who wants it names a file elsewhere, and who restores without it is told."""
    folder, key = tmp_path / "backup", tmp_path / "key"
    secret = "a secret key that is long enough for this"
    given = SecretStr(secret)
    inside = seeded.call("backup", str(folder), f"--secret-key={folder}/key", secret_key=given)
    assert "in the folder of the backup" in inside.refusal()

    said = seeded.call("backup", str(folder), f"--secret-key={key}", secret_key=given).ok()

    assert f"The secret key is in {key}" in said
    assert (key.stat().st_mode & 0o777, key.read_text()) == (0o600, secret)
    assert {path.stat().st_mode & 0o077 for path in [folder, *folder.iterdir()]} == {0}
    assert all(secret.encode() not in path.read_bytes() for path in folder.iterdir())
    other = partial(Site.call, data_dir=tmp_path / "other", mongodb_uri=SecretStr(seeded.uri))
    copy = seeded.beside("with-key")
    assert "another secret key" in other(copy, "restore", str(folder)).ok()
    again = seeded.beside("with-key-too")
    assert "another" not in other(again, "restore", str(folder), f"--secret-key={key}").ok()
    assert (tmp_path / "other" / "secret.key").read_text() == secret


def test_what_waits_is_queued_again(site: Site, copied: Path, tmp_path: Path) -> None:
    """The queue is not copied: it is what the cursors leave of the logs."""
    away, copy = another(copied, site, "away"), site.beside("away-copy")
    chat = next(each for each in documents(away, "conversations").values() if each["last_seq"] > 5)
    reader = str(chat["participants"][0]["user_id"])
    away.database["conversations"].update_one(
        {"_id": chat["_id"]}, {"$set": {f"cursors.{reader}.delivered_seq": chat["last_seq"] - 5}}
    )
    log = [each for each in documents(away, "messages").values() if each["conversation_id"] == chat["_id"]]
    unread = {each["seq"] for each in log if each["seq"] > chat["last_seq"] - 5 and str(each["sender_id"]) != reader}
    away.database["messages"].update_many({"conversation_id": chat["_id"]}, {"$set": {"created_at": now()}})

    assert bring_back(copy, back_up(away, tmp_path / "backup")) == []

    rows = copy.database["message_queue"].find({"user_id": ObjectId(reader), "conversation_id": chat["_id"]})
    assert {row["seq"] for row in rows} == unread


def test_a_block_that_is_made_or_lifted_meanwhile_holds_everywhere(
    site: Site, copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People are copied after their conversations; what they say of each other counts."""
    source, copy = another(copied, site, "blocks"), site.beside("blocks-copy")
    direct = [each for each in documents(source, "conversations").values() if each["kind"] == "direct"][:2]
    (one, other), (blocker, forgiven) = (
        [UserId(str(member["user_id"])) for member in each["participants"]] for each in direct
    )

    def block(user: UserId, whom: UserId, *, blocked: bool) -> None:
        source.store.users.set_blocked(user, whom, blocked=blocked)
        source.store.conversations.set_blocked(user, whom, blocked=blocked)

    block(blocker, forgiven, blocked=True)
    copy_user, changed = dump.Dump._copy_user, list[bool]()

    def meanwhile(self: dump.Dump, user: dict[str, Any]) -> None:
        if not changed:
            changed.append(True)
            block(one, other, blocked=True)
            block(blocker, forgiven, blocked=False)
        fresh = source.database["users"].find_one({"_id": user["_id"]})
        copy_user(self, fresh or user)

    monkeypatch.setattr(dump.Dump, "_copy_user", meanwhile)
    bring_back(copy, back_up(source, tmp_path / "backup"))

    blocked, lifted = copy.store.conversations.direct(one, other), copy.store.conversations.direct(blocker, forgiven)
    assert blocked is not None and blocked.blocked_by == (one,)
    assert lifted is not None and lifted.blocked_by == ()


def test_a_spoilt_document_is_copied_as_it_is_and_told_of(site: Site, copied: Path, tmp_path: Path) -> None:
    """It ends neither the backup nor the restore; the look at the end names it by its ids alone."""
    source, copy = another(copied, site, "spoilt"), site.beside("spoilt-copy")
    entry = source.database["messages"].find_one({"seq": 3}) or {}
    source.database["messages"].update_one({"_id": entry["_id"]}, {"$set": {"content": {"not": "a secret word"}}})
    source.database["conversations"].insert_one({"_id": ObjectId(), "kind": "group"})
    half = {"_id": ObjectId(), "kind": "direct", "participants": [{"role": "member"}], "blocked_by": [ObjectId()]}
    source.database["conversations"].insert_one(half)

    restored = copy.call("restore", str(back_up(source, tmp_path / "backup")))

    assert restored.code == 1
    assert f"the entry 3 ({entry['_id']}) cannot be read." in restored.output
    assert "a secret word" not in restored.output + restored.errors
    assert all(documents(copy, name) == documents(source, name) for name in ("messages", "conversations"))


def test_moving_the_embedded_store_into_a_database_is_one_command(site: Site, tmp_path: Path) -> None:
    """It wants the server stopped, leaves the embedded store as it is, and nothing of its own behind."""
    with Site.running(tmp_path) as there:
        source = there.beside("moved")
        source.call("seed", "--users=3", "--conversations=2", "--messages=40").ok()
        people = documents(source, "users")
        target = SecretStr(site.uri)
        assert "is in use by process" in source.call("move", mongodb_uri=target).refusal()

    assert "Restored 3 accounts" in source.call("move", mongodb_uri=target).ok()

    assert documents(site.beside("moved"), "users") == people
    assert not (tmp_path / "moving").exists()


def test_every_collection_is_copied_or_known_not_to_be() -> None:
    """Who adds a collection decides whether it is part of a backup, or this fails."""
    known = {document._meta["collection"] for document in models.DOCUMENTS}
    assert known == {*dump.COPIED, *MADE_AGAIN, *TRUE_OF_NOW_ALONE}
    assert COPIED == dump.COPIED


def test_a_backup_says_when_it_was_made(copied: Path) -> None:
    """An operator reads it without a tool."""
    manifest = json.loads((copied / "manifest.json").read_text())
    assert timedelta() <= now() - now().fromisoformat(manifest["began_at"]) < timedelta(minutes=10)
    assert len(manifest["parts"]) > 3
