"""The way out: a database into a folder."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from chat_app.cli.commands import bar
from chat_app.cli.wiring import PATIENCE
from chat_app.config import Settings, secret_key
from chat_app.data_dir import DataDir
from chat_app.errors import ConfigurationError
from chat_app.store.backup import ledger as ledgers
from chat_app.store.backup import manifest as manifests
from chat_app.store.backup.dump import COPIED, Dump
from chat_app.store.backup.ledger import Ledger
from chat_app.store.backup.manifest import Manifest, fingerprint
from chat_app.store.embedded import resolve_uri
from chat_app.store.migrate import applied
from chat_app.store.mongo import open_database
from chat_app.store.mongo.documents import translating_errors


def copy_out(settings: Settings, folder: Path) -> Manifest:
    """Copy the database that MONGODB_URI names into the folder, with a progress bar.

    Raises:
        ConfigurationError: the folder can't be used; the database holds no chat, for it was never migrated; or the disk
            is full, and then the next try goes on.
        Unavailable: the database does not answer; the next try goes on.
    """
    _must_be_free(folder)
    try:
        DataDir(folder)
        ledger = Ledger(folder, fingerprint(secret_key(settings)))
        try:
            manifest = _copy(settings, folder, ledger)
            manifest.write(folder)
            ledger.remove()
        finally:
            ledger.close()
    except OSError as error:
        raise ConfigurationError(f"{folder} can't be written to ({error.strerror}); {GOES_ON}") from None
    except sqlite3.DatabaseError as error:
        raise ConfigurationError(f"{folder / ledgers.NAME} can't be used ({error}); {GOES_ON}") from None
    return manifest


GOES_ON = "what was copied stays, and the same command goes on."


def _copy(settings: Settings, folder: Path, ledger: Ledger) -> Manifest:
    database = open_database(resolve_uri(settings), settings.mongodb_database, timeout=PATIENCE)
    with database.client, bar() as progress:
        if not applied(database):
            raise ConfigurationError("MONGODB_URI, DATA_DIR: there is no chat in this database; is it the server's?")

        @translating_errors
        def run() -> Manifest:
            there = sum(database[name].estimated_document_count() for name in COPIED)
            task = progress.add_task("Copying", total=there, completed=sum(ledger.counts().values()))
            return Dump(database, folder, ledger, lambda more: progress.advance(task, more)).run()

        return run()


@translating_errors
def entries_in(settings: Settings) -> int:
    """How many entries there are in all logs of the database that MONGODB_URI names. Raises Unavailable."""
    database = open_database(resolve_uri(settings), settings.mongodb_database, timeout=PATIENCE)
    with database.client:
        return database["messages"].estimated_document_count()


def _must_be_free(folder: Path) -> None:
    if (folder / manifests.NAME).exists():
        raise ConfigurationError(f"{folder} holds a finished backup: name another folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ledgers.NAME).exists():
        raise ConfigurationError(f"{folder} holds other files: name an empty folder, or one that is not there yet.")
