"""A WebSocket proxy that breaks the promises on purpose: the bugs that the checker must be able to see."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Frame = dict[str, Any]
Frames = list[Frame]
EVERY = 5


class Lie:
    """Passes everything on. A subclass changes what passes one connection; `count` paces it over all of them."""

    count = 0

    def outward(self, frame: Frame) -> tuple[Frames, Frames]:
        """What the server gets for a client's frame, and what the client is answered at once."""
        return [frame], []

    def inward(self, frame: Frame) -> Frames:
        """What the client gets for a server's frame."""
        return [frame]

    def now(self) -> bool:
        """Every `EVERY`-th time, over all connections."""
        type(self).count += 1
        return type(self).count % EVERY == 0


class LostAck(Lie):
    """Acknowledges sends that it drops, with the seq that they could have had."""

    count = 0

    def __init__(self) -> None:
        self.seqs: dict[str, int] = {}

    def outward(self, frame: Frame) -> tuple[Frames, Frames]:
        if frame["type"] != "message.send" or not self.now():
            return [frame], []
        ack = {"type": "ack", "message_id": "f" * 24, "created_at": "2026-01-01T00:00:00Z", "status": "sent"}
        seq = self.seqs.get(frame["conversation_id"], 0) + 1
        return [], [{**ack, "seq": seq, "client_id": frame["client_id"], "conversation_id": frame["conversation_id"]}]

    def inward(self, frame: Frame) -> Frames:
        if frame["type"] == "entry":
            self.seqs[frame["conversation_id"]] = frame["entry"]["seq"]
        return [frame]


class DoubledInsert(Lie):
    """Has a send inserted twice, by a second client_id that no client gets to see."""

    count = 0

    def __init__(self) -> None:
        self.user = ""
        self.sent: dict[str, Frame] = {}

    def outward(self, frame: Frame) -> tuple[Frames, Frames]:
        if frame["type"] != "message.send" or not self.now():
            return [frame], []
        self.sent[frame["client_id"]] = frame
        return [frame, {**frame, "client_id": frame["client_id"] + "~"}], []

    def inward(self, frame: Frame) -> Frames:
        if frame["type"] == "ready":
            self.user = frame["user_id"]
        if frame["type"] == "ack" and frame["client_id"].endswith("~"):
            frame = self._as_entry(frame)
        for entry in [frame["entry"]] if frame["type"] == "entry" else frame.get("entries", []):
            entry["client_id"] = (entry["client_id"] or "").rstrip("~") or None
        return [frame]

    def _as_entry(self, ack: Frame) -> Frame:
        """The sending device hears of the double as if another of its person's devices had sent it."""
        sent = self.sent[ack["client_id"].rstrip("~")]
        unchanged = dict.fromkeys(("data", "target_id", "edited_at", "deleted_at")) | {"reactions": {}}
        return {
            "type": "entry",
            "conversation_id": ack["conversation_id"],
            "entry": {**unchanged, **sent, **ack, "sender_id": self.user},
        }


class ReorderedDelivery(Lie):
    """Holds a live entry back until the next one of its conversation, or a pong, has passed."""

    count = 0

    def __init__(self) -> None:
        self.held: dict[str, Frame] = {}

    def inward(self, frame: Frame) -> Frames:
        if frame["type"] == "pong":
            late, self.held = list(self.held.values()), {}
            return [frame, *late]
        if frame["type"] != "entry":
            return [frame]
        before = self.held.pop(frame["conversation_id"], None)
        if before is not None:
            return [frame, before]
        if self.now():
            self.held[frame["conversation_id"]] = frame
            return []
        return [frame]


class ReceiptMovedBack(Lie):
    """Tells an old receipt once more after a newer one."""

    count = 0

    def __init__(self) -> None:
        self.first: dict[tuple[str, str], Frame] = {}

    def inward(self, frame: Frame) -> Frames:
        if frame["type"] != "receipt":
            return [frame]
        old = self.first.setdefault((frame["conversation_id"], frame["user_id"]), frame)
        return [frame, old] if old["read_seq"] < frame["read_seq"] and self.now() else [frame]


class DroppedQueueRow(Lie):
    """Loses the rows of a queue."""

    count = 0

    def inward(self, frame: Frame) -> Frames:
        return [] if frame["type"] == "queue" else [frame]


class VanishedEntry(Lie):
    """Shows a live entry that is not what the log holds."""

    count = 0

    def inward(self, frame: Frame) -> Frames:
        if frame["type"] == "entry" and self.now():
            return [{**frame, "entry": {**frame["entry"], "content": "something else"}}]
        return [frame]


class LostEdit(Lie):
    """Tells live edits as if they were something that changes nothing."""

    count = 0

    def inward(self, frame: Frame) -> Frames:
        if frame["type"] != "entry" or frame["entry"]["kind"] != "edit":
            return [frame]
        harmless = {"kind": "reaction", "content": None, "data": {"emoji": "👍", "on": False}}
        return [{**frame, "entry": {**frame["entry"], **harmless}}]


class SurvivingContent(Lie):
    """Shows what was deleted to who asks for the log again."""

    count = 0
    said: dict[str, str] = {}

    def inward(self, frame: Frame) -> Frames:
        for entry in [frame["entry"]] if frame["type"] == "entry" else frame.get("entries", []):
            if entry["content"] is not None:
                self.said[entry["message_id"]] = entry["content"]
            elif entry["deleted_at"] is not None:
                entry["content"] = self.said.get(entry["message_id"], "something")
        return [frame]


class LyingProxy(AbstractContextManager["LyingProxy"]):
    """Stands at ws://127.0.0.1:`port`/ws before the WebSocket server at `target`, each connection with its own lie."""

    def __init__(self, target: str, lie: Callable[[], Lie]) -> None:
        self.target = target
        self.lie = lie
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: Server

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await serve(self._join, "127.0.0.1", 0, compression=None, ping_interval=None, max_size=None)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _join(self, client: ServerConnection) -> None:
        lie = self.lie()
        try:
            async with connect(
                self.target, compression=None, proxy=None, ping_interval=None, max_size=None, close_timeout=0.5
            ) as server:
                inward = asyncio.create_task(self._inward(lie, client, server))
                try:
                    async for data in client:
                        to_server, to_client = lie.outward(json.loads(data))
                        for frame in to_server:
                            await server.send(json.dumps(frame))
                        for frame in to_client:
                            await client.send(json.dumps(frame))
                finally:
                    inward.cancel()
        except (OSError, ConnectionClosed):
            pass

    async def _inward(self, lie: Lie, client: ServerConnection, server: Any) -> None:
        try:
            async for data in server:
                for frame in lie.inward(json.loads(data)):
                    await client.send(json.dumps(frame))
        except ConnectionClosed:
            pass
        await client.close(1012)
