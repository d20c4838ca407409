"""A TCP proxy that misbehaves on request: delay, stall, half-open and cut, for all its connections at once."""

from __future__ import annotations

import asyncio
import socket as sockets
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

CHUNK = 1 << 16


class TcpProxy:
    """Forwards 127.0.0.1:`port` to 127.0.0.1:`target`, in one thread of its own; a `target` that moves is a function.

    Faults are set from any thread and hold until `heal()`:
    `delay` is seconds added to each chunk, `stall()` keeps bytes back in both directions, `half_open()` loses what
    clients send while they still hear the server, `refuse()` drops new connections, `cut()` resets those there are.
    """

    def __init__(self, target: int | Callable[[], int]) -> None:
        self.target = target if callable(target) else lambda: target
        self.port = 0
        self.delay = 0.0
        self.cuts = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._losing = False
        self._refusing = False
        self._server: asyncio.Server

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def stall(self) -> None:
        self._do(self._flowing.clear)

    def half_open(self) -> None:
        self._losing = True

    def refuse(self) -> None:
        self._refusing = True

    def cut(self) -> None:
        """Reset every connection, each in mid-frame perhaps."""
        self.cuts += 1
        self._do(self._cut)

    def heal(self) -> None:
        """End every fault. What `half_open` lost stays lost, so its connections are cut, as TCP would in the end."""
        self.delay = 0.0
        self._refusing = False
        if self._losing:
            self._losing = False
            self.cut()
        self._do(self._flowing.set)

    def _do(self, what: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(what)

    async def _listen(self) -> None:
        self._flowing.set()
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self._refusing:
                return
            far_reader, far_writer = await self._reach()
            self._writers.add(far_writer)
            try:
                ways = {
                    asyncio.ensure_future(self._pump(reader, far_writer, outward=True)),
                    asyncio.ensure_future(self._pump(far_reader, writer, outward=False)),
                }
                _, rest = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                for way in rest:
                    way.cancel()
            finally:
                self._writers.discard(far_writer)
                far_writer.close()
        except OSError:  # the target is down: the client sees its connection end, as it would without us
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the other side. Raises OSError."""
        return await asyncio.open_connection("127.0.0.1", self.target())

    def _passed(self, data: bytes) -> bytes:
        """What goes on of what a client sent."""
        return data

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, outward: bool) -> None:
        try:
            while data := await reader.read(CHUNK):
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self._flowing.wait()
                if outward and self._losing:
                    continue
                writer.write(self._passed(data) if outward else data)
                await writer.drain()
        except OSError:
            pass

    def _cut(self) -> None:
        for writer in self._writers:
            if writer.is_closing():
                continue
            # Without lingering a close is a reset, and not the polite end that TCP makes of it.
            writer.get_extra_info("socket").setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        self._cut()
        self._flowing.set()
        joined = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if joined:
            await asyncio.wait(joined, timeout=4)
