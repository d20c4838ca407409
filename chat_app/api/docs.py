"""The documents: the page that shows the OpenAPI one, with try-it-out, and the AsyncAPI one of the socket."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from chat_app.api.asyncapi import document
from chat_app.api.documents import api_version

bp = Blueprint("docs", __name__)


@bp.get("/api/docs")
def docs() -> str:
    """The API's documentation, to read and to try."""
    return render_template("docs.html")


@bp.get("/api/asyncapi.json")
def asyncapi() -> dict[str, Any]:
    """The socket's frames, as an AsyncAPI 3 document."""
    return document(api_version())
