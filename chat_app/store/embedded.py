"""The embedded store: SecantusDB as a process of our own, behind a password, for when MONGODB_URI is not set.

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
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from chat_app import processes
from chat_app.config import Settings
from chat_app.data_dir import DataDir
from chat_app.errors import ConfigurationError

Pause = Callable[[float], object]

USER = "chat"
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
    """One store process; its address stays the same however often it is started again."""

    def __init__(self, data_dir: DataDir) -> None:
        self.data_dir = data_dir
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
            processes.stop(self.process, STOP_GRACE)

    def _make_user(self, pause: Pause) -> None:
        """Give the store its one user, in a run without `--auth`."""
        open_uri = f"mongodb://127.0.0.1:{self.port}/?directConnection=true"
        process = self._launch(open_uri, pause)
        with MongoClient[dict[str, object]](open_uri) as client:
            try:
                client.admin.command("createUser", USER, pwd=self._password, roles=["root"])
            except OperationFailure:  # an earlier first start came this far
                client.admin.command("updateUser", USER, pwd=self._password)
        processes.stop(process, STOP_GRACE)

    def _refuse_strangers(self) -> None:
        """Whoever has an account on this machine could reach the store while it had no password."""
        with MongoClient[dict[str, object]](self.uri) as client:
            users = client.admin["system.users"].count_documents({})  # of all its databases
        if users != 1:
            self.stop()
            raise ConfigurationError(f"DATA_DIR: someone else has a user in {self.data_dir.path / 'store'}; remove it.")

    def _launch(self, uri: str, pause: Pause, *flags: str) -> subprocess.Popen[bytes]:
        """Run the program and return when it answers at `uri`."""
        program = Path(sysconfig.get_path("scripts")) / "secantusd-py"
        if not program.exists():
            raise ConfigurationError("The embedded store is not installed: set MONGODB_URI, or use `make run`.")
        # A file of our own, or the program would look for one in the directory and the home of who calls.
        config = self.data_dir.path / "store.toml"
        config.write_text(CONFIG)
        storage = self.data_dir.path / "store"
        storage.mkdir(mode=0o700, exist_ok=True)
        command = [program, "--config", config, "--port", str(self.port), "--storage-path", storage, *flags]
        self.process = process = processes.spawn(command, log=self.log)
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


@contextlib.contextmanager
def embedded_store(settings: Settings) -> Iterator[str]:
    """The address of the store: MONGODB_URI, that of a running `make run`, or of one that runs for this block.

    Raises:
        ConfigurationError: it did not come up, or another process holds DATA_DIR and lets no one in.
    """
    if settings.mongodb_uri is not None:
        yield settings.mongodb_uri.get_secret_value()
        return
    data_dir = DataDir(settings.data_dir)
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        with data_dir.visit():
            if (uri := data_dir.store_uri()) and answers(uri):
                yield uri
                return
        try:
            lock = data_dir.lock()
        except ConfigurationError:
            # Whoever holds it is just starting its store, or has just stopped it.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            break
    with lock:
        store = EmbeddedStore(data_dir)
        try:
            store.start()
            yield store.uri
        finally:
            data_dir.forget_store()
            data_dir.wait_for_visitors()
            store.stop()


def resolve_uri(settings: Settings) -> str:
    """The address of the store, for a process that another one started: MONGODB_URI, or what stands in DATA_DIR.

    Raises:
        ConfigurationError: neither is there.
    """
    if settings.mongodb_uri is not None:
        return settings.mongodb_uri.get_secret_value()
    uri = DataDir(settings.data_dir).store_uri()
    if uri is None:
        raise ConfigurationError("MONGODB_URI is not set and no embedded store runs: start it with `make run`.")
    return uri


def answers(uri: str) -> bool:
    """Whether the store of `uri` is there, and lets us in with the password in it."""
    address = urlsplit(uri)
    try:
        # Asked first: the driver would knock at a closed port for as long as it may.
        socket.create_connection((address.hostname or "", address.port or 0), 1).close()
        with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=1_500) as client:
            client.admin.command("usersInfo", 1)
    except (OSError, PyMongoError):
        return False
    return True


def _free_port() -> int:
    """A port of the loopback address that no one listens on now."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as candidate, contextlib.suppress(OSError):
            candidate.bind(("127.0.0.1", port))
            return port
    raise ConfigurationError("No port is free for the embedded store.")
