"""What goes wrong, one fault a coroutine: each begins a trouble, lets it last, and ends it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from random import Random

from tests.harness import RawSocket, Server, TcpProxy
from tests.reliability.clients import Device
from tests.reliability.history import Fault, History


@dataclass
class Scene:
    """All that a fault can touch."""

    server: Server
    network: TcpProxy
    devices: list[Device]
    history: History
    random: Random
    store_network: TcpProxy | None = None

    def some(self, share: float = 0.3) -> list[Device]:
        """A random part of the devices, at least one."""
        return self.random.sample(self.devices, max(1, round(len(self.devices) * share)))


async def kill_everything(scene: Scene) -> None:
    """SIGKILL to supervisor, worker and store, and a start from what is on the disk."""
    await asyncio.to_thread(scene.server.restart)


async def kill_worker(scene: Scene) -> None:
    """SIGKILL to the worker in the middle of whatever it does; gunicorn starts another."""
    await asyncio.to_thread(scene.server.kill_workers)
    await asyncio.to_thread(scene.server.wait_ready)


async def kill_store(scene: Scene) -> None:
    """SIGKILL to the database in mid-batch; the supervisor starts it again."""
    await asyncio.to_thread(scene.server.kill_store)
    await asyncio.to_thread(scene.server.wait_ready)


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
    await asyncio.sleep(scene.random.uniform(0.5, 1.5))
    for device in absent:
        device.online.set()


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


async def reconnect_storm(scene: Scene) -> None:
    """Everybody at once."""
    for device in scene.devices:
        device.vanish()


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
        slow_readers,
        reconnect_storm,
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


async def torment(scene: Scene, plan: list[tuple[float, str]]) -> None:
    """Carry the plan out; a fault that took longer than planned delays those after it."""
    began = time.monotonic()
    for at, name in plan:
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        scene.history.add(Fault(at=time.monotonic(), device="nemesis", what=name))
        await FAULTS[name](scene)
