"""`make run` in a terminal: Ctrl-C is an orderly end, for `make` and for the shell it was typed in."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.harness import wait_until
from tests.harness.server import COMMAND, prepared_store
from tests.launcher.launch import Terminal, alive_in, environment

CTRL_C, CTRL_Z = "\x03", "\x1a"


@contextlib.contextmanager
def terminal(data_dir: Path, *command: str) -> Iterator[Terminal]:
    shutil.copytree(prepared_store().name, data_dir, dirs_exist_ok=True)
    opened = Terminal(command, environment(data_dir))
    try:
        yield opened
    finally:
        opened.kill()


def test_ctrl_c_after_ctrl_z_ends_make_run_with_exit_code_0_and_nothing_left(tmp_path: Path) -> None:
    with terminal(tmp_path, "make", "run") as run:
        run.read_until("Chat is ready at http://localhost:")
        run.press(CTRL_Z + CTRL_C)

        assert run.wait() == 0, run.screen
        assert "Traceback" not in run.screen
        assert "make: ***" not in run.screen
        assert alive_in(tmp_path) == []


def test_ctrl_c_ends_make_run_and_the_shell_has_its_terminal_back(tmp_path: Path) -> None:
    """With exit code 0, and nothing left."""
    with terminal(tmp_path, "sh", "-c", "make run; echo code=$?; read line; echo got=$line") as shell:
        shell.read_until("Chat is ready at")
        shell.press(CTRL_C)
        shell.read_until("code=0")
        shell.press("hello\n")
        shell.read_until("got=hello")

        assert shell.wait() == 0
        assert "Traceback" not in shell.screen
        assert "make: ***" not in shell.screen
        assert alive_in(tmp_path) == []


def test_ctrl_c_while_it_starts_is_an_orderly_end_too(tmp_path: Path) -> None:
    with terminal(tmp_path, *COMMAND) as run:
        wait_until("the store to be started", (tmp_path / "store.toml").exists)
        run.press(CTRL_C)

        assert run.wait() == 0, run.screen
        assert "Traceback" not in run.screen
        assert alive_in(tmp_path) == []


def test_a_terminal_that_is_closed_ends_it_in_order(tmp_path: Path) -> None:
    """Its window is gone, so nobody could press Ctrl-C any more."""
    with terminal(tmp_path, "make", "run") as run:
        run.read_until("Chat is ready at http://localhost:")
        run.close()
        wait_until("everything to end", lambda: alive_in(tmp_path) == [])
