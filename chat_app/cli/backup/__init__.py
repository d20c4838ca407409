"""`flask backup`, `flask restore` and `flask move`: the whole database into a folder, and back into an empty one."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
from flask.cli import with_appcontext
from pydantic import SecretStr

from chat_app.cli import wiring
from chat_app.cli.backup import daily, key
from chat_app.cli.backup.back import copy_back, whole
from chat_app.cli.backup.out import copy_out, entries_in
from chat_app.cli.commands import Command, count
from chat_app.config import Settings
from chat_app.data_dir import DataDir
from chat_app.errors import ConfigurationError, Conflict
from chat_app.store.backup.manifest import NAME, Manifest
from chat_app.store.embedded import embedded_store

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
MOVING = "moving"
"""The folder in DATA_DIR through which `flask move` goes."""


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--keep", type=click.IntRange(min=1), help="Copy into a folder of today's in FOLDER; so many days stay.")
@click.option("--secret-key", "key_file", type=FILE, help="Write the secret key there as well, away from FOLDER.")
@with_appcontext
def backup(*, folder: Path, keep: int | None, key_file: Path | None) -> None:
    """Copy the database into FOLDER.

    The server may run meanwhile: each conversation is copied as it stood at one moment, with everybody in it.
    Interrupted, the same command goes on where it was. FOLDER holds what people wrote; this user alone can read it.

    With --keep it is for every night: a folder a day, read once more when it is written, and the oldest removed then.
    """
    settings = wiring.settings()
    if key_file is not None:
        key.must_be_writable(key_file, folder)
    target = folder if keep is None else daily.today_in(folder)
    if keep is None or not daily.finished(target):
        with embedded_store(settings) as uri:
            manifest = copy_out(_at(settings, uri), target)
        click.echo(f"Copied {_told(manifest)} into {target}.")
    if keep is not None:
        whole(target)
        click.echo(f"It is whole. {count(daily.leave(keep, target), 'backup')} in {folder}.")
    if key_file is not None:
        key.write(key_file, settings)
        click.echo(f"The secret key is in {key_file}: keep it, and keep it elsewhere.")
    else:
        click.echo("The secret key is not in it; without it authenticator apps and open sessions end with a restore.")


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--check", is_flag=True, help="Only look whether the backup is whole.")
@click.option("--secret-key", "key_file", type=FILE, help="Use the secret key that was written there.")
@with_appcontext
def restore(*, folder: Path, check: bool, key_file: Path | None) -> None:
    """Put the backup in FOLDER into an empty database: that of MONGODB_URI, or the embedded store in DATA_DIR.

    Nothing is used of a backup of which a file is damaged. Interrupted, the same command goes on where it was. Indexes
    are made, newer migrations applied, and every log is read once more at the end; exit code 1 when something is wrong.
    """
    settings = wiring.settings()
    manifest = whole(folder)
    if check:
        click.echo(f"The backup is whole: {_told(manifest)}, from {manifest.began_at} to {manifest.ended_at}.")
        return
    secret = key.read(key_file, settings, manifest) if key_file is not None else None

    def use_key() -> None:
        # Not before all is there: a database that was refused keeps its key.
        if secret is not None:
            key.use(secret, settings)

    with embedded_store(settings) as uri:
        problems = copy_back(_at(settings, uri), folder, manifest, use_key)
    if not key.is_of(settings, manifest):
        click.echo(key.ANOTHER)
    _tell(manifest, problems)


@click.command(cls=Command)
@with_appcontext
def move() -> None:
    """Copy the embedded store of DATA_DIR into the database of MONGODB_URI.

    Stop the server first; start it with MONGODB_URI when this is done. Interrupted, the same command goes on where it
    was. The embedded store stays as it is.
    """
    target = wiring.settings()
    if target.mongodb_uri is None:
        raise ConfigurationError("MONGODB_URI: must name the database to move to.")
    data_dir = DataDir(target.data_dir)
    data_dir.lock().close()  # a server that writes on would lose what it writes from now on
    folder = data_dir.path / MOVING
    source = target.model_copy(update={"mongodb_uri": None})
    with embedded_store(source) as uri:
        manifest = _moving(_at(source, uri), folder)
    problems = copy_back(target, folder, manifest)
    shutil.rmtree(folder)
    _tell(manifest, problems)


def _moving(source: Settings, folder: Path) -> Manifest:
    """The copy that is to be restored: that of an interrupted move, if nothing was written since.

    Raises:
        Conflict: something was.
    """
    if not (folder / NAME).exists():
        shutil.rmtree(folder, ignore_errors=True)
        return copy_out(source, folder)
    manifest = whole(folder)
    if entries_in(source) != manifest.documents.get("messages", 0):
        raise Conflict(
            "The embedded store was written to since this move began: empty the database of MONGODB_URI, remove "
            f"{folder}, and begin anew."
        )
    return manifest


def _at(settings: Settings, uri: str) -> Settings:
    return settings.model_copy(update={"mongodb_uri": SecretStr(uri)})


def _tell(manifest: Manifest, problems: list[str]) -> None:
    click.echo(f"Restored {_told(manifest)}.")
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException(f"{count(len(problems), 'problem')} found; the backup held the data so.")
    click.echo("Every log is without a gap, and the indexes are those that this version expects.")


def _told(manifest: Manifest) -> str:
    users, conversations, entries = (manifest.documents.get(each, 0) for each in ("users", "conversations", "messages"))
    return f"{count(users, 'account')}, {count(conversations, 'conversation')} and {entries:,} entries of their logs"
