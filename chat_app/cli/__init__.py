"""The commands of `flask`: `flask db`, `flask seed`, `flask users`, `flask backup`, `flask doctor`, …"""

from __future__ import annotations

from flask import Flask

from chat_app.cli import db, users
from chat_app.cli.backup import backup, move, restore
from chat_app.cli.doctor import doctor
from chat_app.cli.seed import seed


def init_app(app: Flask) -> None:
    """Add our commands to those of Flask."""
    for command in (db.group, users.group, seed, backup, restore, move, doctor):
        app.cli.add_command(command)
