"""`make dev` in a terminal: what it tells a newcomer, and what it leaves behind, which is nothing."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.harness import wait_until
from tests.harness.http import Http
from tests.harness.server import free_port
from tests.launcher.launch import Terminal, alive_in, environment

CTRL_C = "\x03"


@contextlib.contextmanager
def dev(data_dir: Path, vite_port: int, **settings: object) -> Iterator[Terminal]:
    """As `make dev`, but not on port 5173, where someone may be at work."""
    command = [sys.executable, "-m", "scripts.dev", str(vite_port)]
    opened = Terminal(command, environment(data_dir, **settings))
    try:
        yield opened
    finally:
        opened.kill()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_it_ends_with_the_address_to_open_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    """What stood on the screen before is still there: Vite does not clear it. And it runs as a program that hears our
    SIGTERM; as a grandchild it would keep its port.
    """
    port, back_end = free_port(), free_port()
    with dev(tmp_path, port, port=back_end) as run:
        run.read_until(f"Open http://localhost:{port}")
        assert run.screen.strip().splitlines()[-1] == f"Open http://localhost:{port}"
        assert "\x1bc" not in run.screen and "\x1b[2J" not in run.screen and "\x1b[3J" not in run.screen
        assert Http(f"http://localhost:{port}").get("/healthz").status == 200, "PORT is honoured"
        run.press(CTRL_C)

        assert run.wait() == 0, run.screen
        assert not listens(port)
        assert not listens(back_end)
        assert alive_in(tmp_path) == []
        assert run.screen.count("Stopping.") == 1


def test_a_back_end_that_refuses_has_the_last_word_and_vite_does_not_stay(tmp_path: Path) -> None:
    port = free_port()
    nowhere = f"mongodb://127.0.0.1:{free_port()}/"
    with dev(tmp_path, port, mongodb_uri=nowhere, store_timeout=0.5) as run:
        assert run.wait() == 1
        assert run.screen.strip() == "chat: MONGODB_URI: the database did not answer within 0.5 s."
        assert not listens(port)


def test_a_taken_port_of_the_front_end_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, dev(tmp_path, port := taken.getsockname()[1]) as run:
        assert run.wait() == 1
        assert run.screen.strip() == f"chat: Port {port}, the front end's, is in use by another program; stop it."


def test_a_killed_make_dev_takes_both_along(tmp_path: Path) -> None:
    """The kernel ends them, Vite included: there is no wrapper between it and us."""
    port = free_port()
    with dev(tmp_path, port) as run:
        run.read_until(f"Open http://localhost:{port}")
        run.kill_leader()

        wait_until("nothing to be left", lambda: not alive_in(tmp_path) and not listens(port))
