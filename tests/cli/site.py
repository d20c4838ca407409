"""A place with a store that runs, as beside a `make run`, and the flask command in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from flask import Flask
from pymongo.database import Database

from chat_app import create_app
from chat_app.config import Settings, load
from chat_app.data_dir import DataDir
from chat_app.store.interfaces import Store
from chat_app.store.mongo import build_store, open_database
from chat_app.store.secantus import EmbeddedStore
from tests.harness.server import ROOT
from tests.launcher.launch import environment


@dataclass(frozen=True)
class Ended:
    """A command that has ended: its exit code and what it printed."""

    code: int
    output: str
    errors: str

    def ok(self) -> str:
        """What it printed, when all went well."""
        assert self.code == 0, self
        return self.output

    def refusal(self) -> str:
        """The one line it gave up with."""
        assert self.code == 1, self
        lines = self.errors.strip().splitlines()
        assert len(lines) == 1 and "Traceback" not in self.errors, self
        return lines[0].removeprefix("Error: ")

    def refusal_at_the_end(self) -> str:
        """The same, of a command that showed how far it was before."""
        assert self.code == 1 and "Traceback" not in self.errors, self
        return self.errors.strip().splitlines()[-1].removeprefix("Error: ")


def start(*arguments: str, data_dir: Path, **settings: object) -> subprocess.Popen[str]:
    """A `flask` command that runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env=environment(data_dir, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str], text: str | None = None) -> Ended:
    """What became of it, given `text` on its standard input."""
    output, errors = process.communicate(text, timeout=60)
    return Ended(process.returncode, output, errors)


@dataclass(frozen=True)
class Site:
    """The store at `data_dir` and one database in it; `beside` is another database of the same store."""

    data_dir: Path
    uri: str
    name: str = "chat"

    @classmethod
    @contextmanager
    def running(cls, data_dir: Path) -> Iterator[Self]:
        """Hold `data_dir` with a running store, as `make run` does."""
        directory = DataDir(data_dir)
        with directory.lock():
            store = EmbeddedStore(directory)
            store.start()
            try:
                yield cls(data_dir, store.uri)
            finally:
                store.stop()

    def beside(self, name: str) -> Self:
        return type(self)(self.data_dir, self.uri, name)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return start(*arguments, data_dir=self.data_dir, mongodb_database=self.name)

    def flask(self, *arguments: str, text: str | None = None) -> Ended:
        return ended(self.start(*arguments), text)

    def call(self, *arguments: str, text: str | None = None, **settings: object) -> Ended:
        """The same command in this process, where only what it does is looked at: a process takes over a second."""
        app = create_app(self.settings.model_copy(update=settings)) if settings else self.app()
        result = app.test_cli_runner().invoke(args=arguments, input=text)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    @property
    def settings(self) -> Settings:
        """For code of the product that is called in this process."""
        return load(data_dir=self.data_dir, mongodb_uri=None, mongodb_database=self.name, bcrypt_rounds=4)

    @property
    def database(self) -> Database[dict[str, Any]]:
        return _database(self)

    @property
    def store(self) -> Store:
        return _store(self)

    def app(self) -> Flask:
        """The application over this database, in this process."""
        return _app(self)


# Each costs a connection with its sign-in.
@cache
def _database(site: Site) -> Database[dict[str, Any]]:
    return open_database(site.uri, site.name, timeout=20)


@cache
def _store(site: Site) -> Store:
    return build_store(site.uri, site.name, timeout=20)


@cache
def _app(site: Site) -> Flask:
    return create_app(site.settings)
