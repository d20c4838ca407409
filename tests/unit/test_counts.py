"""What a server counted: the same numbers whether one process tells them or the files of several."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import json, sys
from chat_app import metrics
metrics.CONNECTIONS.inc(2)
for kind in ("message.send", "message.send", "sync"):
    metrics.FRAMES.labels(kind).inc()
for seconds in (0.002, 0.03, 60.0):
    metrics.ACK_SECONDS.observe(seconds)
if len(sys.argv) > 1:
    from chat_app.counts import Counts
    counts = Counts(metrics.CONNECTIONS, metrics.FRAMES, metrics.ACK_SECONDS, metrics.COMMIT_SECONDS)
    totals = [counts.total(name) for name in ("chat_connections", "chat_frames_total", "chat_sends_total")]
    print(json.dumps([totals, counts.total("chat_ack_seconds_sum"), counts.buckets("chat_ack_seconds_bucket")]))
"""
"""In processes of their own, for the library looks for the folder once, when it is imported."""


@pytest.mark.parametrize("workers", [1, 2])
def test_what_workers_counted_is_added_up(tmp_path: Path, workers: int) -> None:
    """Over all labels; each bucket holds those below it; what nobody counted is 0."""
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)} if workers > 1 else {}
    if workers > 1:
        subprocess.run([sys.executable, "-c", COUNT], check=True, env=environment)
    said = subprocess.run([sys.executable, "-c", COUNT, "tell"], check=True, env=environment, capture_output=True)
    totals, seconds, buckets = json.loads(said.stdout)

    assert totals == [2 * workers, 3 * workers, 0]
    assert seconds == pytest.approx(60.032 * workers)
    below = dict(buckets)
    assert (below[0.001], below[0.0025], below[0.05], below[5.0]) == (0, workers, 2 * workers, 2 * workers)
    assert buckets[-1] == [float("inf"), 3 * workers] and len(buckets) == 13
