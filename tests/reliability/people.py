"""What simulated people do: they write, edit, delete and react, rename groups and give nicknames, from any device."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from random import Random

from tests.harness import User
from tests.harness.http import Answer
from tests.reliability.clients import Device
from tests.reliability.history import Nicknamed, Renamed, Shown, SignedOut
from tests.reliability.message import Message

EMOJI = ("👍", "🎉", "❤️")
RECENT = 30  # messages that people still change
SHARES = {"text": 72, "edit": 9, "delete": 4, "reaction": 12, "rename": 1, "nickname": 2}
AGAIN = 0.5
PATIENT = 20  # messages without an ack after which somebody waits


@dataclass
class Person:
    """One person with their devices. `groups` are those whose title is theirs to give; `number` names them in texts."""

    number: int
    user: User
    devices: list[Device]
    groups: list[str]
    friend: str
    random: Random
    twice: float
    count: int = field(default=0, init=False)

    async def live(self, seconds: float, pause: float) -> None:
        """Do something now and then, some of it from two devices at once."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(len(device.outbox) >= PATIENT for device in self.devices):
                await asyncio.sleep(pause)  # who sees that nothing goes out stops writing
                continue
            self.count += 1
            (what,) = self.random.choices(list(SHARES), list(SHARES.values()))
            if what == "rename":
                await self._rename()
            elif what == "nickname":
                await self._nickname()
            else:
                await self._write(what)
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * pause)

    async def _write(self, kind: str) -> None:
        device = self.random.choice(self.devices)
        conversation = self.random.choice(device.conversations)
        if kind == "text" and self.random.random() < 0.2:
            await device.type_in(conversation)
        target = None if kind == "text" else self._target(device, conversation, kind)
        if target is None:
            kind = "text"  # nothing there yet that could be changed
        devices = self.devices[:2] if self.random.random() < self.twice else [device]
        first = Message(conversation, f"m{self.number}-{self.count}", self._content(kind), kind, target)
        await devices[0].write(first)
        for other in devices[1:]:
            # At once from two devices: the same twice, or a deletion against an edit of the same message.
            clash = Message(conversation, f"{first.client_id}-clash", None, "delete", target)
            await other.write(clash if kind == "edit" else dataclasses.replace(first))

    def _target(self, device: Device, conversation: str, kind: str) -> str | None:
        recent = list(device.views[conversation].messages.values())[-RECENT:]
        fit = [each.message_id for each in recent if self._may(each, kind)]
        return self.random.choice(fit) if fit else None

    def _may(self, message: Shown, kind: str) -> bool:
        if message.deleted or message.content is None or message.content.startswith("{"):  # a line of the system
            return False
        # Texts begin with the number of who wrote them.
        return kind == "reaction" or message.content.startswith(f"{self.number}:")

    def _content(self, kind: str) -> str | None:
        if kind == "delete":
            return None
        if kind == "reaction":
            return f"{self.random.choice(EMOJI)} {self.random.choice(('on', 'on', 'off'))}"
        return f"{self.number}:{self.count} {kind} " + "x" * self.random.choice((0, 0, 0, 60, 2_000))

    async def _rename(self) -> None:
        if self.groups:
            group, title = self.random.choice(self.groups), f"Title {self.count}"
            await self._until_done("PATCH", f"/api/conversations/{group}", {"title": title})
            self.devices[0].pen.note(Renamed, conversation=group, title=title)

    async def _nickname(self) -> None:
        nickname = f"Friend {self.count}"
        await self._until_done("PATCH", f"/api/contacts/{self.friend}", {"nickname": nickname})
        self.devices[0].pen.note(Nicknamed, member=self.friend, nickname=nickname)

    async def _until_done(self, method: str, path: str, body: dict[str, str]) -> None:
        """Repeat a request until it is answered well, as people do."""
        while True:
            try:
                answer: Answer = await asyncio.to_thread(self.user.http.request, method, path, body)
            except (OSError, HTTPException):
                answer = Answer(503, {}, b"", path)
            if answer.status < 300:
                return
            if answer.status == 401:
                self.devices[0].pen.note(SignedOut, where="http")
            else:
                assert answer.status >= 500, str(answer)
            await asyncio.sleep(self.random.uniform(0.5, 1.5) * AGAIN)
