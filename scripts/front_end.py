"""The front end's packages and its build, with the node and npm of the virtual environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import environment
from steps import ROOT, digest, execute, is_done, tell

FOLDER = ROOT / "frontend"
MODULES = FOLDER / "node_modules"
BUILT = FOLDER / "dist" / "index.html"
NOT_BUILT_FROM = {"node_modules", "dist", "e2e", "coverage", "test-results", ".vite"}


def install() -> None:
    """Install the packages of the lock file, checked by their hashes.

    Raises:
        Refused: no network, or a package that does not match its hash.
    """
    made_from = [FOLDER / "package.json", FOLDER / "package-lock.json", ROOT / "requirements-build.txt"]
    wanted = digest(made_from)
    stamp = MODULES / ".installed"
    if is_done(stamp, wanted):
        return
    tell("Installing the front end's packages.")
    log = environment.VENV / "install-frontend.log"
    # Not `npm ci`: it refuses a lock file without the programs of all platforms, and not every registry has them all.
    # This installs the same versions, and leaves the lock file as it is.
    npm = ["npm", "install", "--no-save", "--no-audit", "--no-fund"]
    execute("Installing the front end's packages", npm, log, directory=FOLDER, env=environment.variables())
    stamp.write_text(wanted)


def build() -> None:
    """Build what the server hands out.

    Raises:
        Refused: the sources do not compile.
    """
    wanted = digest(_sources())
    stamp = MODULES / ".built"
    if BUILT.exists() and is_done(stamp, wanted):
        return
    tell("Building the front end.")
    log = environment.VENV / "build-frontend.log"
    execute("Building the front end", ["npm", "run", "build"], log, directory=FOLDER, env=environment.variables())
    stamp.write_text(wanted)


def _sources() -> Iterator[Path]:
    for folder, names, files in os.walk(FOLDER):
        names[:] = [name for name in names if name not in NOT_BUILT_FROM]
        yield from (Path(folder, file) for file in files)
