"""What a client holds and owes, without any I/O: frames in; frames, messages and looks at history out.

The rules are those of the server's docs/protocol.md: a conversation is a log of entries 1, 2, 3, …; who was away asks
for what follows the last seq held; a send is named by a `client_id` and repeated until it is acknowledged.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import datetime
from typing import Any

from chat_client.errors import ApiError
from chat_client.records import Ack, Message

Frame = dict[str, Any]
Look = Generator[str, Any, None]
"""Yields the paths that it wants to GET, and is sent what they answer."""

PAGE = 200
MAX_CURSORS = 1_000
"""Of those in a `sync` frame, which has to stay below 64 KiB; of the other conversations a `reset` comes."""
MESSAGES = frozenset({"text", "file"})


class State:
    """One user's logs and unacknowledged sends, over any number of connections.

    Args:
        cursors: where to go on, by conversation; None is from now on.
        clock: seconds, for what is to be sent again later.
    """

    def __init__(self, cursors: Mapping[str, int] | None, clock: Callable[[], float]) -> None:
        self.user_id = ""
        self.ready = False
        self.inbox: deque[Message] = deque()
        self.looks: deque[Look] = deque()
        self.taken: dict[str, int] = dict(cursors or {})
        self._held = dict(self.taken)
        self.begun = cursors is not None
        self._outgoing: deque[Frame] = deque()
        self._outbox: dict[str, Frame] = {}
        self._results: dict[str, Ack | ApiError] = {}
        self._own: dict[str, set[int]] = {}
        self._again: dict[str, float] = {}
        self._receipts: dict[str, int] = {}
        self._resyncing = False
        self._clock = clock

    # What the shell does

    def opened(self, token: str) -> None:
        """A connection is open: what is left of the last one is void."""
        self.ready = self._resyncing = False
        self._outgoing = deque([{"type": "auth", "token": token}])
        self._again.clear()
        self.looks.clear()

    def closed(self) -> None:
        """The connection is gone; sends wait for the next one."""
        self.ready = False

    def outgoing(self) -> Iterable[Frame]:
        """The frames to send now."""
        for client_id in [client_id for client_id, at in self._again.items() if at <= self._clock()]:
            del self._again[client_id]
            self._outgoing.append(self._outbox[client_id])
        if self.ready and not self.inbox:
            # One for all that was taken: a receipt for each message would soon meet a limit.
            for conversation_id, seq in self._receipts.items():
                self._outgoing.append({"type": "receipt", "conversation_id": conversation_id, "delivered_seq": seq})
            self._receipts.clear()
        while self._outgoing:
            yield self._outgoing.popleft()

    def patience(self) -> float | None:
        """Seconds until there is something to send again; None when nothing waits for its time."""
        return max(0.0, min(self._again.values()) - self._clock()) if self._again else None

    def take(self) -> Message | None:
        """The next message, if there is one; from now on it counts as delivered."""
        if not self.inbox:
            return None
        message = self.inbox.popleft()
        self.taken[message.conversation_id] = self._receipts[message.conversation_id] = message.seq
        return message

    def send(self, content: str, *, client_id: str | None = None, **place: str | None) -> str:
        """Put a message into the outbox; returns the name by which `result` knows it.

        `place` is `conversation_id` or `to`, and perhaps `reply_to`.
        """
        client_id = client_id or secrets.token_hex(16)
        where = {name: value for name, value in place.items() if value is not None}
        frame = {"type": "message.send", "client_id": client_id, "kind": "text", "content": content, **where}
        self._outbox[client_id] = frame
        if self.ready:
            self._outgoing.append(frame)
        return client_id

    def result(self, client_id: str) -> Ack | None:
        """The acknowledgement of a send, once it is there. Raises ApiError when it was refused."""
        result = self._results.pop(client_id, None)
        if isinstance(result, ApiError):
            raise result
        return result

    # What the server says

    def receive(self, frame: Frame) -> None:
        """Take a frame in."""
        handler = self._HANDLERS.get(frame["type"])
        if handler is not None:
            handler(self, frame)

    def _on_ready(self, frame: Frame) -> None:
        self.user_id, self.ready = frame["user_id"], True
        self._sync()
        self._outgoing.extend(self._outbox.values())

    def _on_entries(self, frame: Frame) -> None:
        for entry in frame["entries"]:
            self._add(entry)
        self._hold(frame["conversation_id"], frame["last_seq"])

    def _on_entry(self, frame: Frame) -> None:
        entry, conversation_id = frame["entry"], frame["conversation_id"]
        held = self._held.get(conversation_id)
        if held is not None and entry["seq"] > held + 1:
            # Something between is missing; the answer to `sync` holds this one as well.
            self._sync()
            return
        # The first entry of a conversation that nobody had told of: it begins for us here.
        self._add(entry)

    def _on_reset(self, frame: Frame) -> None:
        conversation_id, last_seq = frame["conversation_id"], frame["last_seq"]
        if conversation_id in self._held:
            self.looks.append(self._missed(conversation_id))
        elif self.begun:
            self.looks.append(self._joined(conversation_id))
        else:
            self._hold(conversation_id, last_seq)

    def _on_sync_done(self, _frame: Frame) -> None:
        self.begun, self._resyncing = True, False

    def _on_resync(self, _frame: Frame) -> None:
        self._sync()

    def _on_ack(self, frame: Frame) -> None:
        ack = Ack(frame["conversation_id"], frame["message_id"], frame["seq"])
        if self._outbox.pop(frame["client_id"], None) is None:
            return
        self._results[frame["client_id"]] = ack
        if ack.conversation_id in self._held:
            # What others wrote before it may still be on its way.
            self._own.setdefault(ack.conversation_id, set()).add(ack.seq)
            self._hold(ack.conversation_id, self._held[ack.conversation_id])
        else:
            self._hold(ack.conversation_id, ack.seq)

    def _on_error(self, frame: Frame) -> None:
        client_id, error = frame.get("client_id", ""), ApiError.of(frame)
        if client_id not in self._outbox:
            return
        if error.passes:
            self._again[client_id] = self._clock() + (error.retry_after or 1.0)
        else:
            del self._outbox[client_id]
            self._results[client_id] = error

    _HANDLERS = {
        "ready": _on_ready,
        "entries": _on_entries,
        "entry": _on_entry,
        "reset": _on_reset,
        "sync.done": _on_sync_done,
        "resync": _on_resync,
        "ack": _on_ack,
        "error": _on_error,
    }
    """`queue` is not among them: what it brings comes in order by `sync`."""

    # The logs

    def _sync(self) -> None:
        if not self._resyncing:
            self._resyncing = True
            newest = list(self._held.items())[-MAX_CURSORS:]
            self._outgoing.append({"type": "sync", "cursors": dict(newest)})

    def _add(self, entry: Mapping[str, Any]) -> None:
        conversation_id, seq = entry["conversation_id"], entry["seq"]
        if seq <= self._held.get(conversation_id, 0):
            return
        if entry["kind"] in MESSAGES and entry["sender_id"] != self.user_id and entry["deleted_at"] is None:
            self.inbox.append(Message.of(entry))
        self._hold(conversation_id, seq)

    def _hold(self, conversation_id: str, seq: int) -> None:
        seq = max(seq, self._held.pop(conversation_id, 0))
        own = self._own.get(conversation_id, set())
        while seq + 1 in own:
            seq += 1
        self._own[conversation_id] = {each for each in own if each > seq}
        # Put last: the newest are named in `sync` when not all can be.
        self._held[conversation_id] = seq

    def _missed(self, conversation_id: str) -> Look:
        """Too much for a `sync`: page through it."""
        at_end = False
        while not at_end:
            after = self._held[conversation_id]
            page = yield f"/api/conversations/{conversation_id}/messages?after={after}&limit={PAGE}"
            self._read(page["items"], conversation_id, page["to_seq"])
            at_end = page["at_end"] or page["to_seq"] <= after

    def _joined(self, conversation_id: str) -> Look:
        """A conversation that began, or that one joined, while away: what came since is new."""
        view = yield f"/api/conversations/{conversation_id}"
        me = next(each for each in view["participants"] if each["user"]["id"] == self.user_id)
        since = datetime.fromisoformat(me["joined_at"])
        page = yield f"/api/conversations/{conversation_id}/messages?limit={PAGE}"
        entries, last_seq = list(page["items"]), page["to_seq"]
        while not page["at_start"] and (not entries or datetime.fromisoformat(entries[0]["created_at"]) >= since):
            page = yield f"/api/conversations/{conversation_id}/messages?before={page['from_seq']}&limit={PAGE}"
            entries = page["items"] + entries
        fresh = (entry for entry in entries if datetime.fromisoformat(entry["created_at"]) >= since)
        self._read(fresh, conversation_id, last_seq)

    def _read(self, entries: Iterable[Mapping[str, Any]], conversation_id: str, to_seq: int) -> None:
        for entry in entries:
            self._add(entry)
        self._hold(conversation_id, to_seq)
