"""A node that stops tells the others of its users first, and leaves nothing to chance that it could not write."""

from __future__ import annotations

from unittest.mock import Mock, call

import pytest

from chat_app.errors import Unavailable
from chat_app.ws.hub import Hub
from chat_app.ws.life import drain
from tests.unit.factories import ADA, BOB
from tests.unit.test_hub import entered


@pytest.mark.parametrize("away", [False, True], ids=["the store is there", "the store is away"])
def test_a_node_that_stops_takes_its_users_along(away: bool) -> None:
    """Each step is tried, and it is found silent, as if it had died, where one of them failed."""
    hub, services = Hub(), Mock()
    entered(hub, ADA, BOB)
    services.upkeep.flush.side_effect = Unavailable if away else None
    drain(services, hub, Mock(), grace=5)

    calls = services.mock_calls
    written = calls.index(call.upkeep.flush())
    assert max(calls.index(call.bus.left(user)) for user in (ADA, BOB)) < written
    assert call.presence.all_left([ADA, BOB]) in calls and call.registry.gone() in calls
    assert (call.bus.stop() in calls) == (not away)
