"""One run: people on devices write to each other, a nemesis acts, all heals, and the history is handed over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.harness import Conversation, Server, TcpProxy, User
from tests.reliability.clients import Device, Message
from tests.reliability.history import Fetched, Held, History, Saw, SawReceipt
from tests.reliability.nemesis import Scene, schedule, torment


@dataclass(frozen=True)
class Plan:
    """What a run does. The same seed gives the same people, words, pauses and faults at the same planned seconds."""

    seconds: float = 20.0
    seed: int = 1
    users: int = 10
    devices: int = 2
    group_size: int = 5
    pause: float = 0.25
    faults: tuple[tuple[float, str], ...] | None = None
    fault_names: tuple[str, ...] = ()
    fault_gap: float = 3.0
    healing: float = 30.0  # seconds until all must have healed
    twice: float = 0.05  # the share of messages that two devices of a person send at once

    def torments(self) -> list[tuple[float, str]]:
        if self.faults is not None:
            return list(self.faults)
        return schedule(list(self.fault_names), self.seconds, Random(self.seed), self.fault_gap)


@dataclass
class Cast:
    """The people of a run, their conversations and their devices."""

    plan: Plan
    server: Server
    history: History = field(default_factory=History)
    users: list[User] = field(default_factory=list)
    chats: dict[str, list[User]] = field(default_factory=dict)
    devices: list[Device] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan, server: Server, socket_url: str) -> Cast:
        """Sign everybody up: each talks to the next one directly, and in a group with the following few."""
        cast, count = cls(plan, server), plan.users
        with ThreadPoolExecutor(4) as threads:
            cast.users = list(threads.map(lambda _: server.new_user(), range(count)))
        for n, user in enumerate(cast.users):
            other = cast.users[(n + 1) % count]
            cast.chats[server.direct_conversation(user, other).id] = [user, other]
        for n in range(0, count, max(1, plan.group_size - 1)):
            members = [cast.users[(n + k) % count] for k in range(min(plan.group_size, count))]
            cast.chats[server.group(*members).id] = members
        cast.history.members = {chat: [member.id for member in members] for chat, members in cast.chats.items()}
        for user in cast.users:
            cast.devices += [cast._device(user, number, socket_url) for number in range(plan.devices)]
        return cast

    def _device(self, user: User, number: int, socket_url: str) -> Device:
        name = f"{user.id}/{number}"
        mine = [chat for chat, members in self.chats.items() if user in members]
        place = self.users.index(user) * self.plan.devices + number
        return Device(name, socket_url, user.http, self.history, mine, Random(f"{self.plan.seed}/{place}"))

    def of_user(self, user: User) -> list[Device]:
        return [device for device in self.devices if device.name.startswith(f"{user.id}/")]


def perform(
    plan: Plan,
    server: Server,
    *,
    store_network: TcpProxy | None = None,
    socket_url: Callable[[int], str] | None = None,
) -> History:
    """Run `plan` on a running server. `socket_url` may put something between devices and network, as the lies do."""
    with TcpProxy(server.port) as network:
        url = f"ws://127.0.0.1:{network.port}/ws"
        cast = Cast.of(plan, server, socket_url(network.port) if socket_url else url)
        return asyncio.run(_perform(cast, network, store_network))


async def _perform(cast: Cast, network: TcpProxy, store_network: TcpProxy | None) -> History:
    plan = cast.plan
    scene = Scene(cast.server, network, cast.devices, cast.history, Random(plan.seed), store_network)
    lives = [asyncio.create_task(device.run()) for device in cast.devices]
    try:
        await _until(lambda: all(device.settled for device in cast.devices), lives, plan.healing)
        writers = [_write(cast, user, number) for number, user in enumerate(cast.users)]
        await asyncio.gather(torment(scene, plan.torments()), *writers)
        network.heal()
        await asyncio.to_thread(cast.server.wait_ready)
        await _until(lambda: all(device.settled for device in cast.devices), lives, plan.healing)
        await _confirm_all(cast, lives)
        _note_what_is_held(cast)  # before a last sync could repair it
        await _look_once_more(cast, lives)
        await asyncio.to_thread(_fetch_all, cast)
    finally:
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
    return cast.history


async def _write(cast: Cast, user: User, number: int) -> None:
    """A person's talk: a message now and then, from one device or another, some from two at once."""
    random = Random(f"{cast.plan.seed}/{number}/talk")
    devices = cast.of_user(user)
    end = time.monotonic() + cast.plan.seconds
    count = 0
    while time.monotonic() < end:
        count += 1
        device = random.choice(devices)
        chat = random.choice(device.conversations)
        senders = devices[:2] if random.random() < cast.plan.twice else [device]
        content = f"{number}:{count} " + "x" * random.choice((0, 0, 0, 60, 2_000))
        for sender in senders:
            await sender.send(Message(chat, f"m{number}-{count}", content))
        await asyncio.sleep(random.uniform(0.5, 1.5) * cast.plan.pause)


async def _until(holds: Callable[[], bool], lives: list[asyncio.Task[None]], patience: float) -> None:
    """Wait for what must come once all has healed. Where it does not, the laws will say what is missing.

    Raises:
        Exception: what ended a device, for that is a fault of ours.
    """
    deadline = time.monotonic() + patience
    while not holds() and time.monotonic() < deadline:
        for life in lives:
            if life.done():
                life.result()
        await asyncio.sleep(0.05)


async def _confirm_all(cast: Cast, lives: list[asyncio.Task[None]]) -> None:
    """Let every device hold everything and confirm it, until the server shows that it knows."""
    lasts: dict[str, int] = {}
    for chat, members in cast.chats.items():
        view = await asyncio.to_thread(members[0].view, Conversation(chat))
        lasts[chat] = view["last_seq"]
    await _until(
        lambda: all(len(log) >= lasts[chat] for device in cast.devices for chat, log in device.log.items()),
        lives,
        cast.plan.healing,
    )
    for device in cast.devices:
        device.confirm_again()
    deadline = time.monotonic() + cast.plan.healing
    for chat, members in cast.chats.items():
        while time.monotonic() < deadline:
            view = await asyncio.to_thread(members[0].view, Conversation(chat))
            if all(member["read_seq"] >= lasts[chat] for member in view["participants"]):
                break
            await asyncio.sleep(0.1)


async def _look_once_more(cast: Cast, lives: list[asyncio.Task[None]]) -> None:
    """Open a last connection on every device: what it brings is what the server still thinks that they lack."""
    opened = {device.name: device.connection for device in cast.devices}
    for device in cast.devices:
        device.last = True
        device.vanish()
    await _until(
        lambda: all(device.connection > opened[device.name] and device.settled for device in cast.devices),
        lives,
        cast.plan.healing,
    )


def _note_what_is_held(cast: Cast) -> None:
    for device in cast.devices:
        for chat, log in device.log.items():
            _note(cast, Held, device.name, chat, message_ids=tuple(log))


def _fetch_all(cast: Cast) -> None:
    """What each member is shown now: the log, the cursors, unread."""
    for chat, members in cast.chats.items():
        for user in members:
            device, asked = f"{user.id}/http", time.monotonic()
            view = user.view(Conversation(chat))
            mine = {member["user"]["id"]: member for member in view["participants"]}
            entries = user.log(Conversation(chat))
            _note(cast, Fetched, device, chat, last_seq=view["last_seq"], unread=view["unread"],
                  read_seq=mine[user.id]["read_seq"])  # fmt: skip
            for id, member in mine.items():
                _note(cast, SawReceipt, device, chat, member=id, delivered_seq=member["delivered_seq"],
                      read_seq=member["read_seq"], asked=asked)  # fmt: skip
            for entry in entries:
                _note(cast, Saw, device, chat, how="final", connection=0, message_id=entry["message_id"],
                      seq=entry["seq"], sender=entry["sender_id"], client_id=entry["client_id"], kind=entry["kind"],
                      content=entry["content"])  # fmt: skip


def _note(cast: Cast, event: Callable[..., Any], device: str, chat: str, /, **fields: object) -> None:
    cast.history.add(event(at=time.monotonic(), device=device, conversation=chat, **fields))
