"""A TCP balancer for one machine: connections go in turn to the servers that say that they are ready.

It knows nothing of HTTP and keeps nobody at the server they had, which is all that the chat asks of a balancer.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

CHUNK = 1 << 16
ASK_EVERY, PATIENCE = 0.5, 2.0  # seconds between two questions for readiness, and for the answer
BACKLOG = 2_048
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Balancer:
    """Forwards what comes to `host` at `port` to one of `targets`, ports of this machine."""

    def __init__(self, host: str, port: int, targets: list[int]) -> None:
        self._host = host
        self._port = port
        self._targets = targets
        self._ready: set[int] = set()
        self._turn = 0

    async def serve(self) -> None:
        """Serve until cancelled. Raises OSError when the port is taken."""
        watches = [asyncio.create_task(self._watch(target)) for target in self._targets]
        server = await asyncio.start_server(self._join, self._host, self._port, backlog=BACKLOG)
        async with server:
            await asyncio.gather(server.serve_forever(), *watches)

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
            # Without any that is ready, one that can't do all may do.
            if target in (self._ready or self._targets):
                with suppress(OSError):  # it ended just now
                    return await asyncio.open_connection("127.0.0.1", target)
        raise ConnectionRefusedError

    async def _watch(self, target: int) -> None:
        while True:
            (self._ready.add if await _is_ready(target) else self._ready.discard)(target)
            await asyncio.sleep(ASK_EVERY)


async def _is_ready(target: int) -> bool:
    """Whether `/readyz` answers 200."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", target)
            try:
                writer.write(b"GET /readyz HTTP/1.0\r\n\r\n")
                return b" 200 " in await reader.readline()
            finally:
                writer.close()
    return False


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
