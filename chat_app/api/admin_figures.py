"""What the server does at this moment, for the admin page: the counts of /metrics, as JSON and for admins alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from platform import node
from typing import Any

from flask import current_app

from chat_app import metrics
from chat_app.api import admin_shapes as shapes
from chat_app.api.admin import bp, staff
from chat_app.api.identity import chat, signed_in
from chat_app.records import now
from chat_app.slowest import COMMITS

TOTALS = {
    "frames": "chat_frames_total",
    "entries": "chat_commit_entries_sum",
    "slow_readers": "chat_slow_readers_total",
    "rate_limited": "chat_rate_limited_total",
    "auth_failures": "chat_auth_failures_total",
}
"""Each total, and the sample that tells it."""


@bp.get("/metrics")
@signed_in()
@bp.response(200, shapes.LiveFiguresShape)
@bp.doc(operationId="getLiveFigures")
def get_live_figures() -> dict[str, Any]:
    """What the workers of this server count, together, and the slowest writes of the last quarter of an hour.

    Other nodes are asked for theirs by Prometheus, at their `/metrics`. Raises Unavailable when the queue cannot be
    looked at.
    """
    staff("admin")
    depth = chat().store.queue.depth()
    sums, buckets = _samples()
    return {
        "at": now(),
        "server": f"{node()}:{current_app.extensions['settings'].port}",
        "bus": "up" if chat().bus.up else "down",
        "connections": int(sums["chat_connections"]),
        "queue": {"rows": depth.rows, "oldest_seconds": depth.oldest.total_seconds()},
        "totals": {name: int(sums[sample]) for name, sample in TOTALS.items()},
        **{
            name: {
                "count": int(sums[f"chat_{name}_count"]),
                "sum": sums[f"chat_{name}_sum"],
                "buckets": buckets[f"chat_{name}"],
            }
            for name in ("ack_seconds", "commit_seconds")
        },
        "slowest_commits": [
            {"at": datetime.fromtimestamp(write.at, UTC), "seconds": write.seconds, "entries": write.entries}
            for write in COMMITS.seen()
        ],
    }


def _samples() -> tuple[defaultdict[str, float], defaultdict[str, list[dict[str, Any]]]]:
    """Each sample over all its labels, and the buckets of histograms. What was never counted is 0."""
    sums: defaultdict[str, float] = defaultdict(float)
    buckets: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for family in metrics.collect():
        for sample in family.samples:
            bound = sample.labels.get("le")
            if bound is None:
                sums[sample.name] += sample.value
            else:
                le = None if bound == "+Inf" else float(bound)
                buckets[family.name].append({"le": le, "count": int(sample.value)})
    return sums, buckets
