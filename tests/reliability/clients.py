"""A simulated device: keeps its log, reconnects with backoff, repeats what got no ack, and writes everything down.

It follows the contract as a good client does: drop what is at or below the cursor, ask for what lies between, page
after a `reset`, confirm what has arrived. It forgives nothing and repairs nothing beyond that.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.harness import Http
from tests.reliability.history import (
    Acked,
    Closed,
    Confirmed,
    History,
    Opened,
    Refused,
    Saw,
    SawReceipt,
    Sent,
    Synced,
)

Frame = Mapping[str, Any]
SILENCE = 4.0  # a contract client waits 45 s; the laws do not depend on it, and a run is short
TICK = 0.05
AGAIN = 3.0


@dataclass
class Message:
    """A send that awaits its ack."""

    conversation: str
    client_id: str
    content: str
    due: float = 0.0


@dataclass
class Device:
    """One device of one person. `run` keeps it connected until it is cancelled; `online` may be cleared for a while."""

    name: str
    socket_url: str
    http: Http
    history: History
    conversations: list[str]
    random: random.Random
    log: dict[str, list[str]] = field(default_factory=dict)
    outbox: dict[tuple[str, str], Message] = field(default_factory=dict)
    online: asyncio.Event = field(default_factory=asyncio.Event)
    connection: int = 0
    synced: bool = False
    last: bool = False

    def __post_init__(self) -> None:
        self.log = {conversation: [] for conversation in self.conversations}
        self._confirmed = dict.fromkeys(self.conversations, 0)
        self._socket: ClientConnection | None = None
        self._batch = 0
        self._syncing = False
        self._handlers: dict[str, Callable[[Frame], Any]] = {
            "ack": self._acked,
            "entry": lambda frame: self._saw([frame["entry"]], "live"),
            "entries": lambda frame: self._saw(frame["entries"], "sync"),
            "queue": lambda frame: self._queue(frame["entries"]),
            "reset": self._page,
            "sync.done": self._sync_done,
            "resync": lambda frame: self._sync(),
            "receipt": self._receipt,
            "error": self._error,
        }
        self.online.set()

    # What its person does

    async def send(self, message: Message) -> None:
        """Put a message out; it is repeated until it is acknowledged, over as many connections as that takes."""
        self.outbox[message.conversation, message.client_id] = message
        if self.synced:
            with suppress(OSError, WebSocketException):  # the connection ended just now: it goes out with the next one
                await self._put_out(message)

    def vanish(self) -> None:
        """Lose the connection without a word, as in a tunnel."""
        if self._socket is not None:
            self._socket.transport.abort()

    @property
    def settled(self) -> bool:
        """Connected, in sync, and everything acknowledged."""
        return self.synced and not self.outbox

    # Its life

    async def run(self) -> None:
        delay = TICK
        while True:
            await self.online.wait()
            try:
                async with connect(
                    self.socket_url, compression=None, proxy=None, ping_interval=None, open_timeout=SILENCE,
                    close_timeout=0.5, max_size=None,
                ) as self._socket:  # fmt: skip
                    await self._live(self._socket)
                    delay = TICK
            except (OSError, TimeoutError, WebSocketException):
                pass
            finally:
                self._ended()
            await asyncio.sleep(self.random.uniform(0, delay))
            delay = min(delay * 2, 1.0)

    async def _live(self, socket: ClientConnection) -> None:
        self.connection += 1
        await socket.send(json.dumps({"type": "auth", "token": self.http.token}))
        while (frame := json.loads(await asyncio.wait_for(socket.recv(), SILENCE)))["type"] != "ready":
            if frame["type"] == "error":
                return
        self._note(Opened, connection=self.connection, last=self.last)
        await self._sync()
        ticking = asyncio.create_task(self._tick())
        try:
            while self.online.is_set():
                data = await asyncio.wait_for(socket.recv(), SILENCE)
                frame = json.loads(data)
                handler = self._handlers.get(frame["type"])
                if handler is not None and (more := handler(frame)) is not None:
                    await more
        finally:
            ticking.cancel()

    async def _tick(self) -> None:
        """Ask for a sign of life, confirm what came, and repeat what got no ack."""
        with suppress(OSError, WebSocketException):  # the reader sees the end too
            for tick in itertools.count():
                await asyncio.sleep(TICK)
                if tick % 20 == 0:
                    await self._write(type="ping")
                await self._confirm()
                for message in list(self.outbox.values()):
                    if self.synced and time.monotonic() > message.due:
                        await self._put_out(message)

    def _ended(self) -> None:
        if self._socket is not None:
            self._note(Closed, connection=self.connection, code=self._socket.close_code)
        self._socket = None
        self.synced = self._syncing = False
        for message in self.outbox.values():
            message.due = 0.0

    # Frames out

    async def _write(self, **frame: object) -> None:
        if self._socket is not None:
            await self._socket.send(json.dumps(frame))

    async def _sync(self) -> None:
        if not self._syncing:
            self._syncing = True
            self._batch += 1
            await self._write(type="sync", cursors={name: len(log) for name, log in self.log.items()})

    async def _put_out(self, message: Message) -> None:
        message.due = time.monotonic() + AGAIN
        where = {"conversation": message.conversation, "client_id": message.client_id, "content": message.content}
        self._note(Sent, **where)
        await self._write(
            type="message.send", kind="text", conversation_id=message.conversation, client_id=message.client_id,
            content=message.content,
        )  # fmt: skip

    async def _confirm(self) -> None:
        for conversation, log in self.log.items():
            if len(log) > self._confirmed[conversation]:
                self._confirmed[conversation] = len(log)
                self._note(Confirmed, conversation=conversation, delivered_seq=len(log), read_seq=len(log))
                await self._write(type="receipt", conversation_id=conversation, read_seq=len(log))

    def confirm_again(self) -> None:
        """Forget what was confirmed: the next tick confirms it anew. A receipt has no ack, so a lost one needs this."""
        self._confirmed = dict.fromkeys(self.conversations, 0)

    # Frames in

    def _acked(self, frame: Frame) -> Any:
        self._note(
            Acked, conversation=frame["conversation_id"], client_id=frame["client_id"], message_id=frame["message_id"],
            seq=frame["seq"], status=frame["status"],
        )  # fmt: skip
        self.outbox.pop((frame["conversation_id"], frame["client_id"]), None)
        # The ack is all that the sending device hears of its own entry.
        missing = self._take(frame["conversation_id"], frame["seq"], frame["message_id"])
        return self._sync() if missing else None

    def _error(self, frame: Frame) -> None:
        for (conversation, client_id), message in self.outbox.items():
            if client_id == frame.get("client_id"):
                self._note(Refused, conversation=conversation, client_id=client_id, code=frame["code"])
                message.due = time.monotonic() + float(frame.get("retry_after") or 0.5)

    def _saw(self, entries: list[Frame], how: str) -> Any:
        """Note entries and take them into the log; a live one beyond the next means that some are missing: ask."""
        missing = False
        for entry in entries:
            self._note_entry(entry, how)
            missing |= self._take(entry["conversation_id"], entry["seq"], entry["message_id"])
        return self._sync() if missing and how == "live" else None

    def _take(self, conversation: str, seq: int, message_id: str) -> bool:
        """Put an entry into the log if it is the next one; whether entries before it are missing."""
        log = self.log.get(conversation)
        if log is not None and seq == len(log) + 1:
            log.append(message_id)
        return log is not None and seq > len(log)

    def _queue(self, entries: list[Frame]) -> None:
        for entry in entries:
            self._note_entry(entry, "queue")

    def _sync_done(self, frame: Frame) -> None:
        self._note(Synced, connection=self.connection, batch=self._batch)
        self._syncing = False
        self.synced = True
        for message in self.outbox.values():
            message.due = 0.0

    async def _page(self, frame: Frame) -> None:
        """A `reset`: read the log from the cursor on, page by page."""
        conversation = frame["conversation_id"]
        while len(self.log[conversation]) < frame["last_seq"]:
            path = f"/api/conversations/{conversation}/messages?after={len(self.log[conversation])}&limit=100"
            try:
                answer = await asyncio.to_thread(self.http.get, path)
            except HTTPException as cut:
                raise ConnectionError(str(cut)) from cut
            if answer.status != 200:
                raise ConnectionError(str(answer))  # begin anew, as after any trouble
            if not answer.json["items"]:
                return
            self._saw(answer.json["items"], "page")

    def _receipt(self, frame: Frame) -> None:
        self._note(
            SawReceipt, conversation=frame["conversation_id"], member=frame["user_id"],
            delivered_seq=frame["delivered_seq"], read_seq=frame["read_seq"], asked=time.monotonic(),
        )  # fmt: skip

    # The record

    def _note(self, event: Callable[..., Any], /, **fields: object) -> None:
        self.history.add(event(at=time.monotonic(), device=self.name, **fields))

    def _note_entry(self, entry: Frame, how: str) -> None:
        self._note(
            Saw, how=how, connection=self.connection, conversation=entry["conversation_id"],
            message_id=entry["message_id"], seq=entry["seq"], sender=entry["sender_id"], client_id=entry["client_id"],
            kind=entry["kind"], content=entry["content"], batch=self._batch if how == "sync" else 0,
        )  # fmt: skip
