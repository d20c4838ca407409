"""Whether the process is up, whether it can serve, and what it counts."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST

from chat_app import metrics
from chat_app.api.identity import chat
from chat_app.errors import NotFound, Unavailable
from chat_app.room import room

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> dict[str, Any]:
    """The process is up."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> dict[str, Any]:
    """It can serve: the store answers. Without its bus it serves too, degraded. Raises Unavailable otherwise."""
    chat().store.ping()
    up = chat().bus.up
    return {"status": "ok" if up else "degraded", "bus": "up" if up else "down"}


@bp.get("/metrics")
def metrics_page() -> Response:
    """The counts, in Prometheus' text format; also without the store, for that is when somebody looks.

    Raises NotFound for who asks from the internet: a server without a proxy listens there with all its paths.
    """
    if _from_the_internet(request.remote_addr or ""):
        raise NotFound("There is no such page.")
    try:
        depth = chat().backlog.depth()
    except Unavailable:
        metrics.STORE_UP.set(0)
    else:
        metrics.STORE_UP.set(1)
        metrics.QUEUE_ROWS.set(depth.rows)
        metrics.QUEUE_OLDEST_SECONDS.set(depth.oldest.total_seconds())
    metrics.DISK_FREE_RATIO.set(room(current_app.extensions["settings"]).share)
    return Response(metrics.page(), content_type=CONTENT_TYPE_LATEST)


def _from_the_internet(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return True  # what a proxy passed on is no address
