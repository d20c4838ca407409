"""`python -m scripts.dashboard`: the picture of the dashboard, from two nodes under load and a real Prometheus.

Grafana is not to be had here, so its panels are drawn by scripts/charts.py; their queries are the dashboard's own, and
Prometheus answers them. It must be installed: Debian's package `prometheus` has it.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from scripts.charts import Series, page
from scripts.runner import ROOT
from tests.harness import Http, User, text
from tests.harness.cluster import Cluster, cluster
from tests.harness.server import free_port
from tests.harness.waiting import wait_until

DASHBOARD = ROOT / "deploy/grafana/dashboards/chat.json"
PICTURE = ROOT / "docs/screenshots/dashboard.png"
SECONDS = 90
PEOPLE = 24
STEP, RATE = "2s", "16s"
"""Between two points of a curve, and what stands for Grafana's $__rate_interval."""
NOTE = (
    "Two nodes on one Redis and one store, under a light load, on a machine that was busy with much else; Redis is "
    "away for ten seconds of it. Queries of deploy/grafana/dashboards/chat.json, answered by Prometheus; drawn by "
    "scripts/dashboard.py, not by Grafana."
)


@contextmanager
def prometheus(nodes: Sequence[int], folder: Path) -> Iterator[str]:
    """One that asks the nodes of these ports every two seconds; its address."""
    targets = [f"127.0.0.1:{port}" for port in nodes]
    jobs = [{"job_name": "chat", "static_configs": [{"targets": targets}]}]
    config = {"global": {"scrape_interval": "2s"}, "scrape_configs": jobs}
    (folder / "prometheus.yml").write_text(json.dumps(config))  # JSON is YAML
    address = f"127.0.0.1:{free_port()}"
    command = ["prometheus", f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}"]
    with (folder / "prometheus.log").open("w") as log:
        process = subprocess.Popen([*command, f"--web.listen-address={address}"], stdout=log, stderr=log)
    try:
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait()


def load(two: Cluster, until: float) -> None:
    """People in pairs, the two of each on different nodes, who write and read until then; and one who guesses."""
    people = [two.nodes[number % 2].new_user() for number in range(PEOPLE)]
    threads = [threading.Thread(target=guess, args=(two.nodes[0].url, until))]
    for one, other in zip(people[::2], people[1::2], strict=True):
        threads += [
            threading.Thread(target=write, args=(two, one, other, 0, until)),
            threading.Thread(target=write, args=(two, other, one, 1, until)),
        ]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, until - SECONDS / 2 - time.time()))
    two.redis.stop()
    time.sleep(10)
    two.redis.start()
    for thread in threads:
        thread.join()


def write(two: Cluster, user: User, other: User, node: int, until: float) -> None:
    """Write to the other, some lines and then a pause."""
    chat = two.nodes[node].direct_conversation(user, other)
    with two.socket(user, node) as socket:
        while time.time() < until:
            for _ in range(random.randrange(1, 20)):
                ack = socket.ask("message.send", text(chat, "A line of some length, as people write them."))
                socket.tell("receipt", conversation_id=chat.id, read_seq=ack["seq"])
            socket.tell("typing", conversation_id=chat.id, active=True)
            user.http.get("/api/conversations").ok(200)
            time.sleep(random.uniform(0.1, 1.5))


def guess(url: str, until: float) -> None:
    """Try a password now and then."""
    http = Http(url)
    while time.time() < until:
        http.post("/api/auth/login", {"login": "nobody-here", "password": "a guess"})
        time.sleep(1)


def answers(address: str, panel: dict[str, Any], begin: float, end: float) -> Series:
    """What the panel's queries give for that time."""
    found: dict[str, list[tuple[float, float]]] = {}
    for target in panel.get("targets", ()):
        query = target["expr"].replace("$__rate_interval", RATE)
        asked = urlencode({"query": query, "start": begin, "end": end, "step": STEP})
        with urlopen(f"{address}/api/v1/query_range?{asked}") as answer:  # noqa: S310 - our own
            for series in json.load(answer)["data"]["result"]:
                labels = series["metric"]
                name = legend(target["legendFormat"], labels)
                points = [(float(at), float(value)) for at, value in series["values"]]
                found[name or "value"] = [(at, value) for at, value in points if value == value]  # no NaN
    return {name: points for name, points in found.items() if points}


def legend(form: str, labels: dict[str, str]) -> str:
    """What Grafana would call the curve."""
    return re.sub(r"{{(\w+)}}", lambda label: labels.get(label[1], ""), form)


def main() -> int:
    if shutil.which("prometheus") is None:
        print("There is no `prometheus` on the PATH; Debian's package of that name has it.", file=sys.stderr)
        return 1
    dashboard = json.loads(DASHBOARD.read_text())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        two = stack.enter_context(cluster(2, frames_per_second=1000))
        address = stack.enter_context(prometheus([node.port for node in two.nodes], folder))
        wait_until("Prometheus to have asked", lambda: _has_asked(address), 30)
        begin = time.time()
        load(two, begin + SECONDS)
        end = begin + SECONDS - 2  # while all are there
        found = {panel["id"]: answers(address, panel, begin, end) for panel in dashboard["panels"]}
        (folder / "page.html").write_text(page(dashboard["title"], NOTE, dashboard["panels"], found))
        node = str(Path(sys.executable).with_name("node"))  # of the environment: the machine's may be too old
        command = [node, "e2e/picture.ts", str(folder / "page.html"), str(PICTURE)]
        return subprocess.run(command, cwd=ROOT / "frontend").returncode


def _has_asked(address: str) -> bool:
    try:
        with urlopen(f"{address}/api/v1/query?query=chat_connections") as answer:  # noqa: S310 - our own
            return bool(json.load(answer)["data"]["result"])
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
