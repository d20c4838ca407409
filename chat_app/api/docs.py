"""The page that shows the OpenAPI document, with try-it-out; its script is built along with the web client."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from chat_app.api.security import policy

bp = Blueprint("docs", __name__)


@bp.get("/api/docs")
def docs() -> Response:
    """The API's documentation, to read and to try."""
    response = make_response(render_template("docs.html"))
    # RapiDoc writes style attributes; this page shows nothing of anybody's.
    response.headers["Content-Security-Policy"] = policy({"style-src": "'self' 'unsafe-inline'"})
    return response
