"""The web client: its built files, and its page for every address that is a view of it."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter
from werkzeug.security import safe_join

from chat_app.errors import NotFound

bp = Blueprint("web", __name__)

DIST = Path(__file__).parents[2] / "frontend" / "dist"
MAX_PATH = 200


class PageConverter(PathConverter):
    """A path that may be a view of the client: where something else answers, that alone says which methods it knows."""

    regex = r"(?!(?:api/|ws|metrics|healthz|readyz))[^/].*?"


@bp.record_once
def _know_pages(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["page"] = PageConverter


@bp.get("/", defaults={"path": "index.html"})
@bp.get("/<page:path>")
def client(path: str) -> Response:
    """A built file, or the page that shows the view of that address."""
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
