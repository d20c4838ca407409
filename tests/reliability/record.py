"""Writes down what a device does and sees, as events of the history: each text is kept once, however often it came."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

from tests.reliability.history import History, Saw
from tests.reliability.replay import pairs

Entry = Mapping[str, Any]


@dataclass
class Recorder:
    """The pen of one device (or of `user/http`, the last look)."""

    device: str
    history: History

    def note(self, event: Callable[..., Any], /, **fields: object) -> None:
        self.history.add(event(at=time.monotonic(), device=self.device, **_interned(fields)))

    def note_entry(self, entry: Entry, how: str, connection: int, batch: int = 0) -> Saw:
        saw = self.entry(entry, how, connection, batch)
        self.history.add(saw)
        return saw

    def entry(self, entry: Entry, how: str, connection: int, batch: int = 0) -> Saw:
        """An entry of the wire as an event, which is what replays take; it is not noted."""
        fields: dict[str, Any] = {
            "message_id": entry["message_id"],
            "conversation": entry["conversation_id"],
            "sender": entry["sender_id"],
            "client_id": entry["client_id"],
            "kind": entry["kind"],
            "content": words(entry),
            "target": entry["target_id"],
        }
        return Saw(
            at=time.monotonic(), device=self.device, how=how, connection=connection, batch=batch, seq=entry["seq"],
            edited=entry["edited_at"] is not None, deleted=entry["deleted_at"] is not None,
            reactions=pairs(entry["reactions"]), **_interned(fields),
        )  # fmt: skip


def words(entry: Entry) -> str | None:
    """What an entry says: its content, or what stands there for a reaction or a line of the system."""
    if entry["kind"] == "reaction" and entry["data"]:
        return f"{entry['data']['emoji']} {'on' if entry['data']['on'] else 'off'}"
    if entry["kind"] == "system":
        return json.dumps(entry["data"], sort_keys=True)
    content: str | None = entry["content"]
    return content


def _interned(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: intern(value) if type(value) is str else value for name, value in fields.items()}
