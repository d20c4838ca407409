"""Callers of the HTTP side: threads with a kept connection each, that ask again as soon as they are answered.

Who is answered 503 comes back when it says, as browsers and our client do.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

RECEIVE_BYTES = 1 << 20
RETRY_AFTER = re.compile(rb"\r\nretry-after: *(\d+)")


@dataclass
class Answers:
    """What came: seconds each request took, and how often each status was answered."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0
    """Answers of 503 that did not say when to come back."""


class Caller:
    """One connection. `ask` sends a whole request, and returns the status and the head of its answer."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._sock: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """One exchange; a kept connection that the server closed is opened again."""
        for _ in range(2):
            if self._sock is None:
                self._sock = socket.create_connection(("127.0.0.1", self._port), timeout=60)
                self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._sock.sendall(request)
                head = self._read()
                return int(head[9:12]), head
            except ConnectionError:
                self.close()
        raise RuntimeError("the server closes every connection")

    def close(self) -> None:
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _read(self) -> bytes:
        assert self._sock is not None
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        at = head.find(b"content-length:")
        wanted = end + 4 + (int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        while len(data) < wanted:
            data += self._more()
        return head

    def _more(self) -> bytes:
        assert self._sock is not None
        data = self._sock.recv(RECEIVE_BYTES)
        if not data:
            raise ConnectionResetError
        return data


def get(path: str, token: str) -> bytes:
    """A request for a page, as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    """A request with a JSON body, as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def call(port: int, requests: Sequence[bytes], *, callers: int, seconds: float) -> Answers:
    """So many callers go round the requests for so long."""
    answers, end = Answers(), time.perf_counter() + seconds

    def work(number: int) -> None:
        caller, mine = Caller(port), requests[number::callers] or requests
        count = 0
        while time.perf_counter() < end:
            began = time.perf_counter()
            status, head = caller.ask(mine[count % len(mine)])
            answers.seconds.append(time.perf_counter() - began)
            answers.statuses[status] += 1
            count += 1
            if status == 503:
                after = RETRY_AFTER.search(head)
                answers.without_retry_after += after is None
                time.sleep(min(float(after[1]) if after else 0.0, max(0.0, end - time.perf_counter())))
        caller.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.seconds.sort()
    return answers
