"""Whether the process is up, and whether it can serve."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from chat_app.api.identity import chat

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> dict[str, Any]:
    """The process is up."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> dict[str, Any]:
    """It can serve: the store answers. Raises Unavailable otherwise."""
    chat().store.ping()
    return {"status": "ok"}
