"""A simulated device: keeps its logs, reconnects with backoff, repeats what got no ack, and writes everything down.

It follows the contract as a good client does: drop what is at or below the cursor, ask for what lies between, read all
anew after a `reset`, confirm what has arrived. It forgives nothing and repairs nothing beyond that.
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
    SignedOut,
    Synced,
)
from tests.reliability.known import Known
from tests.reliability.message import Message
from tests.reliability.record import Recorder
from tests.reliability.replay import View

Frame = Mapping[str, Any]
SILENCE = 10.0  # a contract client waits 45 s; the laws do not depend on it, and a run is short
TICK = 0.05
PATIENCE = 0.15  # seconds that entries may take to arrive in their order
AGAIN = 3.0
PAGE = 100
WINDOW = 20  # sends that await their ack at once; the others wait for their turn
SYNC = "sync-"  # begins the id of each sync, by which its error is known
WATCH = "watch"  # the id of what asks for presence, for the same reason
FINAL = {"invalid", "not_found", "not_allowed", "conflict"}  # answers that a repeat would get again


@dataclass
class Device:
    """One device of one person. `run` keeps it connected until it is cancelled; `online` may be cleared for a while."""

    name: str
    socket_url: str
    http: Http
    history: History
    conversations: list[str]
    people: list[str]
    random: random.Random
    outbox: dict[str, Message] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    online: asyncio.Event = field(default_factory=asyncio.Event)
    connection: int = 0
    synced: bool = False
    last: bool = False

    def __post_init__(self) -> None:
        self.views = {conversation: View() for conversation in self.conversations}
        self.pen = Recorder(self.name, self.history)
        self._note = self.pen.note
        self._confirmed: dict[str, int] = {}
        self._socket: ClientConnection | None = None
        self._batch = self._gaps = 0
        self._syncing = self._once_more = self._informed = False
        self._outdated = asyncio.Event()
        self._handlers: dict[str, Callable[[Frame], Any]] = {
            "ack": self._acked,
            "entry": lambda frame: self._saw([frame["entry"]], "live"),
            "entries": lambda frame: self._saw(frame["entries"], "sync"),
            "queue": self._queue,
            "reset": self._read_anew,
            "sync.done": self._sync_done,
            "resync": lambda frame: self._look_again(),
            "receipt": self._receipt,
            "presence": self.known.presence,
            "conversation": lambda frame: self.known.conversation(frame["conversation"]),
            "contact": lambda frame: self.known.contact(frame["contact"]),
            "error": self._error,
        }
        self.online.set()

    @property
    def user(self) -> str:
        return self.name.partition("/")[0]

    # What its person does

    async def write(self, message: Message) -> None:
        """Put something out; it is repeated until it is acknowledged, over as many connections as that takes."""
        self.outbox[message.client_id] = message
        if self.synced and len(self.outbox) <= WINDOW:
            with suppress(OSError, WebSocketException):  # the connection ended just now: it goes out with the next one
                await self._put_out(message)

    async def type_in(self, conversation: str) -> None:
        """Let the others see that one writes; it may be lost."""
        if self.synced:
            with suppress(OSError, WebSocketException):
                await self._send(type="typing", conversation_id=conversation, active=True)

    def vanish(self) -> None:
        """Lose the connection without a word, as in a tunnel."""
        if self._socket is not None:
            self._socket.transport.abort()

    def forget(self) -> None:
        """Lose all that it holds, as when the app is installed anew; what is still to be sent, its person knows."""
        self.views = {conversation: View() for conversation in self.conversations}
        self._confirmed = {}
        self.vanish()

    @property
    def unsettled(self) -> str:
        """What it still waits for; nothing when it is connected, in sync, informed, and everything is acknowledged."""
        if not self.synced:
            return "it is not in sync" if self._socket else "it is not connected"
        if self.outbox:
            return f"{len(self.outbox)} sends have no ack, such as {next(iter(self.outbox))}"
        return "" if self._informed else "it could not read its conversations and contacts"

    def knows(self, lasts: Mapping[str, int], members: Mapping[str, list[str]]) -> bool:
        """Whether it was told that everybody has read everything, and that everybody is there."""
        for conversation in self.conversations:
            read = {member: read for member, _, read in self.known.cursors(conversation)}
            if any(read.get(member, 0) < lasts[conversation] for member in members[conversation]):
                return False
        return self.known.present == tuple((user, "online") for user in self.people)

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
                if frame["code"] == "not_authenticated":
                    self._note(SignedOut, where="socket")
                return
        self._note(Opened, connection=self.connection, last=self.last)
        await self._watch()
        await self._sync()
        beside = [asyncio.create_task(self._tick()), asyncio.create_task(self._inform_forever())]
        try:
            while self.online.is_set():
                frame = json.loads(await asyncio.wait_for(socket.recv(), SILENCE))
                handler = self._handlers.get(frame["type"])
                if handler is not None and (more := handler(frame)) is not None:
                    await more
        finally:
            for task in beside:
                task.cancel()

    async def _tick(self) -> None:
        """Ask for a sign of life, confirm what came, and repeat what got no ack."""
        with suppress(OSError, WebSocketException):  # the reader sees the end too
            for tick in itertools.count():
                await asyncio.sleep(TICK)
                if tick % 20 == 0:
                    await self._send(type="ping")
                await self._confirm()
                await self._close_gaps()
                # A part at a time: all of a long outbox, again and again, would leave the server time for nothing else.
                for message in list(self.outbox.values())[:WINDOW]:
                    if self.synced and time.monotonic() > message.due:
                        await self._put_out(message)

    async def _inform_forever(self) -> None:
        """Read the lists now, and whenever the server may have missed to tell of a change."""
        while True:
            self._outdated.clear()
            await self._inform()
            await self._outdated.wait()

    async def _inform(self) -> None:
        """Read the lists of conversations and contacts, once more where something changed meanwhile."""
        self._informed = False
        while not self._informed:
            before = self.known.changes
            answers = []
            for path in ("/api/conversations?limit=100", "/api/contacts"):
                with suppress(OSError, HTTPException):
                    answers.append(await asyncio.to_thread(self.http.get, path))
            for answer in answers:
                if answer.status == 401:
                    self._note(SignedOut, where="http")
            unchanged = self.known.changes == before
            if len(answers) == 2 and all(answer.status == 200 for answer in answers) and unchanged:
                self.known.listed(*(answer.json["items"] for answer in answers))
                self._informed = True
            else:
                await asyncio.sleep(self.random.uniform(0.5, 1.5) * AGAIN / 4)

    def _ended(self) -> None:
        if self._socket is not None:
            self._note(Closed, connection=self.connection, code=self._socket.close_code)
        self._socket = None
        self.synced = self._syncing = self._once_more = self._informed = False
        for message in self.outbox.values():
            message.due = 0.0

    # Frames out

    async def _send(self, **frame: object) -> None:
        if self._socket is not None:
            await self._socket.send(json.dumps(frame))

    async def _watch(self) -> None:
        await self._send(type="presence.watch", id=WATCH, user_ids=self.people)

    async def _sync(self) -> None:
        # What an ack or a live entry lacks now, a sync that is under way may have been too early to bring.
        self._once_more = self._syncing
        if not self._syncing:
            self._syncing = True
            self._batch += 1
            cursors = {name: view.cursor for name, view in self.views.items() if view.cursor}
            await self._send(type="sync", id=f"{SYNC}{self._batch}", cursors=cursors)

    async def _look_again(self) -> None:
        """The node may have missed something: of the logs, and of what stands in no log."""
        self._outdated.set()
        await self._watch()
        await self._sync()

    async def _put_out(self, message: Message) -> None:
        message.due = time.monotonic() + AGAIN
        self._note(
            Sent, conversation=message.conversation, client_id=message.client_id, content=message.content,
            kind=message.kind, target=message.target, connection=self.connection,
        )  # fmt: skip
        await self._send(**message.frame())

    async def _confirm(self) -> None:
        for conversation, view in self.views.items():
            if view.cursor > self._confirmed.get(conversation, 0):
                self._confirmed[conversation] = view.cursor
                self._note(Confirmed, conversation=conversation, delivered_seq=view.cursor, read_seq=view.cursor)
                await self._send(type="receipt", conversation_id=conversation, read_seq=view.cursor)

    async def _close_gaps(self) -> None:
        """Ask for what lies before an entry that came too early, unless it comes by itself within a moment."""
        self._gaps = self._gaps + 1 if any(view.ahead for view in self.views.values()) else 0
        if self._gaps * TICK > PATIENCE and not self._syncing:
            self._gaps = 0
            await self._sync()

    def confirm_again(self) -> None:
        """Forget what was confirmed: the next tick confirms it anew. A receipt has no ack, so a lost one needs this."""
        self._confirmed = {}

    # Frames in

    def _acked(self, frame: Frame) -> Any:
        conversation, client_id = frame["conversation_id"], frame["client_id"]
        self._note(
            Acked, conversation=conversation, client_id=client_id, message_id=frame["message_id"], seq=frame["seq"],
            status=frame["status"],
        )  # fmt: skip
        message = self.outbox.pop(client_id, None)
        view = self.views[conversation]
        if message is not None:
            # The ack is all that the sending device hears of its own entry.
            view.take(self._own(message, frame))
            return None
        return self._sync() if frame["seq"] > view.cursor and frame["seq"] not in view.ahead else None

    def _own(self, message: Message, ack: Frame) -> Saw:
        return Saw(
            at=time.monotonic(), device=self.name, how="ack", connection=self.connection, seq=ack["seq"],
            conversation=message.conversation, message_id=ack["message_id"], sender=self.user,
            client_id=message.client_id, kind=message.kind, content=message.content, target=message.target,
        )  # fmt: skip

    def _error(self, frame: Frame) -> Any:
        # The store was away: what was missed is still missing, and who came or went is not known.
        if str(frame.get("id", "")).startswith(SYNC):
            return self._sync_again(float(frame.get("retry_after") or 0.5))
        if frame.get("id") == WATCH:
            return self._watch_again(float(frame.get("retry_after") or 0.5))
        message = self.outbox.get(frame.get("client_id") or "")
        if message is None:
            if not self.synced and frame["code"] == "unavailable" and not frame.get("id"):
                # The queue could not be read. A `sync` would do; a new connection brings the queue, on which a law is.
                raise ConnectionError(frame["code"])
            return None
        final = message.kind != "text" and frame["code"] in FINAL
        where = {"conversation": message.conversation, "client_id": message.client_id}
        self._note(Refused, **where, code=frame["code"], final=final)
        message.due = time.monotonic() + float(frame.get("retry_after") or 0.5)
        if final:
            del self.outbox[message.client_id]
        return None

    async def _watch_again(self, pause: float) -> None:
        await asyncio.sleep(pause)
        await self._watch()

    async def _sync_again(self, pause: float) -> None:
        await asyncio.sleep(pause)
        self._syncing = False
        await self._sync()

    def _saw(self, entries: list[Frame], how: str) -> None:
        """Note entries and take them into the log."""
        for entry in entries:
            saw = self.pen.note_entry(entry, how, self.connection, self._batch if how == "sync" else 0)
            self.views[saw.conversation].take(saw)

    def _queue(self, frame: Frame) -> None:
        for entry in frame["entries"]:
            self.pen.note_entry(entry, "queue", self.connection)

    def _sync_done(self, frame: Frame) -> Any:
        self._note(Synced, connection=self.connection, batch=self._batch)
        self._syncing = False
        self.synced = True
        for message in self.outbox.values():
            message.due = 0.0
        return self._sync() if self._once_more else None

    async def _read_anew(self, frame: Frame) -> None:
        """A `reset`: too much was missed, of old messages' changes too. Forget what is there, and read the newest page.

        Only up to the `last_seq` that it names: what came since is told live.
        """
        conversation, last = frame["conversation_id"], frame["last_seq"]
        path = f"/api/conversations/{conversation}/messages?before={last + 1}&limit={PAGE}"
        try:
            answer = await asyncio.to_thread(self.http.get, path)
        except HTTPException as cut:
            raise ConnectionError(str(cut)) from cut
        if answer.status != 200:
            raise ConnectionError(str(answer))  # begin anew, as after any trouble
        page = answer.json
        items = [self.pen.note_entry(item, "page", self.connection) for item in page["items"]]
        ahead = self.views[conversation].ahead.values()
        self.views[conversation] = View.of_page(items, page["from_seq"], page["to_seq"])
        self.views[conversation].take(*ahead)

    def _receipt(self, frame: Frame) -> None:
        if self.known.receipt(frame):
            self._note(
                SawReceipt, conversation=frame["conversation_id"], member=frame["user_id"],
                delivered_seq=frame["delivered_seq"], read_seq=frame["read_seq"], asked=time.monotonic(),
            )  # fmt: skip
