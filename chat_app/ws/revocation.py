"""Sign-outs that happened elsewhere: another process ended a session whose socket is open here."""

from __future__ import annotations

from datetime import datetime, timedelta

from chat_app.protocol.errors import CloseCode
from chat_app.records import now
from chat_app.services.accounts import Accounts
from chat_app.ws.hub import Hub

OVERLAP = timedelta(seconds=60)
"""Looked at again each time: the clocks of two machines differ, and closing twice does nothing."""


class Revocation:
    """Closes the sockets of sessions that ended. A look is one query, however many sockets are open."""

    def __init__(self, hub: Hub, accounts: Accounts) -> None:
        self._hub = hub
        self._accounts = accounts
        self._looked_at: datetime = now()

    def check(self) -> None:
        """Look for what ended since the last time. Raises Unavailable."""
        time = now()
        for user in self._accounts.signed_out_since(self._looked_at - OVERLAP):
            tokens = {token.id for token in user.access_tokens}
            alive = set() if user.deactivated_at else {session.id for session in user.sessions} | tokens
            for connection in self._hub.of_user(user.id):
                if connection.session_id not in alive:
                    connection.close(CloseCode.NOT_AUTHENTICATED, "Signed out.")
        self._looked_at = time
