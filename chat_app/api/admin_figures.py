"""What the servers do at this moment, for the admin page: some counts of /metrics, as JSON and for admins alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from chat_app.api import figure_shapes as shapes
from chat_app.api.admin import bp, staff
from chat_app.api.identity import chat, signed_in
from chat_app.services.figures import Durations, Figures


@bp.get("/metrics")
@signed_in()
@bp.response(200, shapes.LiveFiguresShape)
@bp.doc(operationId="getLiveFigures")
def get_live_figures() -> dict[str, Any]:
    """What each server of the installation counts, and what waits in the queue that they share.

    A server begins to show its figures to the others when somebody looks: it is in the answers from some seconds later
    on, and until some seconds after it stopped. While Redis is away, the answer holds the server alone that gives it.
    Raises Unavailable when the queue cannot be looked at.
    """
    staff("admin")
    depth = chat().backlog.depth()
    return {
        "queue": {"rows": depth.rows, "oldest_seconds": depth.oldest.total_seconds()},
        "servers": [_server_fields(figures) for figures in chat().servers.seen()],
    }


def _server_fields(figures: Figures) -> dict[str, Any]:
    return {
        "server": figures.server,
        "at": _moment(figures.at),
        "bus": "up" if figures.bus_up else "down",
        "connections": figures.connections,
        "totals": figures.totals,
        "ack_seconds": _duration_fields(figures.ack_seconds),
        "commit_seconds": _duration_fields(figures.commit_seconds),
        "slowest_commits": [asdict(write) | {"at": _moment(write.at)} for write in figures.slowest_commits],
    }


def _duration_fields(durations: Durations) -> dict[str, Any]:
    buckets = [{"le": le, "count": count} for le, count in durations.buckets]
    return {"count": durations.count, "sum": durations.sum, "buckets": buckets}


def _moment(unix_time: float) -> datetime:
    return datetime.fromtimestamp(unix_time, UTC)
