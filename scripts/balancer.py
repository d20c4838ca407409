"""A TCP balancer for one machine: connections go to the servers in turn, and past those that are down.

It knows nothing of HTTP and keeps nobody at the server they had, which is all that the chat asks of a balancer.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

CHUNK = 1 << 16
BACKLOG = 2_048
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Balancer:
    """Forwards what comes to `host` at `port` to one of `targets`, ports of this machine."""

    def __init__(self, host: str, port: int, targets: list[int]) -> None:
        self._host = host
        self._port = port
        self._targets = targets
        self._turn = 0

    async def serve(self) -> None:
        """Serve until cancelled. Raises OSError when the port is taken."""
        server = await asyncio.start_server(self._join, self._host, self._port, backlog=BACKLOG)
        async with server:
            await server.serve_forever()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await self._reach()
        except ConnectionRefusedError:
            writer.close()
            return
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    async def _reach(self) -> Ends:
        for _ in self._targets:
            target = self._targets[self._turn % len(self._targets)]
            self._turn += 1
            with suppress(OSError):  # that one is down
                return await asyncio.open_connection("127.0.0.1", target)
        raise ConnectionRefusedError


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry one direction to its end, which ends the other as well."""
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


if __name__ == "__main__":
    port, *targets = map(int, sys.argv[2:])
    asyncio.run(Balancer(sys.argv[1], port, targets).serve())
