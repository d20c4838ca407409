"""A client that stops reading: whole frames or a close, never a cut frame, and the others notice nothing."""

from __future__ import annotations

import json
import time

from tests.harness import RawSocket, Server, text
from tests.harness.processes import resident_bytes
from tests.harness.raw import CLOSE, PING, TEXT

FLOOD = 400


def test_a_reader_that_reads_nothing_is_closed_and_no_frame_is_cut(server: Server) -> None:
    """With frames of 32 to 64 KiB pouring in: what it then reads are whole frames, up to 4413 or the end."""
    ada, bob, cleo = server.new_user(), server.new_user(), server.new_user()
    group = server.group(ada, bob, cleo)
    content = "漢" * 8_000  # 24 KB in UTF-8, and twice that where it is escaped
    (worker,) = server.worker_pids
    before = resident_bytes(worker)
    with RawSocket(server.socket_url, receive_buffer=4_096) as slow, cleo.socket() as quick, ada.socket() as hers:
        slow.authenticate(bob.token)
        waits = []
        for n in range(FLOOD):
            began = time.monotonic()
            ack = hers.ask("message.send", text(group, content, f"f-{n}"))
            assert ack["type"] == "ack", ack
            quick.expect_entry(content)
            waits.append(time.monotonic() - began)
        grown = resident_bytes(worker) - before

        frames = slow.frames_to_end()
    assert slow.received == b"", "the last frame was cut"
    entries = [json.loads(frame.payload) for frame in frames if frame.opcode == TEXT]
    assert all(frame.opcode in {TEXT, PING, CLOSE} and frame.fin for frame in frames)
    seqs = [frame["entry"]["seq"] for frame in entries if frame["type"] == "entry"]
    assert seqs == sorted(set(seqs))
    assert len(seqs) < FLOOD, "nothing bounds what waits for a slow reader"
    assert [frame.close_code for frame in frames if frame.opcode == CLOSE] in ([4413], [])
    waits.sort()
    assert waits[len(waits) // 2] < 0.25, "the others had to wait"
    assert grown < 64 << 20, f"{grown >> 20} MiB were held for one slow reader"


def test_who_was_too_slow_comes_back_and_misses_nothing(server: Server) -> None:
    """After 4413 the client syncs: the log is whole for it."""
    ada, bob = server.new_user(), server.new_user()
    chat = server.direct_conversation(ada, bob)
    first = ada.send(chat, "first")["seq"]
    with RawSocket(server.socket_url, receive_buffer=4_096) as slow, ada.socket() as hers:
        slow.authenticate(bob.token)
        for n in range(250):
            hers.ask("message.send", text(chat, "漢" * 8_000, f"f-{n}"))
        last = hers.ask("message.send", text(chat, "last"))["seq"]
    with bob.socket() as socket:
        told = socket.sync({chat.id: first})
    assert [entry["seq"] for entry in told.entries[chat.id]] == list(range(first + 1, last + 1))


def test_one_byte_at_a_time_is_still_a_frame(server: Server) -> None:
    """A slow writer is served as any other."""
    ada = server.new_user()
    with RawSocket(server.socket_url) as slow:
        slow.authenticate(ada.token)
        payload = b'{"type":"ping","id":"slow"}'
        for byte in bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload:
            slow.send(bytes([byte]))
        assert json.loads(slow.read_frame().payload) == {"type": "pong", "id": "slow"}
