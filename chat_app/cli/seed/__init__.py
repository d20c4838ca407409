"""`flask seed`: believable people and conversations, the same ones for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from chat_app.cli import wiring
from chat_app.cli.commands import Command, bar
from chat_app.cli.seed.people import until_of, user_id
from chat_app.cli.seed.plan import Plan
from chat_app.cli.seed.writing import Written, write_chats, write_people
from chat_app.errors import ConfigurationError
from chat_app.services import Services
from chat_app.services.passwords import Passwords

PASSWORD = "lighthouse and soup"
"""What the seeded people sign in with, unless told otherwise. Nobody is to be seeded where strangers can sign in."""

UNTIL = "When the last things happen (UTC).  [default: now, or as in the first run]"


@click.command(cls=Command)
@click.option("--users", default=20, show_default=True, type=click.IntRange(min=2), help="How many people.")
@click.option("--conversations", default=30, show_default=True, type=click.IntRange(min=0), help="How many of them.")
@click.option("--messages", default=1_500, show_default=True, type=click.IntRange(min=0), help="How many in all.")
@click.option("--seed", default=1, show_default=True, help="Another number makes other people who say other things.")
@click.option("--until", type=click.DateTime(), help=UNTIL)
@click.option("--password", default=PASSWORD, show_default=True, help="What all of them sign in with.")
@with_appcontext
def seed(*, users: int, conversations: int, messages: int, seed: int, until: datetime | None, password: str) -> None:
    """Fill the database with people who talk to each other.

    Direct conversations and groups with replies, reactions and edits, spread over the past days. Safe to repeat: what
    stands already stays, and the same numbers a second time add nothing. The same seed, numbers and --until make the
    same data on every machine.
    """
    if conversations == 0 and messages > 0:
        raise click.UsageError("Messages need conversations: give --conversations 1 or more, or --messages 0.")
    if wiring.settings().environment == "production" and password == PASSWORD:
        raise ConfigurationError("Everybody knows the seeded people's password: give another --password in production.")
    with wiring.services() as services:
        end = until.replace(tzinfo=UTC) if until else _until(services, seed)
        plan = Plan(seed, users, conversations, messages, end)
        written = _write(services, plan, password)
        click.echo(_summary(written))
        click.echo(_how_to_sign_in(services, plan, password))


def _until(services: Services, seed: int) -> datetime:
    """That of the first run, so that a second one finds what it did and an interrupted one can be ended; else now."""
    first = services.store.users.get(user_id(seed, 0))
    return until_of(first, seed) if first else datetime.now(UTC).replace(second=0, microsecond=0)


def _write(services: Services, plan: Plan, password: str) -> Written:
    written = Written()
    passwords = Passwords(rounds=wiring.settings().bcrypt_rounds)
    with bar() as progress:
        people = progress.add_task("People", total=plan.users)
        # One hash for all: bcrypt takes its time on purpose.
        password_hash = passwords.hash(password)
        write_people(services.store, plan, password_hash, written, lambda done: progress.advance(people, done))
        messages = progress.add_task("Messages", total=plan.messages)
        write_chats(services.store, plan, written, lambda done: progress.advance(messages, done))
    return written


def _summary(written: Written) -> str:
    if not (written.users or written.conversations or written.messages):
        return "Everything stands already; nothing was added."
    return f"Added {written.users:,} people, {written.conversations:,} conversations, {written.messages:,} messages."


def _how_to_sign_in(services: Services, plan: Plan, password: str) -> str:
    first = services.store.users.get(user_id(plan.seed, 0))
    assert first is not None
    if not Passwords(rounds=4).matches(password, first.password_hash):
        return f"Sign in as {first.username}, with the password of the first run."
    return f"Sign in as {first.username}, or as anyone else of them, with the password: {password}"
