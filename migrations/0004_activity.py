"""Make the index of conversations by activity, through which a node without Redis finds what others wrote."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from chat_app.store import indexes


def upgrade(database: Database[dict[str, Any]]) -> None:
    indexes.make(database)
