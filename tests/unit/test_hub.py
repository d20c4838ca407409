"""The hub knows which connections each user has here, and who watches whom."""

from __future__ import annotations

from unittest.mock import Mock, call

import pytest
from gevent import socket

from chat_app.config import load
from chat_app.errors import Unavailable
from chat_app.protocol.errors import CloseCode
from chat_app.protocol.wire import close_frame
from chat_app.services.tokens import Bearer
from chat_app.types import SessionId, UserId
from chat_app.ws.connection import Connection
from chat_app.ws.endpoint import Endpoint
from chat_app.ws.hub import Hub
from tests.unit.factories import ADA, BOB, CID, user


class Heard(Connection):
    """A connection that keeps what is delivered to it."""

    def __init__(self, user_id: UserId, session_id: str = "s") -> None:
        ours, self.peer = socket.socketpair()
        super().__init__(ours, outbound_max_bytes=1 << 20)
        self.user_id, self.session_id = user_id, SessionId(session_id)
        self.frames: list[bytes] = []

    def deliver(self, frame: bytes) -> None:
        self.frames.append(frame)


def entered(hub: Hub, *user_ids: UserId) -> list[Heard]:
    connections = [Heard(user_id) for user_id in user_ids]
    for connection in connections:
        hub.add(connection)
    return connections


def test_the_first_and_the_last_connection_of_a_user_are_told() -> None:
    """Presence begins with the one and ends with the other."""
    hub, phone, laptop = Hub(), Heard(ADA), Heard(ADA)

    assert (hub.add(phone), hub.add(laptop)) == (True, False)
    assert (hub.remove(phone), hub.remove(laptop)) == (False, True)


def test_a_connection_that_never_entered_leaves_without_a_trace() -> None:
    """It was refused before."""
    hub = Hub()

    assert not hub.remove(Heard(ADA)) and hub.users() == []


def test_a_connection_whose_entry_failed_does_not_stay() -> None:
    """Its user would look online for ever; what was delivered in that moment waits in the queue."""
    hub, services = Hub(), Mock()
    services.presence.came.side_effect = Unavailable
    services.tokens.bearer.return_value = Bearer(user(ADA), SessionId("s"))
    endpoint = Endpoint(load(_env_file=None), services, hub)
    with pytest.raises(Unavailable):
        endpoint._converse(Heard(ADA), Mock(receive=lambda: '{"type": "auth", "token": "t"}'))

    assert hub.users() == []
    assert services.presence.left.call_args_list == services.redelivery.left.call_args_list == [call(ADA)]


def test_a_frame_reaches_every_device_but_the_one_it_came_from() -> None:
    """And the hub says who was reached."""
    hub = Hub()
    phone, laptop, bobs = entered(hub, ADA, ADA, BOB)
    reached = hub.deliver([ADA, BOB, CID], b"frame", skip=phone.id)

    assert reached == {ADA, BOB}
    assert (phone.frames, laptop.frames, bobs.frames) == ([], [b"frame"], [b"frame"])


def test_it_knows_who_is_connected() -> None:
    """And how often."""
    hub = Hub()
    entered(hub, ADA, ADA, BOB)

    assert hub.connected([ADA, CID]) == {ADA} and hub.count(ADA) == 2 and hub.count(CID) == 0
    assert sorted(hub.users()) == [ADA, BOB] and len(list(hub)) == 3


def test_connections_may_come_and_go_while_it_is_walked_through() -> None:
    """The heartbeat pings, and dead ones leave meanwhile."""
    hub = Hub()
    entered(hub, ADA, ADA, BOB)
    for connection in hub:
        hub.remove(connection)

    assert list(hub) == []


def test_presence_goes_to_who_watches_and_may_know() -> None:
    """Changes go to nobody else."""
    hub = Hub()
    adas, bobs, cids = entered(hub, ADA, BOB, CID)
    for connection in (bobs, cids):
        hub.watch(connection, [ADA])
    hub.deliver_to_watchers(ADA, b"frame", hidden_from={CID})

    assert (adas.frames, bobs.frames, cids.frames) == ([], [b"frame"], [])


def test_watching_replaces_what_was_watched_before() -> None:
    """The list on the screen changed."""
    hub = Hub()
    [bobs] = entered(hub, BOB)
    hub.watch(bobs, [ADA, CID])
    hub.watch(bobs, [CID, CID])
    hub.deliver_to_watchers(ADA, b"of ada")
    hub.deliver_to_watchers(CID, b"of cid")

    assert bobs.frames == [b"of cid"]


def test_who_left_watches_nobody_and_costs_no_memory() -> None:
    """A day of reloads leaves nothing behind."""
    hub = Hub()
    [bobs] = entered(hub, BOB)
    hub.watch(bobs, [ADA])
    hub.remove(bobs)
    hub.deliver_to_watchers(ADA, b"frame")

    assert bobs.frames == [] and not hub._watchers and not hub._by_user


@pytest.mark.parametrize(
    ("sessions", "closed"), [({"phone"}, [True, False]), (None, [True, True]), (set(), [False] * 2)]
)
def test_signing_out_closes_the_sockets_of_these_sessions(sessions: set[SessionId] | None, closed: list[bool]) -> None:
    """With 4401, and those of others stay."""
    hub, phone, laptop, bobs = Hub(), Heard(ADA, "phone"), Heard(ADA, "laptop"), Heard(BOB, "phone")
    for connection in (phone, laptop, bobs):
        hub.add(connection)
    hub.sign_out(ADA, sessions)

    assert [phone.closing, laptop.closing] == closed and not bobs.closing


def test_a_signed_out_socket_is_told_4401() -> None:
    """The client signs in again, and does not just come back."""
    hub = Hub()
    [phone] = entered(hub, ADA)
    hub.sign_out(ADA, None)

    assert phone.peer.recv(100) == close_frame(CloseCode.NOT_AUTHENTICATED, "Signed out.")
