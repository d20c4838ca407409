"""The real server as a process: started as a person would, and killed, frozen or stopped as life would."""

from __future__ import annotations

import functools
import json
import os
import random
import re
import shutil
import signal
import socket as sockets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.harness import processes
from tests.harness.http import Http
from tests.harness.proxy import TcpProxy
from tests.harness.socket import Socket
from tests.harness.user import User
from tests.harness.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "chat_app")
READY = "Chat is ready at"
DEFAULTS = {"BCRYPT_ROUNDS": "4", "RATE_LIMITS_ENABLED": "false", "PRESENCE_GRACE": "0.5", "LOG_LEVEL": "warning"}


@dataclass(frozen=True)
class Conversation:
    """A conversation, known by its id."""

    id: str


@contextmanager
def store_behind_proxy(**settings: object) -> Iterator[tuple[Server, TcpProxy]]:
    """A server whose way to its store is a proxy that can misbehave; the store is another server's."""
    with Server.started() as lender, TcpProxy(lambda: int(lender.store["port"])) as network:
        uri = re.sub(r":\d+(?=/|$|\?)", f":{network.port}", lender.store["uri"])
        with Server.started(lender=lender, mongodb_uri=uri, mongodb_database="borrowed", **settings) as server:
            yield server, network


def free_port() -> int:
    """A loopback port that was free a moment ago, and is none that the kernel gives to outgoing connections.

    One of those could be taken while its server is down, even by who tries to reach that server.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with sockets.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


class Host:
    """Where people sign up: what listens on `port` is one server, or something in front of several."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def new_user(self, username: str | None = None, **fields: object) -> User:
        """A person who has just signed up."""
        return User.registered(self, username, **fields)  # type: ignore[arg-type]

    def direct_conversation(self, one: User, other: User) -> Conversation:
        body = {"kind": "direct", "participant_ids": [other.id]}
        return Conversation(one.http.post("/api/conversations", body).ok()["id"])

    def group(self, owner: User, *members: User, title: str = "A group") -> Conversation:
        body = {"kind": "group", "participant_ids": [member.id for member in members], "title": title}
        return Conversation(owner.http.post("/api/conversations", body).ok(201)["id"])


class Server(Host):
    """One server: a supervisor, its worker and its store, on a port and a data folder of their own.

    Settings are given in lower case: `Server.started(auth_timeout=1)`. `start` after `kill` comes back on the same
    port with the same data. With a `lender` it has no store of its own: `mongodb_uri` leads to that server's. Its store
    is empty, but `prepared`.
    """

    prepared = True

    def __init__(self, *, lender: Server | None = None, **settings: object) -> None:
        self.lender = lender
        self._folder = tempfile.TemporaryDirectory(prefix="chat-test-", ignore_cleanup_errors=True)
        self.data_dir = Path(self._folder.name)
        self.port = free_port()
        self.log = self.data_dir / "server.log"
        self._settings = {**DEFAULTS, **{name.upper(): str(value) for name, value in settings.items()}}
        self.serving = False  # since it said that it is ready, and until it is asked to stop
        self._process: subprocess.Popen[str] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        if lender is None and self.prepared:
            shutil.copytree(prepared_store().name, self.data_dir, dirs_exist_ok=True)

    @classmethod
    def started(cls, *, lender: Server | None = None, **settings: object) -> Self:
        server = cls(lender=lender, **settings)
        server.start()
        return server

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._folder.cleanup()

    # Its life

    def start(self, timeout: float = 60.0) -> None:
        """Start, and return once it says that it is ready.

        Raises:
            AssertionError: it ended, or was not ready in time; the message holds the end of its log.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        ready = threading.Event()
        process = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env={**self._bare_environment(), "PORT": str(self.port), "DATA_DIR": str(self.data_dir), **self._settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._process = process
        # When the tests themselves are killed, nobody is left to stop the server: this one sees the pipe end.
        guard = ["sh", "-c", f"cat >/dev/null; kill -INT {process.pid}"]
        self._guard = subprocess.Popen(guard, stdin=subprocess.PIPE, start_new_session=True)
        threading.Thread(target=self._keep_log, args=(process, ready), daemon=True).start()
        wait_until("the server to be ready or to end", lambda: ready.is_set() or process.poll() is not None, timeout)
        self.serving = ready.is_set()
        assert self.serving, f"the server ended with {process.poll()}:\n{self.log_tail()}"

    def stop(self, timeout: float = 20.0) -> int:
        """Ctrl-C; returns the exit code once nothing of it is left."""
        assert self._process is not None
        self.serving = False
        self._dismiss_guard()
        mine = processes.tree(self._process.pid)
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(timeout)
        wait_until("every process of the server to be gone", lambda: not any(map(processes.lives, mine)))
        self._process = None
        return code

    def kill(self) -> None:
        """SIGKILL to the supervisor, the worker and the store at once, as when the power fails."""
        if self._process is None:
            return
        self._dismiss_guard()
        processes.kill(*processes.tree(self._process.pid))
        self.serving = False
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Kill and start again."""
        self.kill()
        self.start()

    def change(self, **settings: object) -> None:
        """Give it other settings, from its next start on."""
        self._settings |= {name.upper(): str(value) for name, value in settings.items()}

    # Its processes

    @property
    def store(self) -> dict[str, Any]:
        """The embedded store's `uri`, `pid` and `port`."""
        found: dict[str, Any] = json.loads(((self.lender or self).data_dir / "store.json").read_text())
        return found

    @property
    def worker_pids(self) -> list[int]:
        """The processes that serve: children of gunicorn's first process."""
        assert self._process is not None
        store = set(processes.tree(self.store["pid"]))
        masters = [pid for pid in processes.children(self._process.pid) if pid not in store]
        return [worker for master in masters for worker in processes.children(master)]

    def kill_workers(self) -> None:
        """SIGKILL every worker; gunicorn starts new ones."""
        processes.kill(*self.worker_pids)

    def kill_store(self) -> None:
        """SIGKILL the store; the supervisor starts it again."""
        processes.kill(self.store["pid"])

    def freeze(self) -> list[int]:
        """SIGSTOP every worker; returns them, for `thaw`."""
        frozen = self.worker_pids
        processes.send_signal(signal.SIGSTOP, *frozen)
        return frozen

    def thaw(self, frozen: list[int]) -> None:
        processes.send_signal(signal.SIGCONT, *frozen)

    def is_ready(self) -> bool:
        """Whether /readyz says so now."""
        http = Http(self.url, timeout=2)
        try:
            return http.get("/readyz").status == 200
        except OSError:
            return False
        finally:
            http.close()

    def wait_ready(self, timeout: float = 60.0) -> None:
        wait_until("the server to serve again", self.is_ready, timeout, every=0.1)

    def log_tail(self, lines: int = 40) -> str:
        """The last lines that it printed."""
        return "\n".join(self.log.read_text().splitlines()[-lines:]) if self.log.exists() else ""

    def socket(self, *, origin: str | None = None) -> Socket:
        """A socket that has not sent `auth`."""
        return Socket(self.socket_url, origin=origin)

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None

    def _keep_log(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stdout is not None
        with process.stdout, self.log.open("a") as log:
            for line in process.stdout:
                log.write(line)
                log.flush()
                if READY in line:
                    ready.set()

    @staticmethod
    def _bare_environment() -> dict[str, str]:
        """The environment without a developer's own settings, which would change what is tested."""
        ours = {"MONGODB_URI", "REDIS_URL", "PORT", "HOST", "DATA_DIR", "SECRET_KEY", "WORKERS", "ENVIRONMENT"}
        return {name: value for name, value in os.environ.items() if name not in ours}


class FreshServer(Server):
    """One whose store is made by itself, as on a first start."""

    prepared = False


@functools.cache
def prepared_store() -> tempfile.TemporaryDirectory[str]:
    """The files of a store that was started once: to copy them is faster than to make its user and indexes again."""
    folder = tempfile.TemporaryDirectory(prefix="chat-test-prepared-", ignore_cleanup_errors=True)
    with FreshServer.started() as server:
        assert server.stop() == 0, server.log_tail()
        for name in ("store", "store.password"):
            shutil.move(server.data_dir / name, folder.name)
    return folder
