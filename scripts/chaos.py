"""`make chaos`: kill a node of a running `make cluster`, any of them, again and again, until Ctrl-C."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from chat_app.config import load
from chat_app.errors import ChatError
from chat_app.launcher.console import complain, say
from scripts.cluster import FOLDER, NODES_FILE


def main(seconds: float) -> int:
    """Kill one every so many seconds. The exit code: 0 after Ctrl-C, 1 when there is no cluster."""
    try:
        folder = load().data_dir / FOLDER
        while True:
            time.sleep(seconds)
            if not kill_one(folder):
                complain(f"no cluster runs in {folder}; start it with `make cluster`")
                return 1
    except ChatError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 0


def kill_one(folder: Path) -> bool:
    """SIGKILL to one of the nodes that live, which takes all of its processes along; False where there is none."""
    file = folder / NODES_FILE
    nodes = json.loads(file.read_text()) if file.exists() else []
    alive = [node for node in nodes if _is_node(node["pid"])]
    if not alive:
        return False
    node = random.choice(alive)
    os.kill(node["pid"], signal.SIGKILL)
    say(f"Killed the node on port {node['port']}.")
    return True


def _is_node(pid: int) -> bool:
    """Whether that process is one: numbers are given anew."""
    command = Path(f"/proc/{pid}/cmdline")
    return command.exists() and b"chat_app" in command.read_bytes()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
