"""A start that can't be: one clear sentence, exit code 1, never a traceback."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.harness import Server
from tests.harness.cluster import Redis
from tests.harness.server import COMMAND, ROOT
from tests.launcher.launch import environment, refusal


def test_a_second_start_on_the_same_data_is_refused_by_the_name_of_the_first(server: Server) -> None:
    said = refusal(server.data_dir)

    assert "DATA_DIR" in said
    assert "is in use by process" in said


def test_a_port_in_use_is_named(server: Server, tmp_path: Path) -> None:
    said = refusal(tmp_path, port=server.port)

    assert said == f"chat: PORT: {server.port} is in use by another program; stop it, or choose another PORT."


def test_a_host_of_another_machine_is_named(tmp_path: Path) -> None:
    assert "HOST: 192.0.2.1 is not an address of this machine" in refusal(tmp_path, host="192.0.2.1")


def test_an_unreachable_database_is_told_without_its_password(tmp_path: Path) -> None:
    said = refusal(tmp_path, mongodb_uri="mongodb://me:s3cret@127.0.0.1:1/", store_timeout=0.5)

    assert said == "chat: MONGODB_URI: the database did not answer within 0.5 s."


def test_a_password_that_the_database_refuses_is_told(server: Server, tmp_path: Path) -> None:
    uri = f"mongodb://me:wrong@127.0.0.1:{server.store['port']}/?directConnection=true"

    assert "MONGODB_URI: the database does not let us in" in refusal(tmp_path, mongodb_uri=uri)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("mongodb_uri", "http://localhost", "MONGODB_URI: is not a MongoDB address"),
        ("redis_url", "localhost", "REDIS_URL: is not a Redis address"),
        ("redis_url", "redis://127.0.0.1:1/0", "REDIS_URL: Redis did not answer"),
        ("store_program", "/nowhere/store", "STORE_PROGRAM: no store is installed at /nowhere/store"),
        ("port", "many", "PORT: "),
        ("bcrypt_rounds", "99", "BCRYPT_ROUNDS: "),
        ("workers", "2", "WORKERS: more than one need REDIS_URL"),
        ("environment", "production", "SECRET_KEY: production needs one given"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, setting: str, value: str, says: str) -> None:
    assert says in refusal(tmp_path, **{setting: value, "store_timeout": 0.5})


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "DATA_DIR: " in refusal(tmp_path / "file" / "data")


def test_a_second_node_that_would_not_hear_of_the_first_is_refused(server: Server, tmp_path: Path) -> None:
    """Without Redis on one of them, or on both."""
    with Redis() as redis:
        urls = {
            "is not set, and another node": None,
            "a node on which it is not set": f"redis://127.0.0.1:{redis.port}/0",
        }
        starts = {}
        for number, (says, url) in enumerate(urls.items()):
            settings = {"mongodb_uri": server.store["uri"], **({"redis_url": url} if url else {})}
            env = environment(tmp_path / str(number), secret_key="of a second node, in these tests alone", **settings)
            starts[says] = subprocess.Popen(COMMAND, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        for says, start in starts.items():
            _, said = start.communicate(timeout=90)
            assert start.returncode == 1, said
            assert f"REDIS_URL: {says}" in said
            assert "Traceback" not in said
    assert server.is_ready()
