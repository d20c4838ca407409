"""The page that shows the OpenAPI document, with try-it-out; its script is built along with the web client."""

from __future__ import annotations

from flask import Blueprint, render_template

bp = Blueprint("docs", __name__)


@bp.get("/api/docs")
def docs() -> str:
    """The API's documentation, to read and to try."""
    return render_template("docs.html")
