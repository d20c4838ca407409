"""Any bytes at all over the socket: an `error` frame or a close, never a dead worker, and others notice nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness import RawSocket, Server, User
from tests.harness.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT

TYPES = [
    "auth", "sync", "message.send", "message.edit", "message.delete", "reaction.set", "receipt", "typing",
    "presence.watch", "ping",
]  # fmt: skip
FIELDS = [
    "id", "token", "cursors", "client_id", "conversation_id", "to", "kind", "content", "reply_to", "priority",
    "message_id", "emoji", "on", "delivered_seq", "read_seq", "active", "user_ids", "$where", "__class__",
]  # fmt: skip
CLOSES = {1000, 1002, 1003, 1007, 1008, 1009, 4400, 4401, 4429}
LENIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("0" * 24),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["$ne", "a", ""]), inner, max_size=3),
    max_leaves=12,
)
known_frames = st.builds(
    lambda type, fields: {"type": type, **fields},
    st.sampled_from(TYPES[1:]),
    st.dictionaries(st.sampled_from(FIELDS), values, max_size=6),
)


@pytest.fixture(scope="module")
def eve(server: Server) -> User:
    """Who sends what nobody should."""
    return server.new_user()


def still_serves(server: Server, workers: list[int]) -> None:
    """The same worker answers a newcomer."""
    assert server.worker_pids == workers
    with server.new_user().socket() as socket:
        socket.settle()


def test_any_json_in_any_known_frame_is_answered(server: Server, eve: User) -> None:
    """Known types with any fields: the socket lives and answers the next ping."""
    workers = server.worker_pids
    with eve.socket() as socket:

        @settings(max_examples=300, deadline=None, database=None, derandomize=True, suppress_health_check=LENIENT)
        @given(known_frames)
        def send(frame: dict[str, Any]) -> None:
            before = len(socket.frames)
            socket.send_text(json.dumps(frame))
            socket.settle()
            for answer in socket.frames[before:]:
                assert answer.get("code") not in {"internal", "internal_error", "unavailable"}, (frame, answer)

        send()
    still_serves(server, workers)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "null", "1", '"x"', "[]", "{}", "{", "nonsense", '{"type":', '{"type":null}', '{"type":{}}',
        '{"type":"nonsense"}', '{"type":"entry"}', '{"type":"ping","type":"auth"}', '{"type":"ping","id":NaN}',
        '{"type":"ping","id":1e999}', '{"type":"ping","id":"\\ud800"}', '{"type":"ping","id":123456789012345678901}',
        "[" * 30_000, '{"a":' * 5_000, '{"type":"ping","id":{"$ne":1}}', "\ufeff{}", '{"type":"__init__"}',
    ],
)  # fmt: skip
def test_text_that_is_no_frame_gets_an_error_and_the_socket_stays(server: Server, eve: User, text: str) -> None:
    """A bad frame is told, and only what cannot be answered closes the socket."""
    with eve.socket() as socket:
        socket.send_text(text)
        socket.settle()
        assert {f["type"] for f in socket.frames} - {"pong", "ready"} <= {"error"}, socket.frames


def test_an_error_repeats_the_ids_of_its_frame(server: Server, eve: User) -> None:
    """`id` and `client_id` come back, so that a client knows what failed."""
    with eve.socket() as socket:
        socket.tell("message.send", id="i-1", client_id="c-1", conversation_id="nonsense", kind="text", content="x")
        error = socket.expect("error")
        assert (error["id"], error["client_id"]) == ("i-1", "c-1")
        socket.tell("nonsense", id="i-2", client_id="c-2")
        error = socket.expect("error")
        assert (error["id"], error["client_id"]) == ("i-2", "c-2")
        assert error["code"] and error["detail"]


@settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=LENIENT)
@given(data=st.binary(max_size=300), opcode=st.sampled_from([TEXT, BINARY, CONTINUATION, PING, PONG, CLOSE, 3, 11]))
def test_any_payload_in_any_opcode_is_survived(server: Server, eve: User, data: bytes, opcode: int) -> None:
    """The server answers, or closes with a code of the contract."""
    with RawSocket(server.socket_url) as socket:
        socket.authenticate(eve.token)
        try:
            socket.send_frame(data, opcode)
            socket.send_json(type="ping", id="after")
            socket.send_frame((1000).to_bytes(2, "big"), CLOSE)
        except OSError:  # closed while we were still sending
            pass
        for frame in socket.frames_to_end():
            assert frame.close_code is None or frame.close_code in CLOSES, (opcode, data, frame)


@settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=LENIENT)
@given(data=st.binary(min_size=1, max_size=200))
def test_any_bytes_after_the_handshake_are_survived(server: Server, data: bytes) -> None:
    """Not even frames: the server closes or waits, and goes on for the others."""
    with RawSocket(server.socket_url, timeout=0.02) as socket:
        socket.send(data)
        try:
            socket.read_frame()
        except (OSError, EOFError):
            pass


@pytest.mark.parametrize(
    ("how", "frame", "code"),
    [
        ("unmasked", {"payload": b'{"type":"ping"}', "masked": False}, 1002),
        ("a reserved bit", {"payload": b'{"type":"ping"}', "reserved": 4}, 1002),
        ("a reserved opcode", {"payload": b"x", "opcode": 3}, 1002),
        ("invalid UTF-8", {"payload": b'{"type":"\xff"}'}, 1007),
        ("a long ping", {"payload": b"x" * 126, "opcode": PING}, 1002),
        ("a fragmented ping", {"payload": b"x", "opcode": PING, "fin": False}, 1002),
        ("a continuation of nothing", {"payload": b"x", "opcode": CONTINUATION}, 1002),
    ],
)
def test_what_rfc_6455_forbids_closes_the_socket(
    server: Server, eve: User, how: str, frame: dict[str, Any], code: int
) -> None:
    """A broken frame cannot be answered: 1002, or 1007 for text that is no UTF-8."""
    with RawSocket(server.socket_url) as socket:
        socket.authenticate(eve.token)
        socket.send_frame(**frame)
        assert socket.close_code() == code, how


def test_binary_frames_are_answered_or_refused(server: Server, eve: User) -> None:
    """The protocol is text: a binary frame gets an error or 1003/4400."""
    with RawSocket(server.socket_url) as socket:
        socket.authenticate(eve.token)
        socket.send_frame(b'{"type":"ping","id":"1"}', BINARY)
        frame = socket.read_frame()
        assert frame.close_code in {1003, 4400} or json.loads(frame.payload)["type"] == "error"


def test_half_a_frame_and_silence_holds_up_nobody(server: Server, eve: User) -> None:
    """Ten clients that begin a frame and wait: others are answered as ever."""
    workers = server.worker_pids
    sockets = [RawSocket(server.socket_url) for _ in range(10)]
    for socket in sockets:
        socket.__enter__().send(b"\x81\xfe\xff")
    still_serves(server, workers)
    for socket in sockets:
        socket.__exit__(None, None, None)
