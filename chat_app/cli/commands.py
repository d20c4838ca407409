"""What all our commands have in common: they run in the application, and a failure is one sentence and exit code 1."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chat_app.errors import ChatError


class Command(click.Command):
    """A command whose foreseen failures are told to a person, not to a programmer."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ChatError as error:
            raise click.ClickException(sentence(error)) from error


class Group(AppGroup):
    """A group of such commands, each run in an application context."""

    command_class = Command


def sentence(error: ChatError) -> str:
    """What went wrong, with what is wrong by field: `email: Already taken.`"""
    if error.errors:
        return " ".join(f"{field}: {' '.join(messages)}" for field, messages in error.errors.items())
    return error.detail


def count(number: int, noun: str) -> str:
    """`1 account`, `1,200 accounts`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def bar() -> Progress:
    """A progress bar on standard error, so that what scripts read stays clean."""
    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True, soft_wrap=True))
