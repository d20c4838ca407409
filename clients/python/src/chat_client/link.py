"""What both clients share beside the state: how they begin, what a lost connection means, when to come back."""

from __future__ import annotations

import time
from collections.abc import Mapping

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from chat_client.backoff import Backoff
from chat_client.errors import ApiError, NotAuthenticated
from chat_client.records import Message
from chat_client.rest import Rest
from chat_client.state import State

NOT_AUTHENTICATED = 4401
HOPELESS = frozenset(range(400, 500)) - {408, 429}
"""Statuses of a handshake that will be refused again."""
LOST = (WebSocketException, OSError, ApiError)
"""What ends a connection, or keeps it from being made."""


class Link:
    """A server, the state, and the patience with it.

    Args:
        url: the server, like `https://chat.example.org`.
        token: a personal access token, or an access token; or else
        login: username or e-mail, and password.
        cursors: where to go on, as `cursors` said it earlier; else from now on.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        login: tuple[str, str] | None = None,
        cursors: Mapping[str, int] | None = None,
    ) -> None:
        self.rest = Rest(url, token, login)
        self.state = State(cursors, time.monotonic)
        self._backoff = Backoff()
        self._refusals = 0

    @property
    def user_id(self) -> str:
        """Who this client is; known once it was connected."""
        return self.state.user_id

    @property
    def cursors(self) -> dict[str, int]:
        """The last seq taken of each conversation: keep them to go on there after a restart."""
        return dict(self.state.taken)

    def came_through(self) -> None:
        """The server has let us in."""
        self._backoff.succeeded()
        self._refusals = 0

    def lost(self, error: Exception) -> float:
        """The connection failed or ended; returns the seconds after which to try again.

        Raises:
            NotAuthenticated: the token, or the password, opens nothing.
            ApiError, InvalidStatus: refused for another reason that will not pass.
        """
        self.state.closed()
        if isinstance(error, InvalidStatus) and error.response.status_code in HOPELESS:
            raise error
        refused = isinstance(error, NotAuthenticated)
        if isinstance(error, ApiError) and not error.passes and (not refused or error.code == "bad_credentials"):
            raise error
        if isinstance(error, ConnectionClosed) and error.rcvd is not None:
            refused = error.rcvd.code == NOT_AUTHENTICATED
        if refused:
            self._refusals += 1
            # One new sign-in: an access token expires. A second refusal in a row means the password, too.
            if self._refusals > 1 or not self.rest.refused():
                raise NotAuthenticated("not_authenticated", "The server does not let this client in.") from error
            return 0.0
        wait = error.retry_after if isinstance(error, ApiError) and error.retry_after is not None else 0.0
        return max(wait, self._backoff.next())


def place_of(to: str | Message) -> dict[str, str]:
    """Where a message goes: `to` is a conversation's id, or a message to answer in its conversation."""
    return {"conversation_id": to.conversation_id if isinstance(to, Message) else to}
