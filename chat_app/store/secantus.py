"""SecantusDB as a process of our own, on a loopback port and behind a password: the store when MONGODB_URI is not set.

It is GPL: we start its program and talk to it over a socket, and import nothing of it.
"""

from __future__ import annotations

import contextlib
import random
import secrets
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from chat_app import processes
from chat_app.data_dir import DataDir
from chat_app.errors import ConfigurationError

Pause = Callable[[float], object]

USER = "chat"
BROKEN = (1, 8)
"""InternalError and UnknownError: what it answers when its storage engine has given up (WT_PANIC)."""
PASSWORD_FILE = "store.password"
START_TIMEOUT = 20.0  # seconds; half a second is usual, a log to recover after a crash takes longer
STOP_GRACE = 10.0  # seconds

# Outside of the ports that the kernel hands to outgoing connections (32768 and up on Linux): while the store restarts
# a driver that knocks on such a port can be given that very port, connect to itself, and keep the store from it.
PORTS = range(20_000, 32_000)

# `standalone` leaves out the oplog, which nothing here reads: measured, 706 instead of 994 µs of CPU per single insert
# with three indexes, 337 instead of 446 in batches of 10. The price is that the driver does not repeat a write by
# itself, which is as well: the store forgets on restart which ones it had done.
CONFIG = """\
# Written at each start; what stands here is not kept.
[server]
host = "127.0.0.1"
log_level = "WARNING"
standalone = true

[storage]
cache_size = "512M"
sync_on_commit = true
"""


class EmbeddedStore:
    """One store process; its address stays the same however often it is started again.

    Args:
        program: what to run instead of the one installed with us; it must take the same options and files.
    """

    def __init__(self, data_dir: DataDir, program: Path | None = None) -> None:
        self.data_dir = data_dir
        self.program = program or Path(sysconfig.get_path("scripts")) / "secantusd-py"
        self.log = data_dir.path / "store.log"
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._password = ""

    @property
    def uri(self) -> str:
        return f"mongodb://{USER}:{self._password}@127.0.0.1:{self.port}/?authSource=admin&directConnection=true"

    def start(self, pause: Pause = time.sleep) -> None:
        """Start it and return when it answers; `pause` waits some seconds, and may raise to give up.

        Raises:
            ConfigurationError: it is not installed, did not come up, or has a user that is not ours.
        """
        path = self.data_dir.path / PASSWORD_FILE
        known = path.exists()
        if known:
            self._password = path.read_text()
        else:
            self._password = secrets.token_urlsafe(32)
            self._make_user(pause)
        process = self._launch(self.uri, pause, "--auth")
        if not known:
            self._refuse_strangers()
            # Written last: a start that dies before this line begins anew, and gives the user another password.
            self.data_dir.write_private(PASSWORD_FILE, self._password)
        self.data_dir.write_store(uri=self.uri, port=self.port, pid=process.pid)

    def stop(self) -> None:
        """Close it in order; the address is withdrawn first, so that no one comes any more."""
        self.data_dir.forget_store()
        if self.process is not None:
            self._close(self.process)

    def _close(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        # Measured: it waits two seconds for its listening thread, which only wakes when someone comes. So come.
        for _ in range(3):
            time.sleep(0.05)
            _knock(self.port)
        processes.stop(process, STOP_GRACE)

    def _make_user(self, pause: Pause) -> None:
        """Give the store its one user, in a run without `--auth`."""
        open_uri = f"mongodb://127.0.0.1:{self.port}/?directConnection=true"
        process = self._launch(open_uri, pause)
        with MongoClient[dict[str, object]](open_uri) as client:
            try:
                client.admin.command("createUser", USER, pwd=self._password, roles=["root"])
            except OperationFailure:  # an earlier first start came this far
                client.admin.command("updateUser", USER, pwd=self._password)
        self._close(process)

    def _refuse_strangers(self) -> None:
        """Whoever has an account on this machine could reach the store while it had no password."""
        with MongoClient[dict[str, object]](self.uri) as client:
            # Of all databases: one of its two programs tells them by the collection alone, the other by the command.
            users = {user["_id"] for user in client.admin["system.users"].find({}, {"_id": True})}
            users |= {user["_id"] for user in client.admin.command("usersInfo", {"forAllDBs": True})["users"]}
        if users != {f"admin.{USER}"}:
            self.stop()
            raise ConfigurationError(f"DATA_DIR: someone else has a user in {self.data_dir.path / 'store'}; remove it.")

    def _launch(self, uri: str, pause: Pause, *flags: str) -> subprocess.Popen[bytes]:
        """Run the program and return when it answers at `uri`."""
        if not self.program.exists():
            raise ConfigurationError(f"STORE_PROGRAM: no store is installed at {self.program}; or set MONGODB_URI.")
        # A file of our own, or the program would look for one in the directory and the home of who calls.
        config = self.data_dir.path / "store.toml"
        config.write_text(CONFIG)
        storage = self.data_dir.path / "store"
        storage.mkdir(mode=0o700, exist_ok=True)
        where = ["--config", str(config), "--port", str(self.port), "--storage-path", str(storage)]
        self.process = process = processes.spawn([self.program, *where, *flags], log=self.log)
        deadline = time.monotonic() + START_TIMEOUT
        while not answers(uri):
            if process.poll() is not None:
                how = processes.ending(process)
                raise ConfigurationError(f"The embedded store ended at its start ({how}); its log is {self.log}.")
            if time.monotonic() > deadline:
                processes.kill(process)
                raise ConfigurationError(f"The embedded store did not answer; its log is {self.log}.")
            pause(0.05)
        return process


def answers(uri: str) -> bool:
    """Whether the store of `uri` is there, and lets us in with the password in it."""
    # Asked first: the driver would knock at a closed port for as long as it may.
    if not _knock(urlsplit(uri).port or 0):
        return False
    try:
        with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=1_500) as client:
            client.admin.command("usersInfo", 1)
    except PyMongoError:
        return False
    return True


def is_broken(uri: str) -> bool:
    """Whether the store lives and yet cannot read its data: as it does once its disk was full, until it starts again.

    A store that is slow or away is neither: its process says whether it died.
    """
    try:
        with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=1_500, timeoutMS=5_000) as client:
            client.admin["system.users"].find_one()
    except OperationFailure as error:
        return error.code in BROKEN
    except PyMongoError:
        return False
    return False


def _knock(port: int) -> bool:
    """Whether someone listens on `port` of the loopback address."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    """A port of the loopback address that no one listens on now."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as candidate, contextlib.suppress(OSError):
            candidate.bind(("127.0.0.1", port))
            return port
    raise ConfigurationError("No port is free for the embedded store.")
