"""One run: people on devices write to each other, a nemesis acts, all heals, and the history is handed over."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

from tests.harness import Conversation, Server, TcpProxy, User
from tests.harness.balancer import Balancer
from tests.harness.cluster import Balanced
from tests.harness.server import Host
from tests.reliability import last_look
from tests.reliability.clients import Device
from tests.reliability.clock import Clock
from tests.reliability.cluster_nemesis import ClusterScene
from tests.reliability.history import Acked, Fault, Held, HeldPeople, History, Unsettled
from tests.reliability.nemesis import PATIENCE, STORM, Scene, schedule, start, torment
from tests.reliability.people import Person
from tests.reliability.phases import Phases
from tests.reliability.record import Recorder
from tests.reliability.storm import Crowd


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
    healing: float = 120.0  # seconds in which each part of the settling must be done
    twice: float = 0.05  # the share of writes that two devices of a person do at once
    reopen: bool = True  # kill the server once all is over, and take the last look at what is on the disk

    def torments(self) -> list[tuple[float, str]]:
        if self.faults is not None:
            return list(self.faults)
        return schedule(list(self.fault_names), self.seconds, Random(self.seed), self.fault_gap)


@dataclass
class Cast:
    """The people of a run, their conversations and their devices."""

    plan: Plan
    server: Host
    socket_url: str
    history: History = field(default_factory=History)
    users: list[User] = field(default_factory=list)
    chats: dict[str, list[User]] = field(default_factory=dict)
    groups: dict[str, User] = field(default_factory=dict)
    devices: list[Device] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    @classmethod
    def of(cls, plan: Plan, server: Host, socket_url: str) -> Cast:
        """Sign everybody up: each talks to the next one directly, and in a group with the following few."""
        cast, count = cls(plan, server, socket_url), plan.users
        with ThreadPoolExecutor(4) as threads:
            cast.users = list(threads.map(lambda _: server.new_user(), range(count)))
        for n, user in enumerate(cast.users):
            other = cast.users[(n + 1) % count]
            user.http.post("/api/contacts", {"user_id": other.id}).ok()
            cast.chats[server.direct_conversation(user, other).id] = [user, other]
        for n in range(0, count, max(1, plan.group_size - 1)):
            members = [cast.users[(n + k) % count] for k in range(min(plan.group_size, count))]
            group = server.group(*members).id
            cast.chats[group], cast.groups[group] = members, members[0]
        cast.history.members = {chat: [member.id for member in members] for chat, members in cast.chats.items()}
        cast.people = [cast._person(number, user) for number, user in enumerate(cast.users)]
        cast.devices = [device for person in cast.people for device in person.devices]
        return cast

    def _person(self, number: int, user: User) -> Person:
        mine = {chat: members for chat, members in self.chats.items() if user in members}
        others = sorted({member.id for members in mine.values() for member in members} - {user.id})
        devices = [
            Device(
                name=f"{user.id}/{n}", socket_url=self.socket_url, http=user.http, history=self.history,
                conversations=list(mine), people=others, random=Random(f"{self.plan.seed}/{number}/{n}"),
            )
            for n in range(self.plan.devices)
        ]  # fmt: skip
        groups = [group for group, owner in self.groups.items() if owner is user]
        friend = self.users[(number + 1) % self.plan.users].id
        random = Random(f"{self.plan.seed}/{number}/talk")
        return Person(number, user, devices, groups, friend, random, self.plan.twice)

    @property
    def unsettled(self) -> dict[str, str]:
        """Each device that is not settled, and what it waits for."""
        return {device.name: device.unsettled for device in self.devices if device.unsettled}

    def state(self) -> str:
        """How things stand, in a line."""
        acked = sum(1 for _ in self.history.of(Acked))
        faults = sum(1 for _ in self.history.of(Fault))
        reasons = Counter(re.sub(r"\d+ sends|m\d.*", "…", why) for why in self.unsettled.values())
        waiting = "".join(f", {count} devices: {why}" for why, count in reasons.items())
        return f"{acked} acks, {faults} faults, {len(self.history.events)} events{waiting}"


def perform(
    plan: Plan,
    server: Server,
    *,
    store_network: TcpProxy | None = None,
    clock: Clock | None = None,
    socket_url: Callable[[int], str] | None = None,
    phases: Phases | None = None,
) -> History:
    """Run `plan` on a running server. `socket_url` may put something between devices and network, as the lies do."""
    phases = phases or Phases()
    with TcpProxy(server.port) as network:
        url = f"ws://127.0.0.1:{network.port}/ws"
        with phases.phase("sign up"):
            cast = Cast.of(plan, server, socket_url(network.port) if socket_url else url)
            stormy = any(name == "reconnect_storm" for _, name in plan.torments())
            crowd = Crowd.of(server, STORM) if stormy else None
        scene = Scene(server, network, cast.devices, cast.history, Random(plan.seed), store_network, clock, crowd)
        _play(cast, scene, phases)
    return cast.history


def perform_on_many(plan: Plan, cluster: Balanced, phases: Phases | None = None) -> History:
    """Run `plan` on several nodes. Devices come in by a balancer that can be tormented, HTTP by one that is not."""
    phases = phases or Phases()
    with Balancer(cluster.nodes) as network:
        with phases.phase("sign up"):
            cast = Cast.of(plan, cluster, f"ws://127.0.0.1:{network.port}/ws")
            cast.history.nodes = len(cluster.nodes)
        scene = ClusterScene(cluster, network, cast.devices, cast.history, Random(plan.seed))
        _play(cast, scene, phases)
    return cast.history


def _play(cast: Cast, scene: Scene, phases: Phases) -> None:
    asyncio.run(_perform(cast, scene, phases))
    with phases.phase("last look"):
        if cast.plan.reopen:
            scene.server.kill()
            scene.server.change(sync_max_entries=10**9)
            start(scene.server)
        last_look.take(cast.history, cast.chats, cast.socket_url, reopened=cast.plan.reopen)


async def _perform(cast: Cast, scene: Scene, phases: Phases) -> None:
    plan = cast.plan
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(16))
    lives = [asyncio.create_task(device.run()) for device in cast.devices]
    reporter = asyncio.create_task(phases.report(cast.state))
    try:
        with phases.phase("connect"):
            await _until(lambda: not cast.unsettled, lives, plan.healing)
        with phases.phase("write under faults"):
            writers = [person.live(plan.seconds, plan.pause) for person in cast.people]
            await asyncio.gather(torment(scene, plan.torments(), plan.seconds), *writers)
        with phases.phase("settle"):
            scene.heal()
            await asyncio.to_thread(scene.server.wait_ready, PATIENCE)
            await _until(lambda: not cast.unsettled, lives, plan.healing)
            for name, why in cast.unsettled.items():
                cast.history.add(Unsettled(at=time.monotonic(), device=name, why=why))
        with phases.phase("confirm"):
            await _confirm_all(cast, lives)
            _note_what_is_held(cast)  # before a last sync could repair it
            await asyncio.to_thread(_look_at_people, cast)
        with phases.phase("connect once more"):
            await _connect_once_more(cast, lives)
    finally:
        await _end([reporter, *lives])


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel, and again where it was not heard: before Python 3.12 `wait_for` loses what comes with a frame."""
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=1)


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
    """Let every device hold everything and confirm it, until the server shows that it knows, and all were told."""
    lasts: dict[str, int] = {}
    for chat, members in cast.chats.items():
        view = await asyncio.to_thread(members[0].view, Conversation(chat))
        lasts[chat] = view["last_seq"]

    def all_hold() -> bool:
        return all(view.cursor >= lasts[chat] for device in cast.devices for chat, view in device.views.items())

    def all_know() -> bool:
        return all(device.knows(lasts, cast.history.members) for device in cast.devices)

    await _until(all_hold, lives, cast.plan.healing)
    for device in cast.devices:
        device.confirm_again()
    await _until(all_know, lives, cast.plan.healing)


async def _connect_once_more(cast: Cast, lives: list[asyncio.Task[None]]) -> None:
    """Open a last connection on every device: what it brings is what the server still thinks that they lack."""
    opened = {device.name: device.connection for device in cast.devices}
    for device in cast.devices:
        device.last = True
        device.vanish()
    await _until(
        lambda: all(device.connection > opened[device.name] and not device.unsettled for device in cast.devices),
        lives,
        cast.plan.healing,
    )


def _note_what_is_held(cast: Cast) -> None:
    for device in cast.devices:
        for chat, view in device.views.items():
            title, cursors = device.known.titles.get(chat), device.known.cursors(chat)
            device.pen.note(Held, conversation=chat, since=view.since, shown=view.shown, title=title, cursors=cursors)
        device.pen.note(HeldPeople, contacts=device.known.contacts, presence=device.known.present)


def _look_at_people(cast: Cast) -> None:
    for person in cast.people:
        last_look.look_at_people(
            person.user, person.devices[0].people, Recorder(f"{person.user.id}/http", cast.history)
        )
