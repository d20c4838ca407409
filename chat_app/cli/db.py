"""`flask db`: bring the database to what this version expects, and see whether it is."""

from __future__ import annotations

import click

from chat_app.cli.commands import Group, bar, count
from chat_app.cli.wiring import PATIENCE, settings
from chat_app.store import migrate, verify
from chat_app.store.embedded import embedded_store
from chat_app.store.mongo import open_database
from chat_app.store.mongo.documents import translating_errors

group = Group("db", help="Migrate and check the database.")


@group.command()
def upgrade() -> None:
    """Apply the migrations that are not applied yet.

    Safe to repeat, and safe on several nodes at once: one does it, the others wait for it. Interrupted, it goes on
    where it was.
    """
    applied = migrate.upgrade(settings(), tell=click.echo)
    click.echo(f"{count(len(applied), 'migration')} applied." if applied else "The database is up to date.")


@group.command()
def status() -> None:
    """List the migrations, and when each was applied."""
    for state in migrate.status(settings()):
        when = f"{state.applied_at:%Y-%m-%d %H:%M:%S} UTC" if state.applied_at else "not applied"
        known = state.summary if state.known else "(of another version than this one)"
        click.echo(f"{state.name:<32} {when:<24} {known}")


@group.command()
@click.option("--logs", is_flag=True, help="Read every conversation's log as well, which takes a while.")
def check(*, logs: bool) -> None:
    """Compare the database with what this version expects; exit code 1 when they differ.

    Tells each migration that is not applied, and each index whose keys, uniqueness, sparseness, filter or time to
    live differ from those that the models declare. With --logs also each log that has a hole, each entry and
    conversation that cannot be read, by its id, and each cursor that lies beyond its log.
    """
    differences = migrate.check(settings()) + (_wrong_in_logs() if logs else [])
    for difference in differences:
        click.echo(difference)
    if differences:
        raise click.ClickException(f"{count(len(differences), 'difference')} found.")
    click.echo("The database is as this version expects it.")


@translating_errors
def _wrong_in_logs() -> list[str]:
    with embedded_store(settings()) as uri, bar() as progress:
        database = open_database(uri, settings().mongodb_database, timeout=PATIENCE)
        with database.client:
            task = progress.add_task("Reading", total=database["messages"].estimated_document_count())
            return list(verify.logs(database, lambda more: progress.advance(task, more)))
