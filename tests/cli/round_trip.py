"""A backup made while people write, and what must hold of the copy: for the tests, and for proof at any size.

python -m tests.cli.round_trip --messages 100000
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from chat_app.records import Conversation, Cursor, End, Entry, Position, now
from chat_app.store.interfaces import Store
from chat_app.store.mongo import build_store
from chat_app.types import MessageId, Seq
from tests.cli.site import Site

COPIED = ("conversations", "messages", "reports", "audit_log", "invitations", "server", "users", "contacts")
Documents = dict[Any, dict[str, Any]]


def documents(site: Site, name: str) -> Documents:
    """A whole collection, by id."""
    return {document["_id"]: document for document in site.database[name].find({})}


class Writers(threading.Thread):
    """People who write, edit and read in every conversation, in the order in which the server stores what they do."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site = site
        self.written = 0
        self.failure: Exception | None = None
        self._enough = threading.Event()

    def run(self) -> None:
        try:
            self._write(build_store(self.site.uri, self.site.name, timeout=20))
        except Exception as error:  # noqa: BLE001 - told to the test
            self.failure = error

    def stop(self) -> None:
        self._enough.set()
        self.join()
        if self.failure is not None:
            raise self.failure

    def _write(self, store: Store) -> None:
        ids = [document["_id"] for document in self.site.database["conversations"].find({}, {"_id": True})]
        chats = [chat for id_ in ids if (chat := store.conversations.get(id_)) is not None and chat.last_entry]
        for number in count():
            for place, chat in enumerate(chats):
                if self._enough.is_set():
                    return
                chats[place] = self._write_into(store, chat, number)
                self.written += 1

    def _write_into(self, store: Store, chat: Conversation, number: int) -> Conversation:
        """A message, and every third time an edit of the one before; then, behind them, the end and a cursor."""
        before, sender = chat.last_entry, chat.member_ids[number % len(chat.member_ids)]
        edits = number % 3 == 2 and before is not None and before.kind == "text" and before.deleted_at is None
        seq = Seq(chat.last_seq + 1)
        entry = Entry(
            message_id=MessageId(f"{chat.id}{number:012x}{seq:012x}"),
            conversation_id=chat.id,
            sender_id=before.sender_id if edits and before is not None else sender,
            client_id=f"writer-{number}",
            kind="edit" if edits else "text",
            content=f"at {seq}",
            target_id=before.message_id if edits and before is not None else None,
            target_seq=before.seq if edits and before is not None else None,
            seq=seq,
            ordinal=chat.last_ordinal + (not edits),
            created_at=now(),
        )
        assert store.log.append([entry]).count == 1
        last = before if edits else entry
        if entry.target_id is not None:
            store.log.edit(entry.target_id, entry)
        position = Position(seq, entry.ordinal)
        cursors = {chat.id: {entry.sender_id: Cursor(seq, seq, entry.ordinal)}}
        store.conversations.advance(cursors, {chat.id: End(position, None if edits else entry)}, {})
        return replace(chat, last_seq=seq, last_ordinal=entry.ordinal, last_entry=last)


@contextmanager
def written_to(site: Site) -> Iterator[Writers]:
    """People write while this block runs."""
    writers = Writers(site)
    writers.start()
    try:
        yield writers
    finally:
        writers.stop()


def check_copy(source: Site, copy: Site, ends: dict[Any, int]) -> None:
    """The copy is what the source was at one moment of each conversation, not before `ends`."""
    mine, theirs = documents(copy, "messages"), documents(source, "messages")
    held: dict[Any, dict[int, dict[str, Any]]] = {}
    for message in mine.values():
        held.setdefault(message["conversation_id"], {})[message["seq"]] = message
    chats = documents(copy, "conversations")
    assert chats.keys() == documents(source, "conversations").keys()
    people = documents(copy, "users").keys()
    for id_, chat in chats.items():
        log = held.get(id_, {})
        assert sorted(log) == list(range(1, len(log) + 1)), "a hole"
        assert len(log) >= ends[id_], "what stood when the backup began is missing"
        assert chat["last_seq"] <= len(log)
        assert all(cursor["read_seq"] <= len(log) for cursor in chat.get("cursors", {}).values())
        assert {member["user_id"] for member in chat["participants"]} <= people
        for message in log.values():
            assert message["_id"] in theirs and message["created_at"] == theirs[message["_id"]]["created_at"]
            assert all(edit in log for edit in message.get("edits", ())), "an effect without its cause"
            # What the conversation does not know of yet the server looks at again, as after a crash.
            if message["kind"] == "edit" and message["seq"] <= chat["last_seq"]:
                assert message["seq"] in mine[message["target_id"]].get("edits", ()), "a cause without its effect"


def ends_of(site: Site) -> dict[Any, int]:
    """How long each log is at least."""
    return {id_: document.get("last_seq", 0) for id_, document in documents(site, "conversations").items()}


def finished(site: Site, *arguments: str) -> str:
    """What a command printed that may take its time."""
    process = site.start(*arguments)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    return output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("--conversations", type=int, default=1_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, Site.running(Path(scratch) / "data") as site:
        numbers = [f"--{name}={value}" for name, value in vars(wanted).items()]
        print(site.call("seed", *numbers).ok().splitlines()[0])
        folder, copy, ends = Path(scratch) / "backup", site.beside("copy"), ends_of(site)
        with written_to(site) as writers:
            began = monotonic()
            print(finished(site, "backup", str(folder)).splitlines()[0])
            print(f"backup: {monotonic() - began:.0f} s, while {writers.written:,} entries were written")
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{len(list(folder.iterdir()))} files, {size / 1e6:.1f} MB")
        began = monotonic()
        print(finished(copy, "restore", str(folder)).strip())
        print(f"restore: {monotonic() - began:.0f} s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"the largest of the commands took {peak / 1024:.0f} MiB")
        check_copy(site, copy, ends)
        print("the copy is what the source was")


if __name__ == "__main__":
    main()
