"""A TCP balancer that misbehaves on request: the servers take turns, and nobody comes back to the one they had."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.harness.proxy import TcpProxy


class Balancer(TcpProxy):
    """Each connection goes to the next of `ports`, or to the one after it where nobody listens."""

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__(0)
        self._ports = ports
        self._next = 0

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in self._ports:
            port = self._ports[self._next % len(self._ports)]
            self._next += 1
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:  # that one is down
                continue
        raise ConnectionRefusedError
