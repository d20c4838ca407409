"""The virtual environment `.venv`, and the pinned packages in it, checked by their hashes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from steps import ROOT, Refused, digest, execute, is_done, tell

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUN = ("requirements.txt", "requirements-embedded.txt", "requirements-build.txt")
DEV = ("requirements-dev.txt",)
SEEN = VENV / ".seen"


def prepare(*, dev: bool) -> None:
    """Make the environment when it is not there, and install what has changed since the last time.

    Raises:
        Refused: no venv module, no network, a package that does not match its hash.
    """
    _make()
    _forget_if_touched()
    _install("run", RUN, "Installing Python packages; the first time takes a minute.")
    if dev:
        _install("dev", DEV, "Installing the tools of tests and checks.")
    SEEN.write_text(_last_touched())


def variables() -> dict[str, str]:
    """The environment variables with which commands find the environment's programs, node and npm among them."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "VIRTUAL_ENV": str(VENV), "PATH": path}


def _make() -> None:
    # Its programs hold its path and its Python's version: an environment that was moved does not work.
    made_from = digest([], sys.version, str(VENV))
    stamp = VENV / ".made"
    if PYTHON.exists() and is_done(stamp, made_from):
        return
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out, and venv says so in a page of text
        import venv
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refused(
            f"this Python {version} has no venv module; `apt install python{version}-venv` adds it (Debian, Ubuntu)."
        ) from None
    tell("Making the virtual environment .venv.")
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except Exception as error:  # noqa: BLE001 - from a full disk to a pip that does not start
        raise Refused(f"the virtual environment .venv can't be made: {error}") from None
    stamp.write_text(made_from)


def _forget_if_touched() -> None:
    """Look at all packages again when one was added or removed behind our back: a missing one is put back."""
    if not is_done(SEEN, _last_touched()):
        for stamp in VENV.glob(".installed-*"):
            stamp.unlink()


def _last_touched() -> str:
    return str([path.stat().st_mtime_ns for path in VENV.glob("lib/python*/site-packages")])


def _install(name: str, files: tuple[str, ...], announcement: str) -> None:
    paths = [ROOT / file for file in files]
    wanted = digest(paths)
    stamp = VENV / f".installed-{name}"
    if is_done(stamp, wanted):
        return
    tell(announcement)
    listed: list[str | Path] = [argument for path in paths for argument in ("--requirement", path)]
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--require-hashes"]
    execute("Installing Python packages", [*pip, *listed], VENV / f"install-{name}.log")
    stamp.write_text(wanted)
