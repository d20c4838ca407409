"""The sending side of a socket: whole frames, in order, bounded, whoever reads at the other end and however slowly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import gevent
import pytest
from gevent import socket
from hypothesis import given, settings
from hypothesis import strategies as st

from chat_app.protocol.wire import text_frame
from chat_app.ws.outbox import MAX_WRITE, Outbox
from tests.unit.test_wire import read, text_of

SMALL = 4_096


@dataclass
class Line:
    """Two connected sockets with little room between them."""

    max_bytes: int = 4 << 20
    overflows: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ours, self.peer = socket.socketpair()
        for each in (self.ours, self.peer):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        self.outbox = Outbox(self.ours, max_bytes=self.max_bytes, overflowed=lambda: self.overflows.append(1))

    def received(self, step: int = 65_536) -> bytes:
        """All that arrives, `step` bytes at a time, once what waits was sent."""
        reading = gevent.spawn(self._read, step)
        self.outbox.flush(5)
        self.ours.shutdown(socket.SHUT_WR)
        return bytes(reading.get(timeout=10))

    def _read(self, step: int) -> bytearray:
        data = bytearray()
        while piece := self.peer.recv(step):
            data += piece
        return data

    def close(self) -> None:
        self.ours.close()
        self.peer.close()


@pytest.fixture
def open_line() -> Iterator[Callable[..., Line]]:
    """Makes lines that are closed when the test is over."""
    lines: list[Line] = []

    def make(**more: int) -> Line:
        lines.append(Line(**more))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


def stopped(line: Line, size: int = 100_000) -> bytes:
    """A frame that fills the way to a peer who does not read."""
    frame = b"<" + b"." * size + b">"
    line.outbox.put(frame)
    gevent.sleep(0)
    return frame


def test_nothing_is_sent_before_the_turn_is_over(open_line: Callable[..., Line]) -> None:
    """All that gathers in a turn of the loop goes out in one write."""
    line = open_line()
    line.outbox.put(b"one")
    line.outbox.put(b"two")

    assert line.outbox.size == 6
    gevent.sleep(0)
    assert line.outbox.size == 0 and line.peer.recv(100) == b"onetwo"


def test_a_reader_of_one_byte_at_a_time_gets_whole_frames_in_order(open_line: Callable[..., Line]) -> None:
    """Back-pressure cuts writes anywhere; the peer notices nothing of it."""
    line = open_line()
    texts = [f"{n}" * 700 for n in range(20)]
    for text in texts:
        line.outbox.put(text_frame(text.encode()))
        gevent.sleep(0)

    assert text_of(read(line.received(step=1))) == "".join(texts)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 60_000), st.booleans()), max_size=12), st.sampled_from([512, 4_096, 65_536]))
def test_whatever_was_put_arrives_whole_and_in_order(frames: list[tuple[int, bool]], step: int) -> None:
    """Of any size, in any turns, to any reader."""
    line, sent = Line(), b""
    for number, (size, turn) in enumerate(frames):
        frame = bytes([number]) * size
        line.outbox.put(frame)
        sent += frame
        if turn:
            gevent.sleep(0)

    gevent.sleep(0)
    assert line.received(step) == sent
    line.close()


def test_what_comes_while_the_peer_is_slow_follows(open_line: Callable[..., Line]) -> None:
    """More than one write's worth, in order."""
    line = open_line()
    frames = [stopped(line)]
    for number in range(8):
        frames.append(bytes([number]) * (MAX_WRITE // 3))
        line.outbox.put(frames[-1])

    assert line.received() == b"".join(frames)


def test_an_idle_connection_costs_no_greenlet(open_line: Callable[..., Line]) -> None:
    """Ten thousand of them would be ten thousand stacks."""
    line = open_line()
    line.outbox.put(b"hello")
    gevent.sleep(0)

    assert line.outbox._drainer is None


def test_too_much_waiting_calls_overflow_once_and_takes_no_more(open_line: Callable[..., Line]) -> None:
    """The memory of a slow reader is bounded; the client resyncs."""
    line = open_line(max_bytes=1_000)
    stopped(line, size=900)
    first = stopped(line, size=900)
    for _ in range(50):
        line.outbox.put(b"x" * 100)

    assert line.overflows == [1] and line.outbox.size <= 1_000
    assert first


def test_a_frame_at_the_bound_still_fits(open_line: Callable[..., Line]) -> None:
    """`max_bytes` may wait, one more may not."""
    line = open_line(max_bytes=1_000)
    line.outbox.put(b"x" * 1_000)

    assert line.overflows == []
    line.outbox.put(b"x")
    assert line.overflows == [1]


def test_the_last_frame_replaces_what_has_not_begun_and_ends_the_rest(open_line: Callable[..., Line]) -> None:
    """A close frame need not wait for a megabyte, and never cuts a frame."""
    line = open_line()
    begun = stopped(line)
    line.outbox.put(b"not begun" * 1_000)
    line.outbox.put_last(b"last", drop=True)
    line.outbox.put(b"too late")

    assert line.received() == begun + b"last"
    assert line.overflows == []


def test_after_an_overflow_the_last_frame_still_goes_out(open_line: Callable[..., Line]) -> None:
    """4413 says why."""
    line = open_line(max_bytes=10)
    line.outbox.put(b"x" * 11)
    line.outbox.put_last(b"last", drop=True)

    assert line.received() == b"last"


def test_flush_waits_until_all_is_sent(open_line: Callable[..., Line]) -> None:
    """Then the stream may end."""
    line = open_line()
    frame = stopped(line)
    flushing = gevent.spawn(line.outbox.flush, 5)
    gevent.sleep(0)

    assert not flushing.ready()
    line.peer.recv(len(frame))
    reading = gevent.spawn(line._read, 65_536)
    flushing.get(timeout=5)
    assert line.outbox.size == 0
    reading.kill()


def test_flush_in_the_turn_of_the_last_frame_keeps_the_order(open_line: Callable[..., Line]) -> None:
    """The write that was scheduled finds it done, or under way; a close follows a `sync` in one turn."""
    line = open_line()
    frames = [bytes([number]) * 100_000 for number in range(20)]
    for frame in frames:
        line.outbox.put(frame)

    assert line.received() == b"".join(frames)


def test_flush_gives_up_on_a_peer_that_does_not_read(open_line: Callable[..., Line]) -> None:
    """Stopping takes no longer than it may."""
    line = open_line()
    stopped(line)

    with gevent.Timeout(1):
        line.outbox.flush(0.001)


def test_flush_of_nothing_returns_at_once(open_line: Callable[..., Line]) -> None:
    """Also before anything was put."""
    with gevent.Timeout(1):
        open_line().outbox.flush(5)


def test_a_long_answer_waits_for_room_and_arrives_whole(open_line: Callable[..., Line]) -> None:
    """A `sync` of many megabytes to a slow reader is no overflow."""
    line = open_line(max_bytes=100_000)
    frames = [bytes([n]) * 40_000 for n in range(12)]

    def answer() -> None:
        for frame in frames:
            line.outbox.put_when_room(frame)

    answering = gevent.spawn(answer)
    reading = gevent.spawn(line._read, 65_536)
    answering.get(timeout=5)
    line.outbox.flush(5)
    line.ours.shutdown(socket.SHUT_WR)

    assert bytes(reading.get(timeout=5)) == b"".join(frames) and line.overflows == []


def test_a_long_answer_to_a_quick_reader_does_not_wait_for_ever() -> None:
    """Room that comes without back-pressure is room as well."""
    ours, _peer = socket.socketpair()  # with the system's own, larger buffers
    outbox = Outbox(ours, max_bytes=65_536, overflowed=lambda: None)

    def answer() -> None:
        for _ in range(3):
            outbox.put_when_room(b"x" * 40_000)

    gevent.spawn(answer).get(timeout=5)


def test_a_long_answer_ends_when_the_peer_is_gone(open_line: Callable[..., Line]) -> None:
    """Nobody waits for room that will never be."""
    line = open_line(max_bytes=50_000)

    def answer() -> None:
        for _ in range(20):
            line.outbox.put_when_room(b"x" * 40_000)

    answering = gevent.spawn(answer)
    gevent.sleep(0)
    line.peer.close()
    answering.get(timeout=5)


def test_a_broken_line_takes_nothing_and_wakes_the_reader(open_line: Callable[..., Line]) -> None:
    """The reading side learns of it from the shut socket, and ends the connection."""
    line = open_line()
    line.peer.close()
    line.outbox.put(b"x")
    gevent.sleep(0)
    line.outbox.put(b"y")

    assert line.outbox.size == 0
    assert line.ours.recv(1) == b""
