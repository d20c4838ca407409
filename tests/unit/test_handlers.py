"""What a frame leads to leaves its connection able to send the next."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from chat_app.config import load
from chat_app.errors import Unavailable
from chat_app.protocol.frames import load as typed
from chat_app.ws.connection import MAX_IN_FLIGHT
from chat_app.ws.handlers import Handlers
from tests.unit.factories import ADA, CHAT
from tests.unit.test_hub import Heard


@pytest.mark.parametrize("trouble", [Unavailable, KeyError], ids=["an error of ours", "a mistake of ours"])
def test_a_message_that_was_not_taken_holds_no_place_among_those_under_way(trouble: type[Exception]) -> None:
    """Or as many as there are places would stop the reader for ever."""
    services, connection = Mock(), Heard(ADA)
    services.messages.submit.side_effect = trouble
    handlers = Handlers(services, Mock(), load(_env_file=None))
    raw = {"type": "message.send", "client_id": "c", "conversation_id": CHAT, "kind": "text", "content": "hello"}
    connection.scopes = frozenset({"write"})
    with pytest.raises(trouble):
        handlers.handle(connection, typed(raw), raw)

    assert connection.in_flight.counter == MAX_IN_FLIGHT
