"""A TCP balancer that misbehaves on request: the servers take turns, and nobody comes back to the one they had.

As one that asks for readiness it leaves out those that are starting or stopping.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from tests.harness.proxy import TcpProxy
from tests.harness.server import Server


class Balancer(TcpProxy):
    """Each connection goes to the next of `servers` that serves, or to the one after it where nobody listens."""

    def __init__(self, servers: Sequence[Server]) -> None:
        super().__init__(0)
        self._servers = servers
        self._next = 0

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in self._servers:
            server = self._servers[self._next % len(self._servers)]
            self._next += 1
            if server.serving:
                with suppress(OSError):  # it was killed just now
                    return await asyncio.open_connection("127.0.0.1", server.port)
        raise ConnectionRefusedError
