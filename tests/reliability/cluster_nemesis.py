"""What goes wrong with many nodes: beside what can befall one, a part dies while the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.harness import TcpProxy
from tests.harness.cluster import Balanced
from tests.reliability import nemesis
from tests.reliability.nemesis import PATIENCE, Scene, start

LOSS = 0.2  # the share of the hints that is dropped
GONE = 12.0  # seconds after which the others take a node for dead (10) and have told so


@dataclass
class ClusterScene(Scene):
    """All that a fault can touch; `server` is the cluster as a whole, `network` the balancer before it."""

    server: Balanced  # type: ignore[assignment]

    def heal(self) -> None:
        super().heal()
        for way in (*self.server.ways, *self.server.store_ways):
            way.heal()

    async def act(self, name: str) -> None:
        await CLUSTER_FAULTS[name](self)

    def while_(self) -> float:
        """Seconds that a part is away: mostly a moment, now and then so long that the others notice."""
        return GONE if self.random.random() < 0.2 else self.random.uniform(0.2, 4.0)

    async def ready(self) -> None:
        """Return once all nodes serve, and hear of each other."""
        await asyncio.to_thread(self.server.wait_ready, PATIENCE)


async def kill_node(scene: ClusterScene) -> None:
    """SIGKILL to all of a node in the middle of whatever it does; after a while it is started again."""
    node = scene.random.choice(scene.server.nodes)
    await asyncio.to_thread(node.kill)
    await asyncio.sleep(scene.while_())
    await asyncio.to_thread(start, node)


async def kill_redis(scene: ClusterScene) -> None:
    """SIGKILL to Redis; another comes after a while, and holds nothing."""
    await asyncio.to_thread(scene.server.redis.kill)
    await asyncio.sleep(scene.while_())
    await asyncio.to_thread(scene.server.redis.start)
    await scene.ready()


async def kill_store(scene: ClusterScene) -> None:
    """SIGKILL to the database in mid-batch; its supervisor starts it again."""
    await asyncio.to_thread(scene.server.lender.kill_store)
    await asyncio.to_thread(scene.server.lender.wait_ready, PATIENCE)
    await scene.ready()


async def cut_from_redis(scene: ClusterScene) -> None:
    """A node reaches Redis no more, and knows it."""
    await _cut(scene, scene.random.choice(scene.server.ways))


async def stall_redis(scene: ClusterScene) -> None:
    """A node's connections to Redis stand, and nothing passes."""
    await _stall(scene, scene.random.choice(scene.server.ways))


async def cut_from_store(scene: ClusterScene) -> None:
    """A node reaches the store no more: what it wrote last may stand or not."""
    await _cut(scene, scene.random.choice(scene.server.store_ways))


async def stall_store(scene: ClusterScene) -> None:
    """A node's connections to the store stand, and nothing passes; the others go on writing."""
    await _stall(scene, scene.random.choice(scene.server.store_ways))


async def drop_hints(scene: ClusterScene) -> None:
    """A fifth of what nodes tell each other is lost, and nobody is told."""
    for way in scene.server.ways:
        way.share = LOSS
    await asyncio.sleep(scene.random.uniform(3.0, 8.0))
    for way in scene.server.ways:
        way.heal()


async def rolling_restart(scene: ClusterScene) -> None:
    """Node by node is stopped in order and started again, as for a new version."""
    for node in scene.server.nodes:
        await asyncio.to_thread(node.stop)
        await asyncio.to_thread(start, node)


async def _cut(scene: ClusterScene, way: TcpProxy) -> None:
    way.refuse()
    way.cut()
    await asyncio.sleep(scene.while_())
    way.heal()


async def _stall(scene: ClusterScene, way: TcpProxy) -> None:
    way.stall()
    await asyncio.sleep(scene.while_())
    way.heal()


PARTS = (
    kill_node, kill_redis, kill_store, cut_from_redis, stall_redis, cut_from_store, stall_store, drop_hints,
    rolling_restart,
)  # fmt: skip
CLIENTS = (
    nemesis.cut_connections, nemesis.stall_network, nemesis.half_open, nemesis.vanish, nemesis.absence, nemesis.forget,
    nemesis.reconnect_all,
)  # fmt: skip
CLUSTER_FAULTS: dict[str, Callable[[Any], Awaitable[None]]] = {fault.__name__: fault for fault in (*PARTS, *CLIENTS)}
