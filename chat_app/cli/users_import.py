"""Accounts from a file of JSON objects, one a line (NDJSON)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import orjson
from gevent.pool import Pool
from marshmallow import Schema, ValidationError, fields, validate

from chat_app.cli.commands import count, sentence
from chat_app.cli.passwords import made_up
from chat_app.errors import Conflict, InvalidInput
from chat_app.protocol.fields import EmailAddress, Password, Text, Username
from chat_app.protocol.frames import flat
from chat_app.services import Services
from chat_app.services.passwords import THREADS
from chat_app.store.folding import fold

ROLES = ("user", "moderator", "admin")


class AccountSchema(Schema):
    """A line: what one signs up with, and what an administrator may set besides."""

    username = Username(required=True)
    email = EmailAddress(required=True)
    password = Password()
    display_name = Text(high=64)
    bio = Text(high=500, lines=True)
    role = fields.String(validate=validate.OneOf(ROLES))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line; `problem` says what is wrong with a refused one."""

    line: int
    became: Literal["added", "standing", "refused"]
    problem: str = ""


def import_accounts(services: Services, lines: Iterable[tuple[int, bytes]]) -> Iterator[Outcome]:
    """Make an account of each numbered line, by the rules of signing up; yields what became of each, in order.

    An account that stands already with that username and address is left as it is, so a file can be imported again.
    Who has no password gets one that nobody knows, to be reset. Raises Unavailable.
    """
    # Hashing is nearly all of the time, and has threads of its own: so many lines at once keep those busy.
    yield from Pool(THREADS).imap(partial(_import, services), lines)


def summary(counts: Counter[str]) -> str:
    """`Added 3 accounts; 1 stood already; 2 lines were refused.`"""
    parts = [f"Added {count(counts['added'], 'account')}"]
    if counts["standing"]:
        parts.append(f"{counts['standing']:,} stood already")
    if counts["refused"]:
        parts.append(f"{count(counts['refused'], 'line')} {'was' if counts['refused'] == 1 else 'were'} refused")
    return "; ".join(parts) + "."


def _import(services: Services, numbered: tuple[int, bytes]) -> Outcome:
    number, line = numbered
    try:
        account = _parse(line)
        return Outcome(number, "standing" if _stands(services, account) else _add(services, account))
    except (InvalidInput, Conflict) as error:
        return Outcome(number, "refused", sentence(error))


def _parse(line: bytes) -> dict[str, Any]:
    try:
        raw = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"Not JSON: {error.msg}.") from None
    if not isinstance(raw, dict):
        raise InvalidInput("Not a JSON object.")
    try:
        account: dict[str, Any] = AccountSchema().load(raw)
    except ValidationError as error:
        raise InvalidInput(errors=flat(error.messages_dict)) from None
    return account


def _stands(services: Services, account: dict[str, Any]) -> bool:
    user = services.store.users.by_login(account["username"])
    return user is not None and fold(user.email) == fold(account["email"])


def _add(services: Services, account: dict[str, Any]) -> Literal["added"]:
    user = services.accounts.register(
        account["username"], account["email"], account.get("password") or made_up(), account.get("display_name")
    )
    if changes := {name: account[name] for name in ("bio", "role") if name in account}:
        services.store.users.update(user.id, **changes)
    return "added"
