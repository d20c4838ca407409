"""What a client sends is read by the rules of RFC 6455."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from chat_app.protocol.errors import CloseCode
from chat_app.protocol.framing import MAX_FRAGMENTS, Control, FrameError, Receiver, close_code

FINAL, TEXT, BINARY, CLOSE, PING = 0x80, 0x1, 0x2, 0x8, 0x9


def frame(first: int, payload: bytes = b"", *, mask: bytes | None = b"\x01\x02\x03\x04") -> bytes:
    """A frame as a client sends it, or as it must not."""
    length = len(payload)
    head = bytes([first]) + (bytes([0x80 | length]) if length < 126 else bytes([0xFE]) + struct.pack("!H", length))
    if mask is None:
        return bytes([head[0], head[1] & 0x7F]) + head[2:] + payload
    return head + mask + bytes(octet ^ mask[place % 4] for place, octet in enumerate(payload))


def read(*pieces: bytes, max_bytes: int = 65_536) -> list[str | Control]:
    receiver = Receiver(max_bytes=max_bytes)
    return [what for piece in pieces for what in receiver.feed(piece)]


@given(st.lists(st.text(max_size=300), max_size=6), st.lists(st.integers(1, 40), min_size=1), st.binary(min_size=1))
def test_what_wsproto_sends_is_read_whole_however_it_is_cut(texts: list[str], fragments: list[int], cut: bytes) -> None:
    """Into fragments by the sender, and into pieces by the network."""
    sender = Connection(ConnectionType.CLIENT)
    stream = b""
    for place, text in enumerate(texts):
        size = fragments[place % len(fragments)]
        parts = [text[start : start + size] for start in range(0, len(text), size)] or [""]
        for number, part in enumerate(parts, 1):
            stream += sender.send(TextMessage(part, message_finished=number == len(parts)))
    step = len(cut)

    assert read(*(stream[start : start + step] for start in range(0, len(stream), step))) == texts


def test_control_frames_come_between_fragments() -> None:
    """Section 5.4: they may, and are answered at once."""
    stream = frame(TEXT, b"hel") + frame(FINAL | PING, b"?") + frame(FINAL, b"lo")

    assert read(stream) == [Control(PING, b"?"), "hello"]


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (frame(FINAL | TEXT, b"x", mask=None), CloseCode.PROTOCOL_ERROR),
        (frame(FINAL | 0x40 | TEXT, b"x"), CloseCode.PROTOCOL_ERROR),
        (frame(FINAL | 0x3, b"x"), CloseCode.PROTOCOL_ERROR),
        (frame(FINAL | 0xB, b"x"), CloseCode.PROTOCOL_ERROR),
        (frame(PING, b"x"), CloseCode.PROTOCOL_ERROR),
        (frame(FINAL | PING, b"x" * 126), CloseCode.PROTOCOL_ERROR),
        (frame(FINAL, b"x"), CloseCode.PROTOCOL_ERROR),
        (frame(TEXT, b"x") + frame(FINAL | TEXT, b"y"), CloseCode.PROTOCOL_ERROR),
        (frame(FINAL | BINARY, b"x"), CloseCode.NOT_THE_PROTOCOL),
        (frame(FINAL | TEXT, b"\xff"), CloseCode.INVALID_DATA),
        (frame(TEXT, b"\xe2\x82") + frame(FINAL, b"x"), CloseCode.INVALID_DATA),
    ],
)
def test_a_broken_frame_ends_the_stream_with_the_code_that_the_rfc_asks(stream: bytes, code: int) -> None:
    """Sections 5.1, 5.2, 5.4, 5.5 and 7.4.1."""
    with pytest.raises(FrameError) as refused:
        read(stream)
    assert refused.value.code == code


def test_a_message_that_is_too_big_is_refused_by_its_head() -> None:
    """Before its bytes are kept; fragments count together."""
    with pytest.raises(FrameError, match="At most 10 bytes"):
        read(frame(FINAL | TEXT, b"x" * 11)[:6], max_bytes=10)
    with pytest.raises(FrameError, match="At most 10 bytes"):
        read(frame(TEXT, b"x" * 6), frame(FINAL, b"x" * 5), max_bytes=10)


def test_fragments_without_end_are_refused() -> None:
    """Empty ones never reach a size."""
    with pytest.raises(FrameError, match="fragments"):
        read(frame(TEXT), *[frame(0)] * MAX_FRAGMENTS)


@pytest.mark.parametrize("payload", [b"\x03", struct.pack("!H", 1005), struct.pack("!H", 999), struct.pack("!H", 5000)])
def test_a_close_code_that_must_not_be_sent_is_an_error(payload: bytes) -> None:
    """Section 7.4: 1005, 1006 and 1015 are never on the wire."""
    with pytest.raises(FrameError):
        close_code(payload)


def test_a_close_frame_is_answered_with_its_code() -> None:
    """Or with 1000 where it has none."""
    assert (close_code(b""), close_code(struct.pack("!H", 1001) + b"bye")) == (1000, 1001)
