"""A server of its own for what looks at the product from outside: browser tests and pictures."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator

from scripts.runner import ROOT

READY = "Chat is ready at "


@contextlib.contextmanager
def server(**settings: str) -> Iterator[str]:
    """Run the chat on a free port and an empty DATA_DIR for this block; gives its address.

    Raises:
        RuntimeError: it did not come up; the message has what it said.
    """
    with tempfile.TemporaryDirectory(prefix="chat-") as data_dir:
        env = {**os.environ, "PORT": str(_free_port()), "DATA_DIR": data_dir, "LOG_LEVEL": "warning", **settings}
        with subprocess.Popen(
            [sys.executable, "-m", "chat_app"], cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE
        ) as process:
            try:
                yield _address(process)
            finally:
                process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(READY):
            # Read on, or it would block once the pipe is full.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return line.removeprefix(READY).strip()
    raise RuntimeError(f"The server did not come up. {''.join(said)}")


def _free_port() -> int:
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        return int(candidate.getsockname()[1])
