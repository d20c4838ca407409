"""The store for commands: that of a running chat, or one that runs for their own time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pymongo import MongoClient

from chat_app.config import Settings, load
from chat_app.errors import ConfigurationError
from chat_app.store.embedded import embedded_store, resolve_uri
from tests.harness import Server, wait_until
from tests.launcher.launch import alive_in


def settings(data_dir: Path) -> Settings:
    return load(data_dir=data_dir, mongodb_uri=None)


def things(uri: str) -> list[str]:
    with MongoClient[dict[str, str]](uri) as client:
        return [thing["name"] for thing in client["test"]["things"].find()]


def test_a_command_uses_the_store_of_a_running_chat(server: Server) -> None:
    with embedded_store(settings(server.data_dir)) as uri:
        assert uri == server.store["uri"] == resolve_uri(settings(server.data_dir))


def test_a_command_starts_one_for_its_own_time_and_its_data_stays(tmp_path: Path) -> None:
    with embedded_store(settings(tmp_path)) as uri, MongoClient[dict[str, str]](uri) as client:
        client["test"]["things"].insert_one({"name": "a chair"})

    assert not (tmp_path / "store.json").exists()
    with embedded_store(settings(tmp_path)) as uri:
        assert things(uri) == ["a chair"]


def test_a_second_command_shares_it_and_the_first_waits_for_it_to_leave(tmp_path: Path) -> None:
    ends: list[str] = []
    inside = embedded_store(settings(tmp_path))
    inside.__enter__()
    visitor = embedded_store(settings(tmp_path))
    uri = visitor.__enter__()

    def leave() -> None:
        inside.__exit__(None, None, None)
        ends.append("first")

    first = threading.Thread(target=leave)
    first.start()
    wait_until("the address to be withdrawn", lambda: not (tmp_path / "store.json").exists())
    assert things(uri) == []
    ends.append("visitor")
    visitor.__exit__(None, None, None)
    first.join(10)

    assert ends == ["visitor", "first"]


def test_what_is_left_of_a_killed_chat_does_not_mislead(tmp_path: Path) -> None:
    with Server.started() as server:
        server.kill()
        assert (server.data_dir / "store.json").exists()

        with embedded_store(settings(server.data_dir)) as uri:
            assert things(uri) == []


def test_a_given_database_is_taken_as_it_is(tmp_path: Path) -> None:
    given = load(data_dir=tmp_path, mongodb_uri="mongodb://somewhere/")
    with embedded_store(given) as uri:
        assert uri == resolve_uri(given) == "mongodb://somewhere/"
    assert alive_in(tmp_path) == []


def test_without_any_store_the_sentence_tells_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="start it with `make run`"):
        resolve_uri(settings(tmp_path))
