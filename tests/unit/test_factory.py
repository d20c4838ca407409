"""The application factory: two applications can live in one process, and neither asks anything of a store."""

from __future__ import annotations

from pathlib import Path

from chat_app import create_app
from chat_app.config import load


def test_two_applications_in_one_process_are_alike_and_apart(tmp_path: Path) -> None:
    """They give the same document, and each signs tokens with its own key."""
    one, other = (create_app(load(data_dir=tmp_path / name)) for name in ("one", "other"))
    documents = [app.test_client().get("/api/openapi.json") for app in (one, other)]

    assert [document.status_code for document in documents] == [200, 200]
    assert documents[0].data == documents[1].data
    assert one.config["JWT_SECRET_KEY"] != other.config["JWT_SECRET_KEY"]


def test_an_application_without_a_store_is_up_and_not_ready(tmp_path: Path) -> None:
    """A command of the CLI brings its own store, or needs none."""
    client = create_app(load(data_dir=tmp_path, store_timeout=0.2)).test_client()

    assert client.get("/healthz").status_code == 200
    assert (client.get("/readyz").status_code, client.get("/readyz").json["code"]) == (503, "unavailable")
