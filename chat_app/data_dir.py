"""DATA_DIR: what a machine keeps of itself, readable by its user alone, used by one start at a time."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from chat_app.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class DataDir:
    """The directory at `path`, made with mode 0700 when it is not there."""

    path: Path

    def __post_init__(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigurationError(f"DATA_DIR: {self.path} can't be made ({error.strerror}).") from None

    def lock(self) -> IO[str]:
        """Hold the directory until the file returned is closed, or this process ends in any way.

        Raises:
            ConfigurationError: another process holds it; the message names which.
        """
        try:
            file = (self.path / "lock").open("a+")
        except OSError as error:
            raise ConfigurationError(f"DATA_DIR: {self.path} can't be written to ({error.strerror}).") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "?"
            file.close()
            raise ConfigurationError(
                f"DATA_DIR: {self.path} is in use by process {holder}; stop it first, or choose another DATA_DIR."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file

    @contextlib.contextmanager
    def visit(self) -> Iterator[None]:
        """Use what the holder runs; a holder that came up for a command of its own waits until all have left."""
        with (self.path / "visitors").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def wait_for_visitors(self) -> None:
        """Return when no one is visiting."""
        with (self.path / "visitors").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)

    def write_private(self, name: str, text: str) -> None:
        """Write a file of mode 0600, whole or not at all, whatever dies meanwhile."""
        path = self.path / name
        new = path.with_name(f"{name}.{os.getpid()}.new")
        # The mode is the file's from its first moment; a write and a chmod would leave a gap.
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    def write_store(self, *, uri: str, port: int, pid: int) -> None:
        """Tell the other processes of this machine where the embedded store is; the address holds its password."""
        self.write_private("store.json", json.dumps({"uri": uri, "port": port, "pid": pid}))

    def store_uri(self) -> str | None:
        """The address last written, if it was not withdrawn; its store can have died meanwhile."""
        try:
            return str(json.loads((self.path / "store.json").read_text())["uri"])
        except FileNotFoundError:
            return None

    def forget_store(self) -> None:
        """Withdraw the address."""
        (self.path / "store.json").unlink(missing_ok=True)
