"""`flask db`: bring the database to what this version expects, and see whether it is."""

from __future__ import annotations

import click

from chat_app.cli.commands import Group, count
from chat_app.cli.wiring import settings
from chat_app.store import migrate

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
def check() -> None:
    """Compare the database with what this version expects; exit code 1 when they differ.

    Tells each migration that is not applied, and each index whose keys, uniqueness, sparseness, filter or time to
    live differ from those that the models declare.
    """
    differences = migrate.check(settings())
    for difference in differences:
        click.echo(difference)
    if differences:
        raise click.ClickException(f"{count(len(differences), 'difference')} found.")
    click.echo("The database is as this version expects it.")
