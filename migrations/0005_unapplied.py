"""Make the index of changes that their targets do not show yet, which another node may have left so."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from chat_app.store import indexes


def upgrade(database: Database[dict[str, Any]]) -> None:
    indexes.make(database)
