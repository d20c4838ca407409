"""`flask doctor`: is all that the server stands on as it should be? A line each, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import click
from flask.cli import with_appcontext

from chat_app.cli import wiring
from chat_app.cli.commands import Command, count
from chat_app.cli.doctor import disk, mail, redis, secrets, store
from chat_app.cli.doctor.finding import Finding
from chat_app.cli.doctor.settings import look
from chat_app.config import Settings

WIDTH = 16


@click.command(cls=Command)
@with_appcontext
def doctor() -> None:
    """Look at the settings, the secrets, the disk, the store, Redis and the mail server.

    A line each: what was looked at and what was found, and below what is not well, what to do. Exit code 1 when
    anything is not. It writes one document into the collection `doctor` and takes it away again, sends no mail, and
    may be run beside a server at any time.
    """
    unwell = 0
    for finding in _findings(wiring.settings()):
        unwell += not finding.well
        _show(finding)
    if unwell:
        raise click.ClickException(f"{count(unwell, 'thing')} to see to.")
    click.echo("All is well.")


def _findings(settings: Settings) -> Iterator[Finding]:
    return chain(
        look(settings),
        secrets.look(settings),
        disk.look(settings),
        store.look(settings),
        redis.look(settings),
        mail.look(settings),
    )


def _show(finding: Finding) -> None:
    # click leaves the colours out where nobody would see them.
    mark = click.style("well  ", fg="green") if finding.well else click.style("UNWELL", fg="red", bold=True)
    click.echo(f"{mark}  {finding.what:<{WIDTH}} {finding.says}")
    if not finding.well and finding.advice:
        click.echo(f"{'':8}{'':{WIDTH}} -> {finding.advice}")
