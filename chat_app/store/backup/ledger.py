"""What a backup has done so far, in a file beside its parts: so it can be interrupted, and takes no memory."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson import json_util

from chat_app.errors import Conflict
from chat_app.store.backup.parts import JSON, Part

NAME = "unfinished.sqlite"
TABLES = """
create table if not exists backup (id text, began_at text, key text);
create table if not exists done (collection text, id text, primary key (collection, id)) without rowid;
create table if not exists counts (collection text primary key, documents integer);
create table if not exists logs (id text primary key, state text);
create table if not exists parts (number integer primary key, name text, bytes integer, sha256 text, lines integer);
"""


class Ledger:
    """What is noted stands once a part is added: after an interruption the two agree.

    Raises:
        Conflict: another process is at work on it.
        sqlite3.Error: it cannot be read or written.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._path = folder / NAME
        self._db = sqlite3.connect(self._path, timeout=0)
        self._path.chmod(0o600)
        try:
            # Held by this process alone until it ends.
            self._db.execute("pragma locking_mode = exclusive")
            self._db.executescript(TABLES)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Conflict(f"Another process is at work in {folder}.") from None
            raise
        if not self._db.execute("select 1 from backup").fetchone():
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._db.execute("insert into backup values (?, ?, ?)", (secrets.token_hex(8), now, key))
            self._db.commit()
        self.id, began_at, self.key = self._db.execute("select id, began_at, key from backup").fetchone()
        self.began_at = datetime.fromisoformat(began_at)

    def is_done(self, collection: str, id_: object) -> bool:
        """Whether that document is in a part already."""
        row = (collection, str(id_))
        return self._db.execute("select 1 from done where collection = ? and id = ?", row).fetchone() is not None

    def done(self, collection: str, id_: object) -> None:
        """Note a document that need not be looked at again."""
        self._db.execute("insert or ignore into done values (?, ?)", (collection, str(id_)))

    def number(self, collection: str) -> int:
        """How many documents of that collection need not be looked at again."""
        found: int = self._db.execute("select count(*) from done where collection = ?", (collection,)).fetchone()[0]
        return found

    def count(self, collection: str, documents: int = 1) -> None:
        """Note how many were written."""
        self._db.execute(
            "insert into counts values (?, ?) on conflict do update set documents = documents + excluded.documents",
            (collection, documents),
        )

    def counts(self) -> dict[str, int]:
        """How many documents of each collection were written."""
        return dict(self._db.execute("select collection, documents from counts"))

    def begun(self, conversation_id: object) -> dict[str, Any] | None:
        """How far the log under way is, as it was kept."""
        row = self._db.execute("select state from logs where id = ?", (str(conversation_id),)).fetchone()
        return json_util.loads(row[0], json_options=JSON) if row else None

    def keep(self, conversation_id: object, state: dict[str, Any]) -> None:
        """Note how far the log of a conversation is; the one under way is the only one noted."""
        self._db.execute("delete from logs")
        self._db.execute(
            "insert into logs values (?, ?)", (str(conversation_id), json_util.dumps(state, json_options=JSON))
        )

    def add(self, part: Part) -> None:
        """Note a finished part, and make all stand that was noted since the last one."""
        self._db.execute(
            "insert into parts (name, bytes, sha256, lines) values (?, ?, ?, ?)",
            (part.name, part.bytes, part.sha256, part.lines),
        )
        self._db.commit()

    def parts(self) -> list[Part]:
        """Those that are finished, in their order."""
        return [Part(*row) for row in self._db.execute("select name, bytes, sha256, lines from parts order by number")]

    def close(self) -> None:
        """Forget what was noted since the last part."""
        self._db.rollback()
        self._db.close()

    def remove(self) -> None:
        """The backup is finished: take the file away."""
        self._path.unlink()
