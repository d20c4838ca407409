"""The commands of `flask`: `flask db`, `flask seed`, `flask users`."""

from __future__ import annotations

from flask import Flask

from chat_app.cli import db, users
from chat_app.cli.seed import seed


def init_app(app: Flask) -> None:
    """Add our commands to those of Flask."""
    for command in (db.group, users.group, seed):
        app.cli.add_command(command)
