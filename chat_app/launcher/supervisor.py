"""Starts the store and gunicorn in order, starts again what dies, and stops them in the other order."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from chat_app import processes
from chat_app.config import Settings, secret_key
from chat_app.data_dir import DataDir
from chat_app.errors import ConfigurationError
from chat_app.launcher import listener, preflight
from chat_app.launcher.backoff import Backoff
from chat_app.launcher.console import say
from chat_app.launcher.signals import Signals, StopRequested
from chat_app.store.migrate import upgrade
from chat_app.store.secantus import EmbeddedStore, is_broken

ROOT = Path(__file__).parents[2]
READY_TIMEOUT = 30.0  # seconds for gunicorn to answer /healthz
PROBE_INTERVAL = 10.0  # seconds between two looks at the store
PROBES = 2  # looks in a row at a store that cannot read, before it is started again
STOP_MARGIN = 5.0  # seconds that gunicorn's master may take beyond its workers' grace


@dataclass
class Supervisor:
    """One `make run`, from its first check to its last child's end."""

    settings: Settings
    signals: Signals
    store: EmbeddedStore | None = None
    gunicorn: subprocess.Popen[bytes] | None = None
    backoff: Backoff = field(default_factory=Backoff)
    broken: int = 0

    def run(self) -> None:
        """Return when we were asked to stop and everything has stopped.

        Raises:
            ConfigurationError: it could not start; what had started is stopped again.
        """
        with ExitStack() as resources:
            data_dir = DataDir(self.settings.data_dir)
            resources.enter_context(data_dir.lock())
            secret_key(self.settings)
            browsers = resources.enter_context(listener.bind(self.settings))
            try:
                self._start(data_dir, browsers)
                say(f"Chat is ready at {listener.url(self.settings)}")
                while True:
                    self.signals.wait(PROBE_INTERVAL)
                    self._end_broken_store()
                    self._revive(browsers)
            except StopRequested:
                say("Stopping.")
            finally:
                # Our copy of the socket first: the kernel refuses newcomers once gunicorn has closed its own.
                browsers.close()
                self._stop()

    def _start(self, data_dir: DataDir, browsers: socket.socket) -> None:
        preflight.check(self.settings)
        if self.settings.mongodb_uri is None:
            self.store = EmbeddedStore(data_dir, self.settings.store_program)
            self.store.start(self.signals.wait)
        self._prepare_database()
        self._start_gunicorn(browsers)
        self._until_healthy()

    def _prepare_database(self) -> None:
        """Migrate it, in one line to people; which migration does what is told by `flask db upgrade`."""
        told: list[str] = []

        def tell(detail: str) -> None:
            if not told:
                say("Preparing the database.")
            told.append(detail)

        upgrade(self.settings, tell=tell)

    def _start_gunicorn(self, browsers: socket.socket) -> None:
        descriptor = browsers.fileno()
        options = [
            "--config",
            str(ROOT / "gunicorn.conf.py"),
            "--pythonpath",
            str(ROOT),
            "--bind",
            f"fd://{descriptor}",
        ]
        self.gunicorn = processes.spawn([sys.executable, "-m", "gunicorn", *options, "wsgi:app"], pass_fds=[descriptor])

    def _until_healthy(self) -> None:
        assert self.gunicorn is not None
        deadline = time.monotonic() + READY_TIMEOUT
        while not listener.is_healthy(self.settings):
            if self.gunicorn.poll() is not None:
                how = processes.ending(self.gunicorn)
                raise ConfigurationError(f"The server ended at its start ({how}); why stands above.")
            if time.monotonic() > deadline:
                raise ConfigurationError(f"The server did not answer within {READY_TIMEOUT:g} s.")
            self.signals.wait(0.05)

    def _revive(self, browsers: socket.socket) -> None:
        """Start again what has died; the store first, as gunicorn's workers want it."""
        if self.store is not None and (died := self.store.process) and died.poll() is not None:
            self._announce("The store", died)
            try:
                self.store.start(self.signals.wait)
            except ConfigurationError as error:
                say(f"{error} Trying again.")
            else:
                say("The store is back.")
        if self.gunicorn is not None and self.gunicorn.poll() is not None:
            self._announce("The server", self.gunicorn)
            self._start_gunicorn(browsers)

    def _end_broken_store(self) -> None:
        """Kill a store that lives and cannot read: only a new start mends it, and `_revive` makes that."""
        if self.store is None or self.store.process is None or self.store.process.poll() is not None:
            return
        self.broken = self.broken + 1 if is_broken(self.store.uri) else 0
        if self.broken >= PROBES:
            self.broken = 0
            say(f"The store lives but cannot read its data: is the disk full? Its log is {self.store.log}.")
            processes.kill(self.store.process)

    def _announce(self, what: str, died: subprocess.Popen[bytes]) -> None:
        delay = self.backoff.next(what)
        say(f"{what} died ({processes.ending(died)}); it is started again{f' in {delay:g} s' if delay else ''}.")
        self._pause(delay)

    def _pause(self, seconds: float) -> None:
        """Wait all of `seconds`, whatever else ends meanwhile."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.signals.wait(left)

    def _stop(self) -> None:
        """The server before the store, so that what it has begun can still be stored."""
        if self.gunicorn is not None:
            grace = self.settings.shutdown_grace + STOP_MARGIN
            # Whoever presses Ctrl-C again does not want to wait for the browsers; the store is closed in order still.
            processes.stop(self.gunicorn, grace, hurry=lambda: self.signals.stops > 1)
        if self.store is not None:
            self.store.stop()
