"""From the first start to the last: what is kept, what comes back, what is left behind."""

from __future__ import annotations

import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from tests.harness import FreshServer, Server, processes, wait_until
from tests.launcher.launch import alive_in


@pytest.fixture(scope="module")
def home() -> Iterator[Server]:
    """A server to be killed in every way: each of these tests leaves it serving."""
    with Server.started() as server:
        server.new_user()  # the admin
        yield server


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_are_for_their_user_alone(server: Server) -> None:
    for name in ("secret.key", "store.json", "store.password"):
        assert mode(server.data_dir / name) == 0o600, name
    assert mode(server.data_dir / "store") == 0o700


def test_a_first_start_speaks_to_people() -> None:
    """What a migration is called is for `flask db upgrade` to tell; and browsers make no passkey for 127.0.0.1."""
    with FreshServer.started() as server:
        first = server.log.read_text().splitlines()[:2]

    assert first == ["Preparing the database.", f"Chat is ready at http://localhost:{server.port}"]


def test_the_store_wants_its_password(server: Server) -> None:
    open_uri = f"mongodb://127.0.0.1:{server.store['port']}/?directConnection=true"
    with MongoClient[dict[str, object]](open_uri) as client, pytest.raises(OperationFailure) as refused:
        client["chat"]["users"].find_one()

    assert refused.value.code == 13  # Unauthorized


def test_a_stop_leaves_nothing_behind_and_the_next_start_has_the_data(home: Server) -> None:
    """No process, and no address of a store."""
    ada = home.new_user()
    assert home.stop() == 0
    assert alive_in(home.data_dir) == []
    assert not (home.data_dir / "store.json").exists()

    home.start()

    assert home.socket() is not None
    assert ada.http.get("/api/users/me").ok()["username"] == ada.username


def test_a_killed_supervisor_takes_its_children_along(home: Server) -> None:
    """The kernel ends them: nobody is left who would."""
    assert home._process is not None
    processes.send_signal(signal.SIGKILL, home._process.pid)

    wait_until("nothing to be left", lambda: not alive_in(home.data_dir))
    home.start()  # on the same port and data, at once


def test_a_killed_store_comes_back_with_its_data_and_says_so(home: Server) -> None:
    before = home.store
    ada = home.new_user()

    home.kill_store()

    wait_until("the line", lambda: "The store is back." in home.log.read_text())
    assert "The store died (SIGKILL); it is started again." in home.log.read_text()
    assert (home.store["uri"], home.store["pid"] != before["pid"]) == (before["uri"], True)
    home.wait_ready()
    assert ada.http.get("/api/users/me").ok()["username"] == ada.username


def test_a_killed_worker_is_replaced_and_the_line_names_it(home: Server) -> None:
    (worker,) = home.worker_pids

    home.kill_workers()

    wait_until("the line", lambda: f"Worker {worker} died; another one is started." in home.log.read_text())
    home.wait_ready()
    assert home.worker_pids != [worker]


def test_a_killed_gunicorn_is_started_again_and_no_browser_is_refused(home: Server) -> None:
    (worker,) = home.worker_pids
    (master,) = [pid for pid, children in parents_of(worker).items() if worker in children]

    processes.kill(master)

    # The supervisor holds the listening socket: this waits for the next worker.
    assert home.new_user() is not None
    assert "The server died (SIGKILL); it is started again." in home.log.read_text()
    assert not processes.lives(worker)


def parents_of(child: int) -> dict[int, list[int]]:
    parent = processes.parents()[child]
    return {parent: processes.children(parent)}
