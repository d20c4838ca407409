"""The asynchronous client: one task takes frames in and reconnects, the others wait for what came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection, connect

from chat_client.errors import ApiError
from chat_client.link import LOST, Link, place_of
from chat_client.records import Ack, Message


class AsyncClient(Link, AbstractAsyncContextManager["AsyncClient"]):
    """As `Client`, for asyncio, and opened by `async with`: tasks may send while another iterates."""

    _socket: ClientConnection | None = None
    _reader: asyncio.Task[None]
    _news: asyncio.Event

    async def __aenter__(self) -> Self:
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.cancel()
        await asyncio.wait([self._reader])

    async def messages(self) -> AsyncIterator[Message]:
        """New messages of others in all conversations, in order, for ever. Raises NotAuthenticated."""
        while True:
            message = self.state.take()
            if message is not None:
                yield message
            else:
                await self._send_all()
                await self._wait()

    async def send(self, to: str | Message, content: str, *, client_id: str | None = None) -> Ack:
        """Send a text, and return once it is acknowledged, however often the connection breaks meanwhile.

        A `client_id` of one's own makes a repeat, by a later process too, the same message.

        Raises:
            ApiError: the server refused it.
        """
        return await self._acknowledged(self.state.send(content, client_id=client_id, **place_of(to)))

    async def send_to_user(self, user_id: str, content: str, *, client_id: str | None = None) -> Ack:
        """The same, to a person: into the direct conversation of the two, which may begin by it."""
        return await self._acknowledged(self.state.send(content, client_id=client_id, to=user_id))

    async def connect(self) -> None:
        """Return once the server has let us in; what others write from now on is new. Raises NotAuthenticated."""
        while not (self.state.ready and self.state.begun):
            await self._wait()

    async def _acknowledged(self, client_id: str) -> Ack:
        await self._send_all()
        while (ack := self.state.result(client_id)) is None:
            await self._wait()
        return ack

    async def _wait(self) -> None:
        """Return when something came; raises what ended the reader."""
        news = asyncio.ensure_future(self._news.wait())
        await asyncio.wait({news, self._reader}, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        if self._reader.done():
            self._reader.result()

    async def _read(self) -> None:
        while True:
            try:
                await self._converse()
            except LOST as error:
                self._socket = None
                await asyncio.sleep(self.lost(error))

    async def _converse(self) -> None:
        token = await asyncio.to_thread(self.rest.token)
        async with connect(self.rest.socket_url, compression=None, max_size=None, proxy=None) as socket:
            self.state.opened(token)
            self._socket = socket
            while True:
                await self._send_all()
                try:
                    async with asyncio.timeout(self.state.patience()):
                        text = await socket.recv()
                except TimeoutError:
                    continue
                self.state.receive(json.loads(text))
                while self.state.looks:
                    await self._follow()
                if self.state.ready:
                    self.came_through()
                self._tell()

    async def _send_all(self) -> None:
        if self._socket is not None:
            try:
                for frame in self.state.outgoing():
                    await self._socket.send(json.dumps(frame))
            except LOST:
                pass  # the reader learns of it, too, and what is not acknowledged is sent again

    async def _follow(self) -> None:
        look, answer = self.state.looks[0], None
        try:
            while True:
                answer = await asyncio.to_thread(self.rest.get, look.send(answer))
        except StopIteration:
            self.state.looks.popleft()
        except ApiError as error:
            if error.code != "not_found":
                raise
            # The conversation is nothing of ours any more.
            self.state.looks.popleft()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
