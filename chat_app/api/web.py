"""The web client: its built files, and its page for every address that is a view of it."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.security import safe_join

from chat_app.errors import NotFound

bp = Blueprint("web", __name__)

DIST = Path(__file__).parents[2] / "frontend" / "dist"
MAX_PATH = 200
OTHERS = ("api/", "ws", "metrics", "healthz", "readyz")
"""What is never a view of the client."""


@bp.get("/", defaults={"path": "index.html"})
@bp.get("/<path:path>")
def client(path: str) -> Response:
    """A built file, or the page that shows the view of that address."""
    if path.startswith(OTHERS):
        raise NotFound("There is no such page.")
    file = safe_join(str(DIST), path) if len(path) <= MAX_PATH else None
    if file is None:
        raise NotFound("There is no such page.")
    if Path(file).is_file():
        response = send_from_directory(DIST, path)
        # Vite puts a hash of the content into the names under assets/.
        forever = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
        return response
    if "." in path.rsplit("/", 1)[-1] or "text/html" not in request.headers.get("Accept", "text/html"):
        raise NotFound("There is no such file.")
    if not (DIST / "index.html").is_file():
        raise NotFound("The web client is not built: `make run` does that.")
    response = send_from_directory(DIST, "index.html")
    response.headers["Cache-Control"] = "no-cache"
    return response
