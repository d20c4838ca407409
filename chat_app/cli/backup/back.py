"""The way back: a folder into an empty database, which is then looked through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.progress import Progress

from chat_app.cli.commands import bar
from chat_app.cli.wiring import PATIENCE
from chat_app.config import Settings
from chat_app.errors import ConfigurationError
from chat_app.store import migrate, verify
from chat_app.store.backup import parts
from chat_app.store.backup.load import Load
from chat_app.store.backup.manifest import Manifest
from chat_app.store.embedded import resolve_uri
from chat_app.store.mongo import open_database
from chat_app.store.mongo.documents import translating_errors


def whole(folder: Path) -> Manifest:
    """The manifest of a backup of which every file is as it was written. Raises ConfigurationError."""
    manifest = Manifest.read(folder)
    with bar() as progress:
        for part in progress.track(manifest.parts, description="Checking"):
            parts.verify(folder, part)
    return manifest


def copy_back(
    settings: Settings, folder: Path, manifest: Manifest, last: Callable[[], object] = lambda: None
) -> list[str]:
    """Restore into the database that MONGODB_URI names, with progress bars; what is wrong with it, a sentence each.

    `last` is called when all is there: cut off before it is done, the restore is not over, and can be repeated.

    Raises:
        Conflict: it is not empty, or the backup is of a later version.
        Unavailable: the database does not answer; the next try goes on.
        ConfigurationError: a newer migration failed.
    """
    database = open_database(resolve_uri(settings), settings.mongodb_database, timeout=PATIENCE)
    with database.client, bar() as progress:
        load = Load(database, folder, manifest, _counted(progress, "Restoring", manifest.total))

        @translating_errors
        def run() -> list[str]:
            load.run()
            migrate.upgrade(settings)
            read = _counted(progress, "Reading", manifest.documents.get("messages", 0))
            problems = migrate.check(settings) + list(verify.logs(database, read))
            last()
            load.forget()
            return problems

        try:
            return run()
        except (OSError, EOFError) as error:
            raise ConfigurationError(f"{folder} can't be read ({error}).") from None


def _counted(progress: Progress, what: str, total: int) -> Callable[[int], object]:
    task = progress.add_task(what, total=total)
    return lambda more: progress.advance(task, more)
