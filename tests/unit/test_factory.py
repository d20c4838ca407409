"""The application factory: two applications can live in one process, and neither asks anything of a store."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from chat_app import create_app
from chat_app.config import load


def test_two_applications_in_one_process_are_alike_and_apart(tmp_path: Path) -> None:
    """They give the same document, and each signs tokens with its own key."""
    one, other = (create_app(load(data_dir=tmp_path / name)) for name in ("one", "other"))
    documents = [app.test_client().get("/api/openapi.json") for app in (one, other)]

    assert [document.status_code for document in documents] == [200, 200]
    assert documents[0].data == documents[1].data
    assert one.config["JWT_SECRET_KEY"] != other.config["JWT_SECRET_KEY"]


@pytest.fixture(scope="module")
def unconnected(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """An application whose store is not there."""
    return create_app(load(data_dir=tmp_path_factory.mktemp("data"), store_timeout=0.2)).test_client()


def test_an_application_without_a_store_is_up_and_not_ready(unconnected: FlaskClient) -> None:
    """A command of the CLI brings its own store, or needs none."""
    assert unconnected.get("/healthz").status_code == 200
    answer = unconnected.get("/readyz")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("10.1.2.3", 200), ("fd00::1", 200), ("8.8.8.8", 404), ("2606:4700::1", 404), ("no one", 404)],
)
def test_figures_are_not_for_the_internet(unconnected: FlaskClient, address: str, status: int) -> None:
    """A server may stand there without a proxy, and whoever asks would learn how many are here."""
    assert unconnected.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == status
