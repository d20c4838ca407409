"""A copy of all own data, as a ZIP of JSON, made in the background and fetched by a link that expires."""

from __future__ import annotations

import contextlib
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic, time
from typing import IO, Any

import gevent
import orjson

from chat_app.errors import NotFound, Unavailable
from chat_app.protocol.conversations import conversation_fields
from chat_app.protocol.messages import entry_fields
from chat_app.protocol.users import contact_fields, own_fields
from chat_app.records import Conversation, User, now
from chat_app.services.account_jobs import Lease
from chat_app.services.confirmation import Confirmation
from chat_app.services.contacts import Contacts
from chat_app.services.conversations import Conversations
from chat_app.services.history import History
from chat_app.services.keys import Signer
from chat_app.services.users import Users
from chat_app.store.interfaces import Store
from chat_app.store.lives import Export, JobKind
from chat_app.types import UserId

FETCHABLE = timedelta(hours=24)
VIEWS_AT_ONCE = 10
WINDOW = 200
"""Places of a log read at once."""
KEPT_EVERY = 2.0
"""Seconds between two notes of how far an export is, which renew its lease."""
STRAY = FETCHABLE.total_seconds() + 3_600
"""Seconds after which a file in the folder is nobody's any more."""
ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sources:
    """Where all that belongs to a user is read."""

    users: Users
    contacts: Contacts
    conversations: Conversations
    history: History


class Exports:
    """Makes copies into `folder`. A node that is killed leaves a part behind, and the next one begins anew.

    Nodes that do not share the folder answer for their own files alone (docs/decisions/0009).

    Args:
        wake: tells the jobs that there is one more.
    """

    def __init__(
        self,
        store: Store,
        sources: Sources,
        confirmation: Confirmation,
        lease: Lease,
        signer: Signer,
        wake: Callable[[JobKind], None],
        *,
        folder: Path,
    ) -> None:
        self._store = store
        self._sources = sources
        self._confirmation = confirmation
        self._lease = lease
        self._signer = signer
        self._wake = wake
        self._folder = folder

    def begin(self, user: User, password: str) -> Export:
        """Have a copy made; the one that is being made, if there is one. Raises BadCredentials."""
        self._confirmation.check(user, password)
        fresh = Export(id=secrets.token_hex(ID_BYTES), status="running", progress=0.0)
        export = self._store.lives.begin_export(user.id, fresh, holder=self._lease.holder, until=now())
        self._wake("export")
        return export

    def of_user(self, user_id: UserId) -> Export:
        """The last copy and how far it is. Raises NotFound where there is none."""
        export = self._store.lives.export(user_id)
        if export is None or (export.expires_at is not None and export.expires_at <= now()):
            raise NotFound("There is no copy of your data; ask for one.")
        return export

    def token(self, user_id: UserId, export: Export) -> str:
        """What opens the copy, for who has it: signed, so that nothing of it need be stored."""
        return self._signer.sign(bytes.fromhex(user_id) + bytes.fromhex(export.id))

    def file(self, token: str) -> Path:
        """The copy that a token opens. Raises NotFound: no such token, expired, or made by another node."""
        data = self._signer.verify(token)
        if data is not None and len(data) == 2 * ID_BYTES:
            user_id, export_id = UserId(data[:ID_BYTES].hex()), data[ID_BYTES:].hex()
            path = self._path(export_id)
            if self._is_fetchable(user_id, export_id) and path.is_file():
                return path
        raise NotFound("This link has expired, or was never good.")

    def discard(self, user_id: UserId) -> None:
        """Throw the user's copy away."""
        if (export := self._store.lives.export(user_id)) is not None:
            self._path(export.id).unlink(missing_ok=True)

    def work(self, user_id: UserId) -> None:
        """Make the copy from its beginning, or throw away one that has expired. Raises Unavailable."""
        self._sweep()
        user, export = self._store.users.get(user_id), self._store.lives.export(user_id)
        if user is None or export is None:
            return
        if export.status != "running":
            self._path(export.id).unlink(missing_ok=True)
            self._save(user_id, None)
            return
        try:
            self._make(user, export)
        except _Lost:
            return
        except Unavailable:
            raise
        except Exception:
            self._save(user_id, replace(export, status="failed", expires_at=now() + FETCHABLE))
            raise

    def _make(self, user: User, export: Export) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._folder / f"{export.id}.{self._lease.holder}.part"
        with contextlib.ExitStack() as cleanup:
            cleanup.callback(part.unlink, missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                self._write(user, export, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path(export.id))
        ready = replace(export, status="ready", progress=1.0, expires_at=now() + FETCHABLE)
        if not self._save(user.id, ready):
            self._path(export.id).unlink(missing_ok=True)

    def _write(self, user: User, export: Export, file: IO[bytes]) -> None:
        chats = self._store.conversations.of_user(user.id)
        chats = [chat for chat in chats if not chat.is_hidden_from(user.id)]
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            for name, value in self._facts(user):
                archive.writestr(f"{name}.json", _json(value))
            with archive.open("conversations.json", "w") as listed:
                _write_list(listed, self._views(user.id, chats))
            progress = _Progress(lambda share: self._keep(user.id, replace(export, progress=share)))
            for number, chat in enumerate(chats):
                with archive.open(f"conversations/{chat.id}.json", "w", force_zip64=True) as log:
                    done = partial(progress.tell, number, len(chats))
                    self._write_log(user.id, chat, log, done)

    def _facts(self, user: User) -> Iterator[tuple[str, Any]]:
        yield "profile", own_fields(self._sources.users.own(user))
        shown = ("id", "device", "address", "created_at", "last_used_at", "expires_at")
        yield "sessions", [{name: getattr(each, name) for name in shown} for each in user.sessions]
        shown = ("id", "name", "scopes", "created_at", "last_used_at", "expires_at")
        yield "access_tokens", [{name: getattr(each, name) for name in shown} for each in user.access_tokens]
        yield "contacts", [contact_fields(*known) for known in self._sources.contacts.of_user(user.id)]
        yield "blocked", [contact_fields(*known) for known in self._sources.contacts.of_user(user.id, blocked=True)]

    def _views(self, user_id: UserId, chats: Sequence[Conversation]) -> Iterator[dict[str, Any]]:
        for first in range(0, len(chats), VIEWS_AT_ONCE):
            portion = self._sources.conversations.views(chats[first : first + VIEWS_AT_ONCE], user_id)
            yield from map(conversation_fields, portion)
            gevent.sleep(0)

    def _write_log(self, user_id: UserId, chat: Conversation, file: IO[bytes], done: Callable[[float], None]) -> None:
        """Write the messages that the user may see; `done` hears what share of the log that is, after each portion."""

        def entries() -> Iterator[dict[str, Any]]:
            after, at_end = 0, False
            while not at_end:
                try:
                    page = self._sources.history.page(user_id, chat.id, after=after, limit=WINDOW)
                except NotFound:  # the user left in the meantime
                    return
                yield from map(entry_fields, page.items)
                after, at_end = page.to_seq, page.at_end
                done(min(1.0, after / max(1, chat.last_seq)))
                gevent.sleep(0)  # others first: packing is work for the processor

        _write_list(file, entries())

    def _keep(self, user_id: UserId, export: Export) -> None:
        if not self._save(user_id, export):
            raise _Lost

    def _save(self, user_id: UserId, export: Export | None) -> bool:
        until = export.expires_at if export is not None and export.expires_at is not None else self._lease.until()
        return self._store.lives.save_export(user_id, export, holder=self._lease.holder, until=until)

    def _is_fetchable(self, user_id: UserId, export_id: str) -> bool:
        export = self._store.lives.export(user_id)
        if export is None or export.id != export_id or export.status != "ready":
            return False
        return export.expires_at is not None and export.expires_at > now()

    def _sweep(self) -> None:
        """Remove what is left of nodes that died, and of accounts that are gone."""
        for path in self._folder.glob("*") if self._folder.is_dir() else ():
            with contextlib.suppress(FileNotFoundError):
                if time() - path.stat().st_mtime > STRAY:
                    path.unlink()

    def _path(self, export_id: str) -> Path:
        return self._folder / f"{export_id}.zip"


class _Progress:
    """Notes how far a copy is, now and then."""

    def __init__(self, keep: Callable[[float], None]) -> None:
        self._keep = keep
        self._kept_at = monotonic()

    def tell(self, parts: int, of: int, share: float) -> None:
        """So many parts `of` all are done, and that share of the next one."""
        if monotonic() - self._kept_at > KEPT_EVERY:
            self._kept_at = monotonic()
            self._keep((parts + share) / of)


class _Lost(Exception):
    """Another node makes it now."""


def _write_list(file: IO[bytes], items: Iterable[Any]) -> None:
    """A JSON array, an item a line, of which no more than one is held."""
    file.write(b"[")
    for number, item in enumerate(items):
        file.write((b",\n" if number else b"\n") + _json(item))
    file.write(b"\n]\n")


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
