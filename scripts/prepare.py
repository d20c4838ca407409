"""From a fresh clone to everything that a command needs: the virtual environment, its packages, the front end.

Each step has a stamp, and is done again only when what it was made from has changed.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator, Sequence

import environment
import front_end
from steps import ROOT, Refused, tell


def main(arguments: Sequence[str]) -> int:
    """Prepare, and become the command given; 1 and one sentence when that is not possible."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="install what tests and checks need as well")
    parser.add_argument("--modules", action="store_true", help="install the front end's packages")
    parser.add_argument("--build", action="store_true", help="build the front end")
    parser.add_argument("command", nargs="*", help="what to become; after --")
    wanted = parser.parse_args(arguments)
    try:
        with _alone():
            environment.prepare(dev=wanted.dev)
            if wanted.modules or wanted.build:
                front_end.install()
            if wanted.build:
                front_end.build()
        if wanted.command:
            _become(wanted.command)
    except Refused as refusal:
        print(f"chat: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait for another command that is installing into the same place."""
    with (ROOT / "scripts" / "bootstrap.py").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Waiting for another command that is installing.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _become(command: list[str]) -> None:
    sys.stdout.flush()
    os.execvpe(command[0], command, environment.variables())  # noqa: S606 - no shell is wanted
