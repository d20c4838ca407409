"""`make dev`: the back end, and Vite in front of it, until Ctrl-C or until one of them ends."""

from __future__ import annotations

import os
import sys

from chat_app import processes
from chat_app.launcher.console import say
from chat_app.launcher.signals import Signals, StopRequested
from chat_app.launcher.terminal import own_foreground
from scripts.runner import ROOT

FRONT_END = ROOT / "frontend"
VITE = "http://localhost:5173"
GRACE = 30.0  # seconds; the back end needs its own to stop in order


def main() -> int:
    # The page comes from Vite, so its origin is another one than the back end's.
    env = {"CORS_ORIGINS": VITE, **os.environ, "PORT": "8080"}
    with own_foreground(), Signals() as signals:
        children = [processes.spawn([sys.executable, "-m", "chat_app"], environment=env)]
        children.append(processes.spawn([FRONT_END / "node_modules" / ".bin" / "vite", FRONT_END]))
        try:
            while all(child.poll() is None for child in children):
                signals.wait(60)
        except StopRequested:
            say("Stopping.")
        failed = any(child.returncode for child in children)
        for child in reversed(children):
            processes.stop(child, GRACE)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
