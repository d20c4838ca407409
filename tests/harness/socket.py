"""One WebSocket of one user: ask and get the answer, expect what others cause, and a record of every frame."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

Frame = dict[str, Any]
PATIENCE = 10.0


@dataclass
class Synced:
    """What a `sync` brought: entries and resets by conversation, until its `sync.done`."""

    entries: dict[str, list[Frame]] = field(default_factory=dict)
    resets: dict[str, int] = field(default_factory=dict)
    chunks: list[Frame] = field(default_factory=list)


class Socket(AbstractContextManager["Socket"]):
    """Opens on `with`; with a token it has sent `auth` and holds `ready` by then.

    `frames` is all that arrived, in order. `ask` and `expect` each take one frame; what they passed over on the way
    waits for a later `expect`.
    """

    def __init__(self, url: str, token: str | None = None, *, origin: str | None = None) -> None:
        self.url = url
        self.frames: list[Frame] = []
        self.ready: Frame = {}
        self._token = token
        self._origin = origin
        self._waiting: list[Frame] = []
        self._ids = itertools.count(1)
        self._opening: AbstractContextManager[ClientConnection] | None = None
        self._connection: ClientConnection

    def __enter__(self) -> Self:
        self._opening = connect(
            self.url,
            origin=self._origin,  # type: ignore[arg-type]
            compression=None,
            proxy=None,
            ping_interval=None,
            close_timeout=2,
            max_size=None,
            max_queue=None,
        )
        self._connection = self._opening.__enter__()
        if self._token is not None:
            self.ready = self.ask("auth", token=self._token)
            assert self.ready["type"] == "ready", self.ready
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opening is not None:
            self._opening.__exit__(kind, error, trace)

    def tell(self, type: str, fields: Mapping[str, object] | None = None, **more: object) -> None:
        """Send a frame that has no answer, or whose answer is not waited for here."""
        self.send_text(json.dumps({"type": type, **(fields or {}), **more}))

    def ask(self, type: str, fields: Mapping[str, object] | None = None, **more: object) -> Frame:
        """Send a frame and return its answer, known by its `id`: the expected one or an `error`."""
        id = f"ask-{next(self._ids)}"
        self.tell(type, {"id": id, **(fields or {}), **more})
        return self._take(lambda frame: frame.get("id") == id, f"the answer to {type} {id}")

    def expect(self, type: str, timeout: float = PATIENCE, **where: object) -> Frame:
        """The next frame of `type` whose fields equal `where`.

        Raises:
            AssertionError: none came within `timeout` seconds, or the socket was closed first.
        """
        wanted = {"type": type, **where}
        return self._take(lambda f: all(f.get(k) == v for k, v in wanted.items()), f"{wanted}", timeout)

    def expect_entry(self, content: object, timeout: float = PATIENCE) -> Frame:
        """The next live entry with `content`."""
        frame = self._take(
            lambda f: f["type"] == "entry" and f["entry"]["content"] == content, f"entry {content!r}", timeout
        )
        return dict(frame["entry"])

    def settle(self) -> None:
        """Return once the server has dealt with all that this socket sent so far."""
        answer = self.ask("ping")
        assert answer["type"] == "pong", answer

    def sync(self, cursors: Mapping[str, int] | None = None) -> Synced:
        """Send `sync` and gather its answer."""
        id = f"sync-{next(self._ids)}"
        self.tell("sync", id=id, cursors=cursors or {})
        found = Synced()
        while True:
            frame = self._take(
                lambda f: f["type"] in {"entries", "reset", "sync.done"} or (f["type"], f.get("id")) == ("error", id),
                "sync.done",
            )
            assert frame["type"] != "error", frame
            if frame["type"] == "sync.done":
                return found
            if frame["type"] == "reset":
                found.resets[frame["conversation_id"]] = frame["last_seq"]
            else:
                found.chunks.append(frame)
                found.entries.setdefault(frame["conversation_id"], []).extend(frame["entries"])

    def listen(self, seconds: float) -> None:
        """Take in what comes for a while: only for the claim that something does not come."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                data = self._connection.recv(timeout=left)
            except TimeoutError:
                return
            self._waiting.append(self._record(data))

    def of_type(self, type: str) -> list[Frame]:
        """All frames of `type` so far, taken or not."""
        return [frame for frame in self.frames if frame["type"] == type]

    def send_text(self, text: str) -> None:
        self._connection.send(text)

    def send_bytes(self, data: bytes) -> None:
        self._connection.send(data)

    def close_code(self, timeout: float = PATIENCE) -> int | None:
        """Wait until the server closes, recording what still comes, and return its code.

        Raises:
            AssertionError: the socket is still open after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        try:
            while True:
                self._receive(deadline, "the server to close")
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    def _take(self, fits: Any, what: str, timeout: float = PATIENCE) -> Frame:
        for position, frame in enumerate(self._waiting):
            if fits(frame):
                return self._waiting.pop(position)
        deadline = time.monotonic() + timeout
        try:
            while not fits(frame := self._receive(deadline, what)):
                self._waiting.append(frame)
        except ConnectionClosed as closed:
            raise AssertionError(f"closed ({closed}) while waiting for {what}; last frames: {self._tail()}") from None
        return frame

    def _receive(self, deadline: float, what: str) -> Frame:
        try:
            data = self._connection.recv(timeout=max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}; last frames: {self._tail()}") from None
        return self._record(data)

    def _tail(self) -> str:
        """The last frames, each cut to what a person would read."""
        return "; ".join(f"{json.dumps(frame, ensure_ascii=False):.200}" for frame in self.frames[-5:])

    def _record(self, data: str | bytes) -> Frame:
        assert isinstance(data, str), f"a binary frame: {data[:60]!r}"
        frame: Frame = json.loads(data)
        self.frames.append(frame)
        return frame
