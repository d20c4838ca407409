"""What goes wrong, one fault a coroutine: each begins a trouble, lets it last, and ends it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.harness import RawSocket, Server, TcpProxy
from tests.reliability.clients import Device
from tests.reliability.clock import Clock
from tests.reliability.history import Fault, History, Over, Stormed
from tests.reliability.storm import Crowd

STORM = 1_000  # sockets
PATIENCE = 180.0  # seconds until a server must serve again, on a machine that has other things to do
STARTS = 3
SETTINGS: dict[str, Any] = {
    "heartbeat_interval": 2,
    "connections_per_address": 5_000,  # a storm comes from one address
    "connections_per_user": 100,
    "sync_max_entries": 50,  # so that `reset` is met by who was away for long, too
}
"""What a server under torment needs."""


@dataclass
class Scene:
    """All that a fault can touch."""

    server: Server
    network: TcpProxy
    devices: list[Device]
    history: History
    random: Random
    store_network: TcpProxy | None = None
    clock: Clock | None = None
    crowd: Crowd | None = None

    def some(self, share: float = 0.3) -> list[Device]:
        """A random part of the devices, at least one."""
        return self.random.sample(self.devices, max(1, round(len(self.devices) * share)))

    def heal(self) -> None:
        """End what still lasts."""
        self.network.heal()
        if self.store_network is not None:
            self.store_network.heal()

    async def act(self, name: str) -> None:
        """Carry out a fault."""
        await FAULTS[name](self)


async def kill_everything(scene: Scene) -> None:
    """SIGKILL to supervisor, worker and store, and a start from what is on the disk."""
    await asyncio.to_thread(scene.server.kill)
    if scene.server.lender is not None:
        await asyncio.to_thread(scene.server.lender.kill_store)
        await asyncio.to_thread(scene.server.lender.wait_ready, PATIENCE)
    await asyncio.to_thread(start, scene.server)


async def kill_worker(scene: Scene) -> None:
    """SIGKILL to the worker in the middle of whatever it does; gunicorn starts another."""
    await asyncio.to_thread(scene.server.kill_workers)
    await asyncio.to_thread(scene.server.wait_ready, PATIENCE)


async def kill_store(scene: Scene) -> None:
    """SIGKILL to the database in mid-batch; the supervisor starts it again."""
    await asyncio.to_thread(scene.server.kill_store)
    await asyncio.to_thread(scene.server.wait_ready, PATIENCE)


async def freeze_worker(scene: Scene) -> None:
    """SIGSTOP: alive, connected and silent for a while, as under a pause of the machine."""
    frozen = await asyncio.to_thread(scene.server.freeze)
    try:
        await asyncio.sleep(scene.random.uniform(0.5, 2.5))
    finally:
        scene.server.thaw(frozen)


async def cut_connections(scene: Scene) -> None:
    """Every connection is reset, some in mid-frame."""
    scene.network.cut()


async def stall_network(scene: Scene) -> None:
    """Nothing passes for a while, and nobody is told."""
    scene.network.stall()
    await asyncio.sleep(scene.random.uniform(0.5, 2.0))
    scene.network.heal()


async def half_open(scene: Scene) -> None:
    """What clients send is lost while they still hear the server."""
    scene.network.half_open()
    await asyncio.sleep(scene.random.uniform(0.5, 2.0))
    scene.network.heal()


async def delay_network(scene: Scene) -> None:
    """Each chunk takes its time."""
    scene.network.delay = scene.random.uniform(0.02, 0.2)
    await asyncio.sleep(scene.random.uniform(0.5, 2.0))
    scene.network.heal()


async def stall_store(scene: Scene) -> None:
    """The database is there, and nothing comes from it; what was under way may be done or not."""
    if scene.store_network is not None:
        scene.store_network.stall()
        await asyncio.sleep(scene.random.uniform(0.5, 3.0))
        scene.store_network.heal()


async def cut_store(scene: Scene) -> None:
    """Every connection to the database is reset, some between a write and its acknowledgement."""
    if scene.store_network is not None:
        scene.store_network.cut()


async def vanish(scene: Scene) -> None:
    """Some devices are gone without a close, and come back at once."""
    for device in scene.some():
        device.vanish()


async def absence(scene: Scene) -> None:
    """Some people are offline for a while, with all of their devices."""
    people = {device.name.partition("/")[0] for device in scene.some()}
    absent = [device for device in scene.devices if device.name.partition("/")[0] in people]
    for device in absent:
        device.online.clear()
        device.vanish()
    await asyncio.sleep(scene.random.uniform(0.5, 4.0))
    for device in absent:
        device.online.set()


async def forget(scene: Scene) -> None:
    """A device or two lose what they hold, and read it anew."""
    for device in scene.some(0.05):
        device.forget()


async def slow_readers(scene: Scene) -> None:
    """Some people open one more socket, and read nothing from it until they hang up."""
    with ExitStack() as sockets:
        for device in scene.some():
            with suppress(OSError, EOFError):  # it may be the server's bad moment
                socket = RawSocket(scene.server.socket_url, timeout=3, receive_buffer=4_096)
                await asyncio.to_thread(sockets.enter_context, socket)
                assert device.http.token is not None
                socket.send_json(type="auth", token=device.http.token)
        await asyncio.sleep(scene.random.uniform(1.0, 3.0))


async def reconnect_all(scene: Scene) -> None:
    """Everybody at once."""
    for device in scene.devices:
        device.vanish()


async def reconnect_storm(scene: Scene) -> None:
    """A thousand sockets come, vanish without a close, and are all back at once; everybody else goes on."""
    if scene.crowd is not None:
        synced = await scene.crowd.storm(scene.server.port, STORM)
        scene.history.add(Stormed(at=time.monotonic(), device="crowd", sockets=STORM, synced=synced))


async def step_clock(scene: Scene) -> None:
    """The server's clock is set ten minutes forward or back, and stays so."""
    if scene.clock is not None:
        offsets = {-600.0, 0.0, 600.0} - {scene.clock.offset}
        scene.clock.step(scene.random.choice(sorted(offsets)))


async def step_clock_far(scene: Scene) -> None:
    """The server's clock goes an hour forward, then an hour back, then right again."""
    if scene.clock is not None:
        for offset in (3_600.0, -3_600.0, 0.0):
            scene.clock.step(offset)
            await asyncio.sleep(scene.random.uniform(0.5, 1.5))


FAULTS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    fault.__name__: fault
    for fault in (
        kill_everything,
        kill_worker,
        kill_store,
        freeze_worker,
        cut_connections,
        stall_network,
        half_open,
        delay_network,
        stall_store,
        cut_store,
        vanish,
        absence,
        forget,
        slow_readers,
        reconnect_all,
        reconnect_storm,
        step_clock,
        step_clock_far,
    )
}


def schedule(names: list[str], seconds: float, random: Random, gap: float) -> list[tuple[float, str]]:
    """(second, fault) pairs over a run: every fault once in a random order, then again, about `gap` seconds apart."""
    plan: list[tuple[float, str]] = []
    at = random.uniform(0.3, 0.7) * gap
    round_: list[str] = []
    while at < seconds and names:
        if not round_:
            round_ = random.sample(names, len(names))
        plan.append((at, round_.pop()))
        at += random.uniform(0.6, 1.4) * gap
    return plan


def start(server: Server) -> None:
    """Start a server that is down. On a busy machine it may find that it takes too long, and end: then again."""
    for attempt in range(STARTS):
        try:
            server.start()
        except AssertionError:
            if attempt == STARTS - 1:
                raise
        else:
            return


async def torment(scene: Scene, plan: list[tuple[float, str]], seconds: float) -> None:
    """Carry the plan out; a fault that took longer than planned delays those after it, but none begins too late."""
    began = time.monotonic()
    for at, name in plan:
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        if time.monotonic() > began + seconds:
            break
        scene.history.add(Fault(at=time.monotonic(), device="nemesis", what=name))
        await scene.act(name)
        scene.history.add(Over(at=time.monotonic(), device="nemesis", what=name))
