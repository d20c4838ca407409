"""`flask users`: look after accounts."""

from __future__ import annotations

import getpass
import os
from collections import Counter
from collections.abc import Sequence
from typing import IO

import click
import orjson

from chat_app.cli import wiring
from chat_app.cli.commands import Group, bar, count
from chat_app.cli.passwords import made_up
from chat_app.cli.users_import import ROLES, AccountSchema, import_accounts, summary
from chat_app.errors import InvalidInput, NotFound
from chat_app.protocol.frames import flat
from chat_app.records import User
from chat_app.services import Services
from chat_app.services.administration import Actor
from chat_app.services.devices import Device
from chat_app.session_tokens import access_token

NEW_PASSWORD = "Made up and printed when not given: others on the machine can read a command line."
ROLE = "A moderator looks into reports; an admin looks after accounts and the server."
DEVICE = Device("flask users token", "")
MOST_FOUND = 100

group = Group("users", help="Look after accounts.")


@group.command()
@click.argument("username")
@click.option("--email", required=True, help="The address to sign in with, and to be written to.")
@click.option("--password", help=NEW_PASSWORD)
@click.option("--display-name", help="What others see.  [default: the username]")
@click.option("--role", type=click.Choice(ROLES), default="user", show_default=True, help=ROLE)
def create(*, username: str, email: str, password: str | None, display_name: str | None, role: str) -> None:
    """Make an account, by the rules of signing up."""
    account = {"username": username, "email": email, "display_name": display_name, "password": password}
    _must_be_valid({name: value for name, value in account.items() if value is not None})
    chosen = password or made_up()
    with wiring.services() as services:
        user = services.accounts.register(username, email, chosen, display_name)
        if role != user.role:
            services.administration.set_role(_actor(), user.id, role)
    click.echo(f"Created {username} ({user.id}).")
    if password is None:
        click.echo(f"The password is {chosen}")


@group.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, for scripts.")
def list_(*, as_json: bool) -> None:
    """List all accounts by username, deactivated ones too."""
    with wiring.services() as services:
        users = sorted(services.store.users.all(), key=lambda user: user.username.casefold())
    _print(users, as_json=as_json)


@group.command()
@click.argument("username")
def deactivate(*, username: str) -> None:
    """Sign all devices out and let nobody in until `reactivate`; what was written stays.

    No token works from now on. Sockets that are open are closed by the server within half a minute
    (HEARTBEAT_INTERVAL).
    """
    with wiring.services() as services:
        services.administration.deactivate(_actor(), _named(services, username).id)
    click.echo(f"Deactivated {username}: signed out everywhere, open sockets within half a minute.")


@group.command()
@click.argument("username")
def reactivate(*, username: str) -> None:
    """Let a deactivated user sign in again."""
    with wiring.services() as services:
        services.administration.reactivate(_actor(), _named(services, username).id)
    click.echo(f"{username} may sign in again.")


@group.command()
@click.argument("username")
def sign_out(*, username: str) -> None:
    """Sign all devices out; who knows the password comes in again.

    Sockets that are open are closed by the server within half a minute (HEARTBEAT_INTERVAL).
    """
    with wiring.services() as services:
        services.administration.sign_out(_actor(), _named(services, username).id)
    click.echo(f"{username} is signed out everywhere, open sockets within half a minute.")


@group.command()
@click.argument("username")
@click.argument("name", type=click.Choice(ROLES), metavar=f"[{'|'.join(ROLES)}]")
def role(*, username: str, name: str) -> None:
    """Give a role, which counts from the next request on."""
    with wiring.services() as services:
        services.administration.set_role(_actor(), _named(services, username).id, name)
    click.echo(f"{username} is {name} now.")


@group.command()
@click.argument("prefix")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, for scripts.")
def search(*, prefix: str, as_json: bool) -> None:
    """Find accounts whose username, display name or address begins with PREFIX; a hundred at most."""
    with wiring.services() as services:
        found = services.administration.users(prefix, after=None, limit=MOST_FOUND)
    _print(found, as_json=as_json)


@group.command()
@click.argument("username")
@click.option("--password", help=NEW_PASSWORD)
def reset_password(*, username: str, password: str | None) -> None:
    """Set a new password and sign all devices out.

    No earlier token works from now on. Sockets that are open are closed by the server within half a minute
    (HEARTBEAT_INTERVAL).
    """
    if password is not None:
        _must_be_valid({"password": password})
    chosen = password or made_up()
    with wiring.services() as services:
        user = _named(services, username)
        services.administration.note(_actor(), "user.password", user)
        services.accounts.set_password(user, chosen)
    click.echo(f"{username} has a new password and is signed out everywhere, open sockets within half a minute.")
    if password is None:
        click.echo(f"The password is {chosen}")


@group.command(name="import")
@click.argument("file", type=click.File("rb"))
def import_(*, file: IO[bytes]) -> None:
    """Make accounts of FILE ("-" is standard input), a JSON object a line.

    Its fields: username and email; if wanted password (without one nobody can sign in until it is reset),
    display_name, bio and role. A line that is wrong is told, and the others
    are imported; then the exit code is 1. An account that stands already stays as it is, so a mended file can be
    imported again.
    """
    lines = [(number, line) for number, line in enumerate(file.read().splitlines(), 1) if line.strip()]
    became: Counter[str] = Counter()
    with wiring.services() as services, bar() as progress:
        task = progress.add_task("Accounts", total=len(lines))
        for outcome in import_accounts(services, lines):
            became[outcome.became] += 1
            progress.advance(task)
            if outcome.problem:
                progress.console.print(f"line {outcome.line}: {outcome.problem}", markup=False, highlight=False)
    click.echo(summary(became))
    if became["refused"]:
        raise click.exceptions.Exit(1)


@group.command()
@click.argument("usernames", nargs=-1, required=True, metavar="NAME...")
def token(*, usernames: tuple[str, ...]) -> None:
    """Sign the users in and print an access token for each, a line each, for scripts and load tests.

    A token is good for JWT_ACCESS_TTL; it ends earlier when its user signs out everywhere.
    """
    with wiring.services() as services:
        # Each is looked up before the first is signed in: all or none.
        for user in [_named(services, username) for username in usernames]:
            if user.deactivated_at is not None:
                raise InvalidInput(f"{user.username} is deactivated.")
            click.echo(access_token(services.accounts.open_session(user, DEVICE)))


def _must_be_valid(account: dict[str, str]) -> None:
    if errors := AccountSchema().validate(account, partial=True):
        raise InvalidInput(errors=flat(errors))


def _named(services: Services, username: str) -> User:
    user = services.store.users.by_login(username)
    if user is None:
        raise NotFound(f"There is no user {username}.")
    return user


def _actor() -> Actor:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # in a container whose user has no name
        name = str(os.getuid())
    return Actor(None, f"command line ({name})")


def _print(users: Sequence[User], *, as_json: bool) -> None:
    for user in users:
        click.echo(_as_json(user) if as_json else _as_row(user))
    if not as_json:
        click.echo(f"{count(len(users), 'account')}.")


def _as_row(user: User) -> str:
    state = "deleted" if user.deleted_at else "deactivated" if user.deactivated_at else user.role
    return f"{user.username:<32} {user.display_name:<32} {user.email:<40} {state:<12} {user.created_at:%Y-%m-%d}"


def _as_json(user: User) -> bytes:
    return orjson.dumps(
        {
            "id": user.id,
            "username": user.username,
            "email": user.email,
            "display_name": user.display_name,
            "role": user.role,
            "created_at": user.created_at,
            "deactivated_at": user.deactivated_at,
        }
    )
