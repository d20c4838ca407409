"""What a device knows beside the logs: titles, everybody's cursors, contacts and presence, from frames and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.reliability.history import Pairs

Frame = Mapping[str, Any]
Cursors = tuple[tuple[str, int, int], ...]


class Known:
    """Kept by frames, and read anew after each connect. Cursors only move on, whatever comes in which order."""

    def __init__(self) -> None:
        self.titles: dict[str, str | None] = {}
        self._cursors: dict[str, dict[str, tuple[int, int]]] = {}
        self._contacts: dict[str, str] = {}
        self._presence: dict[str, str] = {}
        self.changes = 0

    def conversation(self, conversation: Frame) -> None:
        self.changes += 1
        self.titles[conversation["id"]] = conversation["title"]
        for member in conversation["participants"]:
            self._move(conversation["id"], member["user"]["id"], member)

    def receipt(self, frame: Frame) -> bool:
        """Whether it says anything new."""
        return self._move(frame["conversation_id"], frame["user_id"], frame)

    def contact(self, contact: Frame) -> None:
        self.changes += 1
        self._contacts[contact["user"]["id"]] = contact["nickname"] or ""

    def presence(self, frame: Frame) -> None:
        self._presence[frame["user_id"]] = frame["status"]

    def listed(self, conversations: Iterable[Frame], contacts: Iterable[Frame]) -> None:
        """Take what was asked for."""
        for conversation in conversations:
            self.conversation(conversation)
        self._contacts = contact_pairs(contacts)

    def cursors(self, conversation: str) -> Cursors:
        found = self._cursors.get(conversation, {})
        return tuple(sorted((member, *cursor) for member, cursor in found.items()))

    @property
    def contacts(self) -> Pairs:
        return tuple(sorted(self._contacts.items()))

    @property
    def present(self) -> Pairs:
        return tuple(sorted(self._presence.items()))

    def _move(self, conversation: str, member: str, to: Frame) -> bool:
        members = self._cursors.setdefault(conversation, {})
        before = members.get(member)
        now = (to["delivered_seq"], to["read_seq"])
        members[member] = now if before is None else (max(before[0], now[0]), max(before[1], now[1]))
        return now != before


def contact_pairs(contacts: Iterable[Frame]) -> dict[str, str]:
    """Nicknames by user."""
    return {contact["user"]["id"]: contact["nickname"] or "" for contact in contacts}
