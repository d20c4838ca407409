"""A node's first and last act: joining the others; and finishing what it accepted, and sending its sockets away."""

from __future__ import annotations

from collections.abc import Callable

import gevent
import structlog

from chat_app.errors import Unavailable
from chat_app.observers import Observers
from chat_app.protocol.errors import CloseCode
from chat_app.services import Services
from chat_app.ws.hub import Hub
from chat_app.ws.sampling import Sampling

logger = structlog.stdlib.get_logger(__name__)


def begin(services: Services, hub: Hub, observers: Observers) -> None:
    """Hear of the other nodes, and be heard by them, before the first request is served; take up what was begun.

    Raises:
        ConfigurationError: there are other nodes, and no way to hear of them.
    """
    services.nodes.join()
    observers.start()
    services.bus.start()
    services.servers.start()
    Sampling(hub, services.committer, services.bus).start()
    services.catch_up.start(hub.resync)
    services.redelivery.start()
    services.jobs.start()


def drain(services: Services, hub: Hub, observers: Observers, *, grace: float) -> None:
    """Take no new sockets, commit what is pending, close every socket with 1012, and leave the store tidy.

    Args:
        grace: seconds that all of this may take.
    """
    hub.stopping = True
    with gevent.Timeout(grace, False):
        services.committer.drain(grace / 2)
        users = hub.users()
        # First, for it takes no store: nobody elsewhere takes them for connected any more.
        for user_id in users:
            services.bus.left(user_id)
        for connection in hub:
            connection.close(CloseCode.RESTART, "The server restarts.")
        steps = (
            services.upkeep.flush,
            lambda: services.presence.all_left(users),
            services.registry.gone,
            services.nodes.leave,
        )
        # Each by itself. A node that leaves something undone says no goodbye: found silent, it is taken for one that
        # died, and the others make good from the log what it did not write.
        done = [_done(step) for step in steps]
        if all(done):
            services.bus.stop()
        observers.stop()


def _done(step: Callable[[], None]) -> bool:
    try:
        step()
    except Unavailable:
        logger.warning("stopped while the store was away; what it missed is made again from the log")
        return False
    return True
