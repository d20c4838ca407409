"""The blocking client: everything happens in the caller's own thread, while it waits."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Self

from websockets.sync.client import ClientConnection, connect

from chat_client.errors import ApiError
from chat_client.link import LOST, Link, place_of
from chat_client.records import Ack, Message


class Client(Link, AbstractContextManager["Client"]):
    """Sends, and iterates over new messages. Of one thread; `with` closes the connection at the end."""

    _socket: ClientConnection | None = None
    _opened = ExitStack()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def __enter__(self) -> Self:
        return self

    def messages(self) -> Iterator[Message]:
        """New messages of others in all conversations, in order, for ever. Raises NotAuthenticated."""
        while True:
            message = self.state.take()
            if message is not None:
                yield message
            else:
                self._step()

    def send(self, to: str | Message, content: str, *, client_id: str | None = None) -> Ack:
        """Send a text, and return once it is acknowledged, however often the connection breaks meanwhile.

        A `client_id` of one's own makes a repeat, by a later process too, the same message.

        Raises:
            ApiError: the server refused it.
        """
        return self._acknowledged(self.state.send(content, client_id=client_id, **place_of(to)))

    def send_to_user(self, user_id: str, content: str, *, client_id: str | None = None) -> Ack:
        """The same, to a person: into the direct conversation of the two, which may begin by it."""
        return self._acknowledged(self.state.send(content, client_id=client_id, to=user_id))

    def connect(self) -> None:
        """Return once the server has let us in; what others write from now on is new. Raises NotAuthenticated."""
        while not (self.state.ready and self.state.begun):
            self._step()

    def _acknowledged(self, client_id: str) -> Ack:
        while (ack := self.state.result(client_id)) is None:
            self._step()
        return ack

    def _step(self) -> None:
        """Take in one frame, or reconnect."""
        try:
            socket = self._socket or self._open()
            self._send_all(socket)
            try:
                text = socket.recv(timeout=self.state.patience())
            except TimeoutError:
                return
            self.state.receive(json.loads(text))
            while self.state.looks:
                self._follow()
            if self.state.ready:
                self.came_through()
            self._send_all(socket)
        except LOST as error:
            self._hang_up()
            time.sleep(self.lost(error))

    def _open(self) -> ClientConnection:
        token = self.rest.token()
        self._opened = ExitStack()
        opening = connect(self.rest.socket_url, compression=None, max_size=None, proxy=None)
        self._socket = self._opened.enter_context(opening)
        self.state.opened(token)
        return self._socket

    def _send_all(self, socket: ClientConnection) -> None:
        for frame in self.state.outgoing():
            socket.send(json.dumps(frame))

    def _follow(self) -> None:
        look, answer = self.state.looks[0], None
        try:
            while True:
                answer = self.rest.get(look.send(answer))
        except StopIteration:
            self.state.looks.popleft()
        except ApiError as error:
            if error.code != "not_found":
                raise
            # The conversation is nothing of ours any more.
            self.state.looks.popleft()

    def _hang_up(self) -> None:
        self._opened.close()
        self._socket = None
