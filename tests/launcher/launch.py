"""Starting the chat in ways that may fail, in a terminal or without one."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.harness import processes
from tests.harness.server import COMMAND, DEFAULTS, ROOT, free_port

FROM_MAKE = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "SUMMARY"}
OURS = {"MONGODB_URI", "REDIS_URL", "PORT", "HOST", "DATA_DIR", "SECRET_KEY", "WORKERS", "ENVIRONMENT"}


def environment(data_dir: Path, **settings: object) -> dict[str, str]:
    """What a start on a free port and `data_dir` needs, without what surrounds this test."""
    inherited = {name: value for name, value in os.environ.items() if name not in FROM_MAKE | OURS}
    given = {name.upper(): str(value) for name, value in settings.items()}
    return {**inherited, **DEFAULTS, "PORT": str(free_port()), "DATA_DIR": str(data_dir), **given}


def refusal(data_dir: Path, **settings: object) -> str:
    """What a start says that is refused: one line, exit code 1, no traceback."""
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=environment(data_dir, **settings), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.strip()


class Terminal:
    """A command in a terminal of its own, where keys can be pressed and the screen be read."""

    def __init__(self, command: Sequence[str], env: dict[str, str], *, directory: Path = ROOT) -> None:
        self.screen = ""
        self.pid, self._screen_fd = pty.fork()
        if self.pid == 0:  # pragma: no cover - another process
            os.chdir(directory)
            os.execvpe(command[0], list(command), env)

    def read_until(self, text: str, timeout: float = 60.0) -> None:
        """Read the screen until `text` stands on it."""
        deadline = time.monotonic() + timeout
        while text not in self.screen:
            assert self._read(deadline), f"{text!r} did not come; the screen:\n{self.screen}"

    def press(self, keys: str) -> None:
        os.write(self._screen_fd, keys.encode())

    def wait(self, timeout: float = 30.0) -> int:
        """Read until the command ends; its exit code, as a shell has it."""
        deadline = time.monotonic() + timeout
        while self._read(deadline):
            pass
        assert time.monotonic() < deadline, f"it did not end; the screen:\n{self.screen}"
        os.close(self._screen_fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def close(self) -> None:
        """Close the window."""
        os.close(self._screen_fd)

    def kill(self) -> None:
        processes.kill(*processes.tree(self.pid)[1:])
        processes.send_signal(signal.SIGKILL, self.pid)

    def kill_leader(self) -> None:
        """SIGKILL to the command alone, not to what it started."""
        processes.send_signal(signal.SIGKILL, self.pid)

    def _read(self, deadline: float) -> bool:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self._screen_fd], [], [], left)[0]:
            return False
        try:
            chunk = os.read(self._screen_fd, 4096)
        except OSError:  # how a terminal ends when the last program that had it open is gone
            return False
        self.screen += chunk.decode(errors="replace")
        return bool(chunk)


def alive_in(data_dir: Path) -> list[str]:
    """The command lines of the processes that work for `data_dir`: by their environment, whoever their parent is."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f"DATA_DIR={data_dir}\0" in (folder / "environ").read_text(errors="replace"):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:  # it ended while we looked, or is someone else's
            continue
    return found


def bootstrap(*arguments: str, python: str = sys.executable, **env: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/bootstrap.py."""
    command = [python, str(ROOT / "scripts" / "bootstrap.py"), *arguments]
    return subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, timeout=60)


def address(screen: str) -> str:
    found = re.search(r"Chat is ready at (http://\S+)", screen)
    assert found is not None, screen
    return found[1]
